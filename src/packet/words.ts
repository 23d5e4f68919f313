function hashRow(row: Int32Array, from: number, width: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < width; i++) {
    hash = Math.imul(hash ^ row[from + i], 0x01000193);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** A set of rows of `width` words each: equal rows get the same number (IPv6 addresses, link headers). */
export class WordTable {
  readonly width: number;
  count = 0;
  private rows: Int32Array;
  /** Open addressing; row number + 1, 0 = free. Always at most half full. */
  private index: Int32Array;

  constructor(width: number) {
    this.width = width;
    this.rows = new Int32Array(width * 16);
    this.index = new Int32Array(32);
  }

  /** The number of the row that starts at `from`; a row not seen before is copied. */
  intern(words: Int32Array, from = 0): number {
    const mask = this.index.length - 1;
    let slot = hashRow(words, from, this.width) & mask;
    while (this.index[slot] !== 0) {
      const found = this.index[slot] - 1;
      if (this.equals(found, words, from)) return found;
      slot = (slot + 1) & mask;
    }
    this.index[slot] = this.count + 1;
    this.append(words, from);
    return this.count - 1;
  }

  /** A view of one row; not to be written. */
  row(number: number): Int32Array {
    return this.rows.subarray(number * this.width, (number + 1) * this.width);
  }

  word(number: number, column: number): number {
    return this.rows[number * this.width + column];
  }

  /** Bytes of memory. */
  get bytes(): number {
    return this.rows.byteLength + this.index.byteLength;
  }

  private equals(number: number, words: Int32Array, from: number): boolean {
    const base = number * this.width;
    for (let i = 0; i < this.width; i++) if (this.rows[base + i] !== words[from + i]) return false;
    return true;
  }

  private append(words: Int32Array, from: number): void {
    if ((this.count + 1) * this.width > this.rows.length) {
      const rows = new Int32Array(this.rows.length * 2);
      rows.set(this.rows);
      this.rows = rows;
    }
    for (let i = 0; i < this.width; i++) this.rows[this.count * this.width + i] = words[from + i];
    this.count++;
    if (this.count * 2 > this.index.length) this.rehash(this.index.length * 2);
  }

  private rehash(size: number): void {
    const index = new Int32Array(size);
    for (let i = 0; i < this.count; i++) {
      let slot = hashRow(this.rows, i * this.width, this.width) & (size - 1);
      while (index[slot] !== 0) slot = (slot + 1) & (size - 1);
      index[slot] = i + 1;
    }
    this.index = index;
  }
}
