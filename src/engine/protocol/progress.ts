/** How far something is that takes long. */
export interface Progress {
  /** `reading`, `decoding`, `running the model`. */
  phase: string;
  done: number;
  total: number;
  /** What is counted: `bytes`, `packets`. */
  unit: string;
}
