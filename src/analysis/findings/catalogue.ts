import type { Detector } from './detector.ts';
import { sessionLoss } from './session-loss.ts';

/** All detectors, in the order in which findings of one severity are listed. */
export const DETECTORS: readonly Detector[] = [sessionLoss];
