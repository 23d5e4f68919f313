/** A stretch in which two sequences part: half-open ranges of each, of which one may be empty. */
export interface Gap {
  readonly aFrom: number;
  readonly aTo: number;
  readonly bFrom: number;
  readonly bTo: number;
}

export interface Alignment {
  /** Pairs of equal items. */
  readonly agreeing: number;
  readonly gaps: readonly Gap[];
}

export interface Sequence {
  readonly length: number;
  /** Equal items have equal keys. */
  key(i: number): number;
  /** Nanoseconds; items further apart than the tolerance are not equal. NaN = not known. */
  time(i: number): number;
}

/** Items that must agree in a row before sequences count as together again. */
const RUN = 3;
/** How far behind a gap they are searched for the place where they meet. */
const REACH = 400;
/** Beyond this many searches they are short, so that two unrelated logs do not take forever. */
const PATIENCE = 300;
const SHORT_REACH = 24;

class Aligner {
  private readonly gaps: Gap[] = [];
  private agreeing = 0;
  private searches = 0;

  constructor(
    private readonly a: Sequence,
    private readonly b: Sequence,
    private readonly toleranceNs: number,
  ) {}

  run(): Alignment {
    const { a, b } = this;
    let i = 0;
    let j = 0;
    while (i < a.length || j < b.length) {
      if (this.equal(i, j)) {
        this.agreeing++;
        i++;
        j++;
        continue;
      }
      const [skipA, skipB] = this.meeting(i, j);
      this.note({ aFrom: i, aTo: i + skipA, bFrom: j, bTo: j + skipB });
      i += skipA;
      j += skipB;
    }
    return { agreeing: this.agreeing, gaps: this.gaps };
  }

  /** Gaps that touch are one. */
  private note(gap: Gap): void {
    const last = this.gaps.at(-1);
    if (last && last.aTo === gap.aFrom && last.bTo === gap.bFrom) {
      this.gaps[this.gaps.length - 1] = { ...gap, aFrom: last.aFrom, bFrom: last.bFrom };
    } else this.gaps.push(gap);
  }

  private equal(i: number, j: number): boolean {
    const { a, b } = this;
    if (i >= a.length || j >= b.length || a.key(i) !== b.key(j)) return false;
    return !(Math.abs(a.time(i) - b.time(j)) > this.toleranceNs);
  }

  /** Do they agree from here on, for a run or to the end of one? */
  private together(i: number, j: number): boolean {
    const { a, b } = this;
    if (i >= a.length && j >= b.length) return true;
    for (let n = 0; n < RUN; n++) {
      if (i + n >= a.length || j + n >= b.length) return n > 0;
      if (!this.equal(i + n, j + n)) return false;
    }
    return true;
  }

  /** The nearest place behind (i, j) where they are together: how many items each has in between. */
  private meeting(i: number, j: number): readonly [number, number] {
    const reach = this.searches++ < PATIENCE ? REACH : SHORT_REACH;
    for (let sum = 1; sum <= reach; sum++) {
      const half = sum >> 1;
      for (let n = 0; n <= 2 * sum; n++) {
        const skipA = n % 2 === 0 ? half + (n >> 1) : half - ((n + 1) >> 1);
        if (skipA < 0 || skipA > sum) continue;
        if (this.together(i + skipA, j + sum - skipA)) return [skipA, sum - skipA];
      }
    }
    return this.laterMeeting(i, j, reach);
  }

  /** Nowhere near: one item of each is passed over, the earlier one first. */
  private laterMeeting(i: number, j: number, reach: number): readonly [number, number] {
    const { a, b } = this;
    if (i >= a.length) return [0, b.length - j];
    if (j >= b.length) return [a.length - i, 0];
    const step = Math.max(1, reach >> 2);
    const [timeA, timeB] = [a.time(i), b.time(j)];
    if (timeA < timeB - this.toleranceNs) return [Math.min(step, a.length - i), 0];
    if (timeB < timeA - this.toleranceNs) return [0, Math.min(step, b.length - j)];
    return [1, 1];
  }
}

/**
 * Holds two sequences against each other, in order. Where they part, the nearest place where they agree again is
 * taken; time is in proportion to their lengths as long as they mostly agree.
 */
export function align(a: Sequence, b: Sequence, toleranceNs: number): Alignment {
  return new Aligner(a, b, toleranceNs).run();
}
