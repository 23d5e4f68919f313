import type { DetectorAbout } from './about.ts';
import { FTP_SERVICE, PORT_ZERO, RULES, SHADOWED } from './rules.ts';
import { SESSION_LOSS } from './sessions.ts';
import { LONG_CHAINS } from './table.ts';

/** What every detector looks for, in the order of the catalogue. */
export const ABOUTS: readonly DetectorAbout[] = [
  SESSION_LOSS,
  PORT_ZERO,
  FTP_SERVICE,
  SHADOWED,
  RULES,
  LONG_CHAINS,
];
