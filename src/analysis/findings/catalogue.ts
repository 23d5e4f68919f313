import { affinityLonger } from './affinity-longer.ts';
import { crossService } from './cross-service.ts';
import type { Detector } from './detector.ts';
import { longChains } from './long-chains.ts';
import { ftpService, portZero } from './port-rules.ts';
import { rules } from './rules.ts';
import { sessionLoss } from './session-loss.ts';
import { shadowed } from './shadowed.ts';
import { templateQuiesced } from './template-quiesced.ts';
import { templateRemoved } from './template-removed.ts';
import { templateTimeoutChanged } from './template-timeout-changed.ts';
import { unevenBalance } from './uneven-balance.ts';

/** All detectors, in the order in which findings of one severity are listed. */
export const DETECTORS: readonly Detector[] = [
  sessionLoss,
  crossService,
  templateQuiesced,
  templateRemoved,
  affinityLonger,
  templateTimeoutChanged,
  unevenBalance,
  portZero,
  ftpService,
  shadowed,
  rules,
  longChains,
];
