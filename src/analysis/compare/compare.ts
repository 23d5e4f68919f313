import type { Texts } from '../../base/texts.ts';
import { align, type Gap, type Sequence } from './align.ts';
import { highestLevel, type Printed } from './printed.ts';

/** A place where two kernels part, as lines of each side. */
export type Difference = Gap;

export interface Comparison {
  readonly texts: Texts;
  readonly a: Printed;
  readonly b: Printed;
  readonly agreeing: number;
  readonly differences: readonly Difference[];
  /** debug_level up to which lines are compared. */
  readonly level: number;
}

/** Lines of one event may be stamped a tick apart, and a capture's stamp lies a little before the kernel's. */
const TICKS = 2;

/** @param shiftNs is added to the times of `b` */
function sequence(printed: Printed, shiftNs = 0): Sequence {
  return {
    length: printed.length,
    key: (i) => printed.ids.at(i),
    time: (i) => printed.times.at(i) + shiftNs,
  };
}

/** The lines of a run that fall into a span of time: what the other side cannot have seen is left out. */
export function within(printed: Printed, fromNs: number, toNs: number): readonly [number, number] {
  const { times } = printed;
  let from = 0;
  while (from < printed.length && times.at(from) < fromNs) from++;
  let to = printed.length;
  while (to > from && times.at(to - 1) > toNs) to--;
  return [from, to];
}

/**
 * Holds what two kernels printed against each other.
 * @param a the side that is believed: a log, a capture, a profile
 * @param hz jiffies a second, for the tolerance of stamps
 * @param timed false = stamps are not compared
 */
export function compare(texts: Texts, a: Printed, b: Printed, hz: number, timed = true): Comparison {
  const tolerance = timed ? (TICKS * 1e9) / hz : Number.POSITIVE_INFINITY;
  const { agreeing, gaps } = align(sequence(a), sequence(b), tolerance);
  return { texts, a, b, agreeing, differences: gaps, level: highestLevel(a) };
}
