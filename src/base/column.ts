/** Typed columns that grow: numbers in one buffer, no object per row. */

type Numbers = Uint8Array | Int8Array | Uint16Array | Int16Array | Uint32Array | Int32Array | Float64Array;
type NumbersConstructor<T extends Numbers> = new (length: number) => T;

export class Column<T extends Numbers> {
  length = 0;
  protected values: T;

  constructor(
    private readonly make: NumbersConstructor<T>,
    capacity = 1024,
  ) {
    this.values = new make(capacity);
  }

  push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }

  at(index: number): number {
    return this.values[index];
  }

  set(index: number, value: number): void {
    this.values[index] = value;
  }

  /** The filled part, without copying. */
  get filled(): T {
    return this.values.subarray(0, this.length) as T;
  }

  protected grow(): void {
    const larger = new this.make(this.values.length * 2);
    larger.set(this.values as never);
    this.values = larger;
  }
}

/**
 * A column of 32-bit words for hot loops. Its `push` is a function of its own: one shared by many kinds of
 * typed arrays is an order of magnitude slower in JavaScript engines.
 */
export class WordColumn extends Column<Uint32Array> {
  constructor(capacity = 1024) {
    super(Uint32Array, capacity);
  }

  override push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }
}

/** As {@link WordColumn}, of double numbers. */
export class DoubleColumn extends Column<Float64Array> {
  constructor(capacity = 1024) {
    super(Float64Array, capacity);
  }

  override push(value: number): void {
    if (this.length === this.values.length) this.grow();
    this.values[this.length++] = value;
  }
}

/** Words that are mostly 0: nothing is kept before the first other one comes. */
export class RareWords {
  private words: WordColumn | null = null;
  private count = 0;

  get length(): number {
    return this.count;
  }

  push(value: number): void {
    if (this.words) this.words.push(value);
    else if (value !== 0) this.filled().push(value);
    this.count++;
  }

  at(index: number): number {
    return this.words ? this.words.at(index) : 0;
  }

  set(index: number, value: number): void {
    this.filled().set(index, value);
  }

  private filled(): WordColumn {
    if (this.words) return this.words;
    this.words = new WordColumn();
    for (let i = 0; i < this.count; i++) this.words.push(0);
    return this.words;
  }
}

/** First index in [low, high) for which `test` is true; `high` if there is none. `test` must be monotonic. */
export function firstIndex(low: number, high: number, test: (index: number) => boolean): number {
  let a = low;
  let b = high;
  while (a < b) {
    const middle = (a + b) >>> 1;
    if (test(middle)) b = middle;
    else a = middle + 1;
  }
  return a;
}

/** Row numbers grouped by a key column: rows of key k are `rows[offsets[k]..offsets[k + 1]]`, in order. */
export interface Grouped {
  readonly offsets: Uint32Array;
  readonly rows: Uint32Array;
}

const NO_ROWS = new Uint32Array(0);

/** Rows of one key, in order; none for a key that is larger than all. */
export function rowsOf({ offsets, rows }: Grouped, key: number): Uint32Array {
  return key + 1 < offsets.length ? rows.subarray(offsets[key], offsets[key + 1]) : NO_ROWS;
}

function largestOf(keys: Column<Uint32Array>): number {
  let most = 0;
  for (const key of keys.filled) if (key > most) most = key;
  return most;
}

/** @param keys key of each row, 0 <= key < size */
export function groupBy(keys: Column<Uint32Array>, size: number = largestOf(keys) + 1): Grouped {
  const offsets = new Uint32Array(size + 1);
  const { filled } = keys;
  for (const key of filled) offsets[key + 1]++;
  for (let key = 0; key < size; key++) offsets[key + 1] += offsets[key];
  const next = offsets.slice(0, size);
  const rows = new Uint32Array(filled.length);
  for (let row = 0; row < filled.length; row++) rows[next[filled[row]]++] = row;
  return { offsets, rows };
}
