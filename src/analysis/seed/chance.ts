/** How sure a seed can be: the odds of explaining an order by accident, and of a shortcut missing the true seed. */

export const ALL_SEEDS = 2 ** 32;
/** A hit is certain when fewer false ones than this are expected among all seeds. */
const CERTAIN = 0.01;
/** Odds at which the shortcut may miss the true seed; then the search without it finds it. */
const MISS = 1e-6;

/**
 * How many of the 2^32 seeds are expected to explain an order by accident, at most: each of the namespace's
 * possible parts gives every seed another try. Entries in one bucket may stand in any order.
 *
 * @param count entries with different hash words
 * @param xorBits unknown bits of the namespace's part: 0 or those of the table
 */
export function falseSeeds(count: number, bits: number, xorBits: number): number {
  const size = 2 ** bits;
  let log = Math.log(ALL_SEEDS) + xorBits * Math.LN2;
  for (let i = 0; i < count; i++) log += Math.log((1 + i / size) / (i + 1));
  return Math.min(ALL_SEEDS, Math.exp(log));
}

/** Whether one hit ends the search: no second one is to be expected. */
export function isCertain(expected: number): boolean {
  return expected < CERTAIN;
}

/** The odds that of `count` random buckets no more than `at` lie in the first `share` of the table. */
function atMost(count: number, at: number, share: number): number {
  let term = (1 - share) ** count;
  let sum = term;
  for (let i = 1; i <= at; i++) {
    term *= ((count - i + 1) / i) * (share / (1 - share));
    sum += term;
  }
  return sum;
}

/**
 * How many high bits of the bucket are surely 0 for the entry at a place of the listing.
 *
 * @param at from 0
 * @param count entries of the whole listing
 */
export function zeroBits(at: number, count: number, bits: number): number {
  let zero = 0;
  while (zero < bits - 1 && atMost(count, at, 2 ** -(zero + 1)) < MISS) zero++;
  return zero;
}
