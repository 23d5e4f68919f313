import { affinityLonger } from './affinity-longer.ts';
import type { Detector } from './detector.ts';
import { sessionLoss } from './session-loss.ts';
import { templateQuiesced } from './template-quiesced.ts';
import { templateRemoved } from './template-removed.ts';
import { templateTimeoutChanged } from './template-timeout-changed.ts';

/** All detectors, in the order in which findings of one severity are listed. */
export const DETECTORS: readonly Detector[] = [
  sessionLoss,
  templateQuiesced,
  templateRemoved,
  affinityLonger,
  templateTimeoutChanged,
];
