/** What panels draw of the kernel log. */

export interface LogLine {
  /** From 0 over the whole run, at the level shown. */
  index: number;
  /** As dmesg prints it, in seconds. */
  stamp: number;
  level: number;
  /** Without the `IPVS: ` prefix if `ipvs` is true. */
  text: string;
  ipvs: boolean;
  event: number;
  step: number;
}

export interface LogWindow {
  level: number;
  total: number;
  from: number;
  lines: readonly LogLine[];
  /** Index of the last line printed at the cursor; -1 = none yet. */
  current: number;
  /** False = a filter has not looked at all lines yet; asking again goes on. */
  complete: boolean;
}
