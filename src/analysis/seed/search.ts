import { words3, words3Lookup2, words6 } from './hash.ts';
import { PORT, PROTOCOL, type SeedJob, WORDS } from './prepare.ts';

/** Seeds that explain the order of the window. */
export interface RangeHits {
  /** Unsigned, ascending, at most {@link MOST_HITS}. */
  readonly seeds: number[];
  /** All of them, also those that are not kept. */
  count: number;
}

export const MOST_HITS = 256;

/** Hash of an entry before the namespace's part, signed. */
export function hashOf(job: SeedJob, entry: number, seed: number): number {
  const { words } = job;
  const at = entry * WORDS;
  const port = words[at + PORT];
  const protocol = words[at + PROTOCOL];
  if (job.hash === 'lookup2') return words3Lookup2(words[at], port, protocol, seed);
  if (job.ipv6[entry] === 0) return words3(words[at], port, protocol, seed);
  return words6(words[at], words[at + 1], words[at + 2], words[at + 3], port, protocol, seed);
}

/** What the loops read: the window in columns, and constants, so that nothing is looked up per seed. */
interface Loop {
  readonly length: number;
  readonly mask: number;
  /** Bits of the namespace's part that are known before, and their values. */
  readonly known: number;
  readonly xor: number;
  readonly w0: Int32Array;
  readonly w1: Int32Array;
  readonly w2: Int32Array;
  readonly w3: Int32Array;
  readonly port: Int32Array;
  readonly protocol: Int32Array;
  readonly ipv6: Uint8Array;
  /** The entry whose hash the shortcut compares with that of the first, and bits that must be equal; 0 = none. */
  readonly other: number;
  readonly top: number;
}

function loopOf(job: SeedJob, shortcut: boolean): Loop {
  const filter = shortcut ? job.filter : null;
  const length = Math.min(job.count, Math.max(job.window, (filter?.other ?? 0) + 1));
  const column = (word: number): Int32Array =>
    Int32Array.from({ length }, (_, entry) => job.words[entry * WORDS + word]);
  return {
    length: job.window,
    mask: (2 ** job.bits - 1) | 0,
    known: job.xor === null ? 0 : -1,
    xor: job.xor ?? 0,
    w0: column(0),
    w1: column(1),
    w2: column(2),
    w3: column(3),
    port: column(PORT),
    protocol: column(PROTOCOL),
    ipv6: job.ipv6.slice(0, length),
    other: filter?.other ?? 0,
    top: filter?.top ?? 0,
  };
}

function note(hits: RangeHits, seed: number): void {
  if (hits.seeds.length < MOST_HITS) hits.seeds.push(seed >>> 0);
  hits.count++;
}

/*
 * Three loops of one shape, for the three ways to hash. First the shortcut, then the exact test: of two neighbours
 * the highest bit in which their hashes differ must be 0 in the first bucket and 1 in the second, which fixes that
 * bit of the namespace's part; a bit that is fixed in two ways refutes the seed. They are written out, because a
 * function passed in would be called billions of times.
 */

/** lookup3, IPv4. */
function searchIn4(loop: Loop, from: number, count: number, hits: RangeHits): void {
  const { length, mask, w0, port, protocol, other, top } = loop;
  const [a0, b0, c0, a1, b1, c1] = [w0[0], port[0], protocol[0], w0[other], port[other], protocol[other]];
  for (let n = 0; n < count; n++) {
    const seed = (from + n) | 0;
    let before = words3(a0, b0, c0, seed);
    if (top !== 0 && ((before ^ words3(a1, b1, c1, seed)) & top) !== 0) continue;
    let { known, xor } = loop;
    let i = 1;
    for (; i < length; i++) {
      const hash = words3(w0[i], port[i], protocol[i], seed);
      const differ = (before ^ hash) & mask;
      if (differ !== 0) {
        const bit = 1 << (31 - Math.clz32(differ));
        if ((known & bit) !== 0 && ((xor ^ before) & bit) !== 0) break;
        known |= bit;
        xor = (xor & ~bit) | (before & bit);
      }
      before = hash;
    }
    if (i === length) note(hits, seed);
  }
}

/** lookup3, some addresses are IPv6. */
function searchIn6(loop: Loop, from: number, count: number, hits: RangeHits): void {
  const { length, mask, w0, w1, w2, w3, port, protocol, ipv6, other } = loop;
  const top = other === 1 ? loop.top : 0;
  for (let n = 0; n < count; n++) {
    const seed = (from + n) | 0;
    let { known, xor } = loop;
    let before = 0;
    let i = 0;
    for (; i < length; i++) {
      const hash =
        ipv6[i] === 0
          ? words3(w0[i], port[i], protocol[i], seed)
          : words6(w0[i], w1[i], w2[i], w3[i], port[i], protocol[i], seed);
      const differ = i === 0 ? 0 : (before ^ hash) & mask;
      if (differ !== 0) {
        if (i === 1 && (differ & top) !== 0) break;
        const bit = 1 << (31 - Math.clz32(differ));
        if ((known & bit) !== 0 && ((xor ^ before) & bit) !== 0) break;
        known |= bit;
        xor = (xor & ~bit) | (before & bit);
      }
      before = hash;
    }
    if (i === length) note(hits, seed);
  }
}

/** lookup2: there is no part of the namespace, buckets simply ascend. */
function searchLookup2(loop: Loop, from: number, count: number, hits: RangeHits): void {
  const { length, mask, w0, port, protocol, top } = loop;
  const [a0, b0, c0] = [w0[0], port[0], protocol[0]];
  for (let n = 0; n < count; n++) {
    const seed = (from + n) | 0;
    const first = words3Lookup2(a0, b0, c0, seed) & mask;
    if ((first & top) !== 0) continue;
    let before = first;
    let i = 1;
    for (; i < length; i++) {
      const bucket = words3Lookup2(w0[i], port[i], protocol[i], seed) & mask;
      if (bucket < before) break;
      before = bucket;
    }
    if (i === length) note(hits, seed);
  }
}

/**
 * Tries `count` seeds from `from` (unsigned).
 *
 * @param shortcut reject most seeds by the first two entries, which misses the true one at odds of 1e-6, or
 *   when the listing does not begin where the table begins
 */
export function searchSeeds(job: SeedJob, from: number, count: number, shortcut = true): RangeHits {
  const hits = { seeds: [], count: 0 };
  if (job.count < 2) return hits;
  const loop = loopOf(job, shortcut);
  if (job.hash === 'lookup2') searchLookup2(loop, from, count, hits);
  else if (loop.ipv6.includes(1)) searchIn6(loop, from, count, hits);
  else searchIn4(loop, from, count, hits);
  return hits;
}
