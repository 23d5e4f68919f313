import { firstIndex } from '../../../base/column.ts';

/** Heights of the rows of a list: all alike, but for few that were measured to be higher. */
export class RowHeights {
  /** Rows that are not as high as the others, in order, and what they add, each with those before it. */
  private rows: number[] = [];
  private added: number[] = [];

  /** @param usual pixels of a row */
  constructor(readonly usual: number) {}

  /** Notes the height of a row in pixels; returns by how much it has changed. */
  measure(row: number, height: number): number {
    const by = height - this.heightOf(row);
    if (by === 0) return 0;
    const at = this.placeOf(row);
    if (this.rows[at] !== row) {
      this.rows.splice(at, 0, row);
      this.added.splice(at, 0, this.added[at - 1] ?? 0);
    }
    for (let i = at; i < this.added.length; i += 1) this.added[i] += by;
    if (height === this.usual) {
      this.rows.splice(at, 1);
      this.added.splice(at, 1);
    }
    return by;
  }

  heightOf(row: number): number {
    const at = this.placeOf(row);
    return this.rows[at] === row ? this.usual + this.added[at] - (this.added[at - 1] ?? 0) : this.usual;
  }

  /** First pixel of a row; of the number of rows the height of all. */
  topOf(row: number): number {
    return row * this.usual + (this.added[this.placeOf(row) - 1] ?? 0);
  }

  /** The row of a list of `count` at a pixel; the first or last one beyond the ends. */
  rowAt(pixel: number, count: number): number {
    return Math.max(0, firstIndex(0, count, (row) => this.topOf(row) > pixel) - 1);
  }

  /** Number of measured rows before this one. */
  private placeOf(row: number): number {
    return firstIndex(0, this.rows.length, (at) => this.rows[at] >= row);
  }
}
