import { WordColumn } from '../base/column.ts';

/** Which file a packet came from. */
export interface Origin {
  readonly file: string;
  /** In that file, from 1. */
  readonly number: number;
}

/** Where the packets of a store that several files share came from: a line for each run of packets of one file. */
export class Origins {
  private readonly starts = new WordColumn(16);
  private readonly files = new WordColumn(16);
  /** Number in its file of the first packet of a run, from 0. */
  private readonly numbers = new WordColumn(16);
  private file = -1;
  /** What the next packet must be to belong to the last run. */
  private next = -1;

  constructor(readonly names: readonly string[]) {}

  /** Packet `i` of the store, which is the next, is packet `number` (from 0) of a file. */
  append(i: number, file: number, number: number): void {
    if (file !== this.file || number !== this.next) {
      this.starts.push(i);
      this.files.push(file);
      this.numbers.push(number);
      this.file = file;
    }
    this.next = number + 1;
  }

  /** Number of the file of a packet. */
  fileOf(i: number): number {
    return this.files.at(this.run(i));
  }

  of(i: number): Origin {
    const run = this.run(i);
    return {
      file: this.names[this.files.at(run)],
      number: this.numbers.at(run) + i - this.starts.at(run) + 1,
    };
  }

  get bytes(): number {
    return this.starts.length * 12;
  }

  private run(i: number): number {
    let low = 0;
    let high = this.starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >>> 1;
      if (this.starts.at(middle) <= i) low = middle;
      else high = middle - 1;
    }
    return low;
  }
}
