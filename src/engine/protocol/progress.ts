/** How far something is that takes long. */
export interface Progress {
  /** `reading a.pcap`, `running the model`. */
  phase: string;
  done: number;
  total: number;
  /** What is counted: `bytes`, `packets`. */
  unit: string;
  /** Packets found so far, where bytes are counted. */
  packets?: number;
  /** Bytes of memory that playing all of it will need, about, where bytes are counted. */
  memory?: number;
  /** Of the unit, per second; left out = not known yet. */
  rate?: number;
  secondsLeft?: number;
}
