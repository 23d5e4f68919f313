import type { ParsedMessage } from '../klog/parse.ts';

/** The messages of a kernel's log, in their order. */
export interface LogLines {
  readonly length: number;
  /** Line `i` taken apart; null = none of the kernel's messages (a gap, a line that cannot be read). */
  parsed(i: number): ParsedMessage | null;
  /** Nanoseconds of uptime; lines without a stamp stand at the time of the line before. */
  timeNs(i: number): number;
  /** The CPU that printed it, -1 = not told. */
  cpu(i: number): number;
}
