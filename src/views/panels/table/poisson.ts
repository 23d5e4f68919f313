export interface LengthRow {
  /** `3`, or `10+` for all from there. */
  label: string;
  buckets: number;
  /** Buckets of that length if the hash were random. */
  expected: number;
}

const MOST_ROWS = 9;

/** How many buckets have how long a chain, with what a random hash would give (Poisson with mean entries/size). */
export function lengthRows(lengths: readonly number[], size: number, entries: number): LengthRow[] {
  const mean = entries / size;
  const rows: LengthRow[] = [];
  let probability = Math.exp(-mean);
  let seen = 0;
  const last = Math.max(1, lengths.length - 1);
  for (let length = 0; length <= Math.min(last, MOST_ROWS); length += 1) {
    rows.push({ label: String(length), buckets: lengths[length] ?? 0, expected: probability * size });
    seen += probability;
    probability *= mean / (length + 1);
  }
  if (last <= MOST_ROWS) return rows;
  const buckets = lengths.slice(MOST_ROWS + 1).reduce((sum, n) => sum + n, 0);
  rows.push({ label: `${MOST_ROWS + 1}+`, buckets, expected: Math.max(0, 1 - seen) * size });
  return rows;
}
