import type { DetectorAbout } from './about.ts';
import { UNEVEN_BALANCE } from './balance.ts';
import {
  AFFINITY_LONGER,
  CROSS_SERVICE,
  SESSION_LOSS,
  TEMPLATE_QUIESCED,
  TEMPLATE_REMOVED,
  TEMPLATE_TIMEOUT_CHANGED,
} from './sessions.ts';

/** What every detector looks for, in the order of the catalogue. */
export const ABOUTS: readonly DetectorAbout[] = [
  SESSION_LOSS,
  CROSS_SERVICE,
  TEMPLATE_QUIESCED,
  TEMPLATE_REMOVED,
  AFFINITY_LONGER,
  TEMPLATE_TIMEOUT_CHANGED,
  UNEVEN_BALANCE,
];
