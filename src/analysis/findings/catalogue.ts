import type { Detector } from './detector.ts';
import { longChains } from './long-chains.ts';
import { ftpService, portZero } from './port-rules.ts';
import { rules } from './rules.ts';
import { sessionLoss } from './session-loss.ts';
import { shadowed } from './shadowed.ts';

/** All detectors, in the order in which findings of one severity are listed. */
export const DETECTORS: readonly Detector[] = [
  sessionLoss,
  portZero,
  ftpService,
  shadowed,
  rules,
  longChains,
];
