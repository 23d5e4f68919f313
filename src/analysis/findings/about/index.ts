import type { DetectorAbout } from './about.ts';
import { SESSION_LOSS } from './sessions.ts';

/** What every detector looks for, in the order of the catalogue. */
export const ABOUTS: readonly DetectorAbout[] = [SESSION_LOSS];
