import type { SeedJob } from './prepare.ts';
import { hashOf } from './search.ts';

/** Two entries that stand the wrong way round for a seed. */
export interface Refutation {
  /** Places in the listing, from 0. */
  readonly first: number;
  readonly second: number;
  readonly firstBucket: number;
  readonly secondBucket: number;
}

/** What a listing says about one seed. */
export interface SeedFit {
  readonly seed: number;
  /** The namespace's part; bits outside of `xorKnown` are 0. */
  readonly xor: number;
  /** Bits of it that the order fixes. Without the others it is known which entries share a bucket, not its number. */
  readonly xorKnown: number;
  /** Entries that stand in order: the most that can be kept so that buckets ascend. */
  readonly inOrder: number;
  readonly of: number;
  /** The first pair in the wrong order; null = all are in order. */
  readonly refutedBy: Refutation | null;
}

/** Share of entries in order at which a seed holds; a false one leaves about 2 / sqrt(entries). */
const HOLDS = 0.9;

function hashes(job: SeedJob, seed: number): Int32Array {
  return Int32Array.from({ length: job.count }, (_, entry) => hashOf(job, entry, seed));
}

/** Each bit as most neighbours want it that differ in it first. */
function xorBits(job: SeedJob, own: Int32Array): { xor: number; known: number } {
  const mask = 2 ** job.bits - 1;
  if (job.xor !== null) return { xor: job.xor, known: mask };
  const votes = new Int32Array(job.bits);
  let known = 0;
  for (let i = 1; i < own.length; i++) {
    const differ = (own[i - 1] ^ own[i]) & mask;
    if (differ === 0) continue;
    const bit = 31 - Math.clz32(differ);
    known |= 1 << bit;
    votes[bit] += own[i - 1] & (1 << bit) ? 1 : -1;
  }
  let xor = 0;
  for (let bit = 0; bit < job.bits; bit++) if (votes[bit] > 0) xor |= 1 << bit;
  return { xor, known };
}

/** Length of the longest part that never descends. */
function longestAscent(values: Int32Array): number {
  const ends: number[] = [];
  for (const value of values) {
    let [from, to] = [0, ends.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (ends[middle] <= value) from = middle + 1;
      else to = middle;
    }
    ends[from] = value;
  }
  return ends.length;
}

/** Holds a seed and the namespace's part against every entry of the listing. */
export function verifySeed(job: SeedJob, seed: number, xor: number): Omit<SeedFit, 'xorKnown'> {
  const mask = 2 ** job.bits - 1;
  const buckets = hashes(job, seed).map((hash) => (hash ^ xor) & mask);
  const at = buckets.findIndex((bucket, i) => i > 0 && bucket < buckets[i - 1]);
  const refutedBy =
    at < 0
      ? null
      : {
          first: job.places[at - 1],
          second: job.places[at],
          firstBucket: buckets[at - 1],
          secondBucket: buckets[at],
        };
  return { seed, xor, inOrder: longestAscent(buckets), of: job.count, refutedBy };
}

/** Finds the namespace's part for a seed and holds both against every entry. */
export function fitSeed(job: SeedJob, seed: number): SeedFit {
  const { xor, known } = xorBits(job, hashes(job, seed));
  return { ...verifySeed(job, seed, xor), xorKnown: known };
}

/** Whether the whole listing bears a seed out: a few entries may have moved while it was read. */
export function holds(fit: SeedFit): boolean {
  return fit.inOrder >= fit.of * HOLDS;
}
