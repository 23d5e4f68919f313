/** A real server as it is drawn: the address, its short label and its place in the palette (0 = s1). */
export interface ServerRef {
  addr: string;
  port: number;
  /** Shortest text that tells it from the others, `.12`. */
  label: string;
  series: number;
}
