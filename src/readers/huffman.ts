/** Longest code of deflate (RFC 1951). */
export const MAX_BITS = 15;
const FAST_BITS = 10;

/**
 * A table of prefix codes: `fast` answers for codes of up to ten bits (length in the low four bits, symbol above, 0 = a
 * longer code), the rest is found by counting codes per length.
 */
export interface CodeTable {
  fast: Uint16Array;
  counts: Uint16Array;
  symbols: Uint16Array;
}

/** From code lengths by symbol; null if they are over-subscribed, or incomplete beyond the single code that is allowed. */
export function codeTable(lengths: Uint8Array): CodeTable | null {
  const counts = new Uint16Array(MAX_BITS + 1);
  for (const length of lengths) counts[length]++;
  counts[0] = 0;
  let left = 1;
  let used = 0;
  for (let bits = 1; bits <= MAX_BITS; bits++) {
    left = left * 2 - counts[bits];
    used += counts[bits];
    if (left < 0) return null;
  }
  if (left > 0 && used > 1) return null;
  const symbols = sortSymbols(lengths, counts);
  return { fast: fastTable(counts, symbols), counts, symbols };
}

/** Symbols in the order of their codes: by length, then by value. */
function sortSymbols(lengths: Uint8Array, counts: Uint16Array): Uint16Array {
  const offsets = new Uint16Array(MAX_BITS + 2);
  for (let bits = 1; bits <= MAX_BITS; bits++) offsets[bits + 1] = offsets[bits] + counts[bits];
  const symbols = new Uint16Array(lengths.length);
  for (let symbol = 0; symbol < lengths.length; symbol++) {
    if (lengths[symbol] !== 0) symbols[offsets[lengths[symbol]]++] = symbol;
  }
  return symbols;
}

function reverse(code: number, bits: number): number {
  let result = 0;
  for (let i = 0; i < bits; i++) result |= ((code >>> i) & 1) << (bits - 1 - i);
  return result;
}

function fastTable(counts: Uint16Array, symbols: Uint16Array): Uint16Array {
  const fast = new Uint16Array(1 << FAST_BITS);
  let code = 0;
  let next = 0;
  for (let bits = 1; bits <= FAST_BITS; bits++) {
    for (let n = 0; n < counts[bits]; n++) {
      const entry = (symbols[next++] << 4) | bits;
      for (let at = reverse(code++, bits); at < fast.length; at += 1 << bits) fast[at] = entry;
    }
    code <<= 1;
  }
  return fast;
}

/**
 * The symbol at the low end of `bits` (at least 15 bits, zeros beyond the end of input): symbol * 16 + length of its
 * code, -1 = no such code.
 */
export function lookUp(table: CodeTable, bits: number): number {
  const entry = table.fast[bits & ((1 << FAST_BITS) - 1)];
  if (entry !== 0) return entry;
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= MAX_BITS; length++) {
    code |= (bits >>> (length - 1)) & 1;
    const count = table.counts[length];
    if (code - first < count) return table.symbols[index + code - first] * 16 + length;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  return -1;
}
