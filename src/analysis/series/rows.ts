import { DoubleColumn, firstIndex, WordColumn } from '../../base/column.ts';

/** Rows of a block, and blocks of a larger one. */
const BLOCK = 64;

/** The rows of the least and of the largest value among some, the first of each. */
export interface Extremes {
  low: number;
  high: number;
}

/**
 * One series of a chart: values by event. Sums over a stretch come from running sums, the least and largest value of a stretch from
 * those of its blocks, so that neither costs its length.
 */
export class SeriesRows {
  readonly events = new WordColumn(64);
  readonly values = new DoubleColumn(64);
  private readonly sums = new DoubleColumn(64);
  /** Rows of the least and largest value of every full block: of BLOCK rows, and of BLOCK of these. */
  private readonly lows = [new WordColumn(16), new WordColumn(16)] as const;
  private readonly highs = [new WordColumn(16), new WordColumn(16)] as const;
  /** The largest value so far; 0 at least. */
  most = 0;

  get length(): number {
    return this.events.length;
  }

  /** All values added up. */
  get sum(): number {
    return this.sumOf(0, this.length);
  }

  add(event: number, value: number): void {
    const before = this.sum;
    this.events.push(event);
    this.values.push(value);
    this.sums.push(before + value);
    if (value > this.most) this.most = value;
    if (this.length % BLOCK === 0) this.close();
  }

  /** A block is full. */
  private close(): void {
    const size = this.length;
    const found: Extremes = { low: size - BLOCK, high: size - BLOCK };
    this.scan(size - BLOCK, size, found);
    this.lows[0].push(found.low);
    this.highs[0].push(found.high);
    if (size % (BLOCK * BLOCK) !== 0) return;
    const blocks = this.lows[0].length;
    const larger: Extremes = { low: this.lows[0].at(blocks - BLOCK), high: this.highs[0].at(blocks - BLOCK) };
    this.scanBlocks(0, blocks - BLOCK, blocks, larger);
    this.lows[1].push(larger.low);
    this.highs[1].push(larger.high);
  }

  /** The first row of an event or one behind it. */
  rowFrom(event: number): number {
    return firstIndex(0, this.length, (row) => this.events.at(row) >= event);
  }

  /** Values of the rows from `from` to before `to` added up. */
  sumOf(from: number, to: number): number {
    if (to <= from) return 0;
    return this.sums.at(to - 1) - (from === 0 ? 0 : this.sums.at(from - 1));
  }

  /** Where the least and the largest value from `from` to before `to` stand; there must be a row. */
  extremes(from: number, to: number): Extremes {
    const found: Extremes = { low: from, high: from };
    const first = Math.ceil(from / BLOCK);
    const last = Math.floor(to / BLOCK);
    if (first >= last) {
      this.scan(from, to, found);
      return found;
    }
    this.scan(from, first * BLOCK, found);
    const firstLarge = Math.ceil(first / BLOCK);
    const lastLarge = Math.floor(last / BLOCK);
    if (firstLarge >= lastLarge) this.scanBlocks(0, first, last, found);
    else {
      this.scanBlocks(0, first, firstLarge * BLOCK, found);
      this.scanBlocks(1, firstLarge, lastLarge, found);
      this.scanBlocks(0, lastLarge * BLOCK, last, found);
    }
    this.scan(last * BLOCK, to, found);
    return found;
  }

  private scan(from: number, to: number, found: Extremes): void {
    for (let row = from; row < to; row++) {
      this.lower(row, found);
      this.higher(row, found);
    }
  }

  private scanBlocks(level: 0 | 1, from: number, to: number, found: Extremes): void {
    for (let block = from; block < to; block++) {
      this.lower(this.lows[level].at(block), found);
      this.higher(this.highs[level].at(block), found);
    }
  }

  private lower(row: number, found: Extremes): void {
    if (this.values.at(row) < this.values.at(found.low)) found.low = row;
  }

  private higher(row: number, found: Extremes): void {
    if (this.values.at(row) > this.values.at(found.high)) found.high = row;
  }
}
