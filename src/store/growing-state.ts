import type { Progress } from '../engine/protocol/messages.ts';

/** A long run is shown while the model still plays it. */
export interface GrowingSlice {
  /** How far the model is; null = all of the case is there. */
  growing: Progress | null;
}
