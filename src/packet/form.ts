/**
 * The form of a packet: all that many packets of a capture have in common. Four words that are kept once:
 *
 * 0. row of the link table
 * 1. kind (bits 0 to 3), version (4 to 7), don't fragment (8), bytes kept aside (9), protocol (16 to 23), padding (24 to 31)
 * 2. TCP flags (0 to 7), time to live (8 to 15), type of service (16 to 23), length of the transport header (24 to 31)
 * 3. length of the IP header (0 to 15), captured bytes (16 to 31)
 *
 * Padding is what the frame has behind the IP packet. The length of a frame on the wire follows from it.
 */
export const FORM_LINK = 0;
export const FORM_SHAPE = 1;
export const FORM_FIELDS = 2;
export const FORM_SIZES = 3;
const WORDS = 4;

export const SHAPE_VERSION = 15 << 4;
export const SHAPE_DONT_FRAGMENT = 1 << 8;
/** The first bytes of the frame are kept (side.ts). */
export const SHAPE_SIDE = 1 << 9;
/** Padding of a packet whose lengths the columns cannot hold: they are kept aside. */
export const ODD_LENGTHS = 255;
/** Captured bytes of a frame that was captured whole. */
export const WHOLE = 0xffff;

function hashOf(a: number, b: number, c: number, d: number): number {
  let hash = Math.imul(a, 0x9e3779b1) ^ b;
  hash = Math.imul(hash ^ (hash >>> 15), 0x85ebca6b) ^ c;
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35) ^ d;
  hash = Math.imul(hash ^ (hash >>> 16), 0x27d4eb2f);
  return hash ^ (hash >>> 15);
}

/** A set of forms: equal ones get the same number. */
export class FormTable {
  count = 0;
  private rows = new Int32Array(WORDS * 64);
  /** Open addressing; number + 1, 0 = free. Always at most half full. */
  private index = new Int32Array(128);

  intern(a: number, b: number, c: number, d: number): number {
    const { rows, index } = this;
    const mask = index.length - 1;
    let slot = hashOf(a, b, c, d) & mask;
    for (;;) {
      const found = index[slot] - 1;
      if (found < 0) break;
      const row = found * WORDS;
      if (rows[row] === a && rows[row + 1] === b && rows[row + 2] === c && rows[row + 3] === d) return found;
      slot = (slot + 1) & mask;
    }
    return this.add(slot, a, b, c, d);
  }

  word(number: number, word: number): number {
    return this.rows[number * WORDS + word];
  }

  get bytes(): number {
    return this.rows.byteLength + this.index.byteLength;
  }

  private add(slot: number, a: number, b: number, c: number, d: number): number {
    const number = this.count++;
    if (this.count * WORDS > this.rows.length) {
      const rows = new Int32Array(this.rows.length * 2);
      rows.set(this.rows);
      this.rows = rows;
    }
    const row = number * WORDS;
    this.rows[row] = a;
    this.rows[row + 1] = b;
    this.rows[row + 2] = c;
    this.rows[row + 3] = d;
    this.index[slot] = this.count;
    if (this.count * 2 > this.index.length) this.rehash(this.index.length * 2);
    return number;
  }

  private rehash(size: number): void {
    const index = new Int32Array(size);
    const { rows } = this;
    for (let i = 0; i < this.count; i++) {
      const row = i * WORDS;
      let slot = hashOf(rows[row], rows[row + 1], rows[row + 2], rows[row + 3]) & (size - 1);
      while (index[slot] !== 0) slot = (slot + 1) & (size - 1);
      index[slot] = i + 1;
    }
    this.index = index;
  }
}
