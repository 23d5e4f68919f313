import type { Comparison } from './compare.ts';

/** A row of two columns: index in each side, -1 = nothing there. */
export interface Pair {
  readonly a: number;
  readonly b: number;
  readonly same: boolean;
}

/**
 * The rows of a comparison without keeping one for each: stretches of equal lines and gaps between them. A gap
 * takes as many rows as its longer side.
 */
export class ComparedRows {
  /** First row of each gap. */
  private readonly starts: number[] = [];
  readonly length: number;

  constructor(private readonly comparison: Comparison) {
    let row = 0;
    let a = 0;
    for (const gap of comparison.differences) {
      row += gap.aFrom - a;
      this.starts.push(row);
      row += Math.max(gap.aTo - gap.aFrom, gap.bTo - gap.bFrom);
      a = gap.aTo;
    }
    this.length = row + comparison.a.length - a;
  }

  /** First row of difference `n`. */
  startOf(n: number): number {
    return this.starts[n];
  }

  /** Rows of difference `n`. */
  sizeOf(n: number): number {
    const { aFrom, aTo, bFrom, bTo } = this.comparison.differences[n];
    return Math.max(aTo - aFrom, bTo - bFrom);
  }

  /** The row in which line `at` of a side stands. */
  rowOf(side: 'a' | 'b', at: number): number {
    const { differences } = this.comparison;
    const [start, end] = side === 'a' ? (['aFrom', 'aTo'] as const) : (['bFrom', 'bTo'] as const);
    let from = 0;
    let to = differences.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (differences[middle][start] <= at) from = middle + 1;
      else to = middle;
    }
    if (from === 0) return at;
    const gap = differences[from - 1];
    const into = at - gap[start];
    const size = gap[end] - gap[start];
    return this.starts[from - 1] + (into < size ? into : this.sizeOf(from - 1) + into - size);
  }

  at(row: number): Pair {
    const n = this.lastGapAt(row);
    if (n < 0) return { a: row, b: row, same: true };
    const { aFrom, aTo, bFrom, bTo } = this.comparison.differences[n];
    const into = row - this.starts[n];
    const size = this.sizeOf(n);
    if (into >= size) return { a: aTo + into - size, b: bTo + into - size, same: true };
    return {
      a: aFrom + into < aTo ? aFrom + into : -1,
      b: bFrom + into < bTo ? bFrom + into : -1,
      same: false,
    };
  }

  private lastGapAt(row: number): number {
    let from = 0;
    let to = this.starts.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (this.starts[middle] <= row) from = middle + 1;
      else to = middle;
    }
    return from - 1;
  }
}
