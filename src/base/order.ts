/** Orders of many rows as typed arrays: sorted by whole numbers, digit by digit, without comparing. */

const DIGIT = 16;
const DIGITS = 1 << DIGIT;

/** One pass: rows in the order of 16 bits of their word, else as they were. */
function pass(order: Uint32Array, words: Uint32Array, shift: number): Uint32Array {
  const places = new Uint32Array(DIGITS + 1);
  for (const row of order) places[((words[row] >>> shift) & (DIGITS - 1)) + 1]++;
  // All alike in these bits.
  if (places.includes(order.length)) return order;
  for (let digit = 0; digit < DIGITS; digit++) places[digit + 1] += places[digit];
  const sorted = new Uint32Array(order.length);
  for (const row of order) sorted[places[(words[row] >>> shift) & (DIGITS - 1)]++] = row;
  return sorted;
}

/**
 * Row numbers in ascending order of their keys; rows of equal keys stay in their order.
 * @param columns words of the keys, the most significant first, one of each for every row
 */
export function orderBy(columns: readonly Uint32Array[], rows: number): Uint32Array {
  let order = Uint32Array.from({ length: rows }, (_, row) => row);
  for (const words of columns.toReversed()) order = pass(pass(order, words, 0), words, DIGIT) as typeof order;
  return order;
}
