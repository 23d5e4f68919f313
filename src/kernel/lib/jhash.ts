/**
 * Bob Jenkins' lookup3 as the kernel uses it (include/linux/jhash.h). All words are unsigned 32 bit; the
 * words of addresses and ports are those that a little-endian machine reads from network-order memory.
 */
const JHASH_INITVAL = 0xdeadbeef;
const JHASH_GOLDEN_RATIO = 0x9e3779b9;
/** Right, left, right: three rounds. */
const LOOKUP2_SHIFTS = [
  [13, 8, 13],
  [12, 16, 5],
  [3, 10, 15],
] as const;

function rol32(word: number, shift: number): number {
  return (word << shift) | (word >>> (32 - shift));
}

function final(a: number, b: number, c: number): number {
  c = (c ^ b) - rol32(b, 14);
  a = (a ^ c) - rol32(c, 11);
  b = (b ^ a) - rol32(a, 25);
  c = (c ^ b) - rol32(b, 16);
  a = (a ^ c) - rol32(c, 4);
  b = (b ^ a) - rol32(a, 14);
  c = (c ^ b) - rol32(b, 24);
  return c >>> 0;
}

/** `jhash_3words`: three words and a seed -> 32 bits. */
export function jhash_3words(a: number, b: number, c: number, initval: number): number {
  const seed = (initval + JHASH_INITVAL + (3 << 2)) | 0;
  return final((a + seed) | 0, (b + seed) | 0, (c + seed) | 0);
}

/**
 * `jhash_3words` of kernels up to 2.6.37: lookup2, Bob Jenkins' older mix, with the golden ratio instead of
 * the length.
 */
export function jhash_3words_lookup2(a: number, b: number, c: number, initval: number): number {
  a = (a + JHASH_GOLDEN_RATIO) | 0;
  b = (b + JHASH_GOLDEN_RATIO) | 0;
  c = (c + initval) | 0;
  for (const [first, second, third] of LOOKUP2_SHIFTS) {
    a = ((a - b - c) | 0) ^ (c >>> first);
    b = ((b - c - a) | 0) ^ (a << second);
    c = ((c - a - b) | 0) ^ (b >>> third);
  }
  return c >>> 0;
}

/** One mixing round of lookup3 over [a, b, c]. */
function mix(s: Int32Array): void {
  let [a, b, c] = s;
  a = ((a - c) | 0) ^ rol32(c, 4);
  c = (c + b) | 0;
  b = ((b - a) | 0) ^ rol32(a, 6);
  a = (a + c) | 0;
  c = ((c - b) | 0) ^ rol32(b, 8);
  b = (b + a) | 0;
  a = ((a - c) | 0) ^ rol32(c, 16);
  c = (c + b) | 0;
  b = ((b - a) | 0) ^ rol32(a, 19);
  a = (a + c) | 0;
  c = ((c - b) | 0) ^ rol32(b, 4);
  b = (b + a) | 0;
  s[0] = a;
  s[1] = b;
  s[2] = c;
}

/** `jhash` of 16 bytes given as four words: one mixing round, then the last word. */
export function jhash_16bytes(words: readonly [number, number, number, number], initval: number): number {
  const seed = JHASH_INITVAL + 16 + initval;
  const s = Int32Array.of(seed + words[0], seed + words[1], seed + words[2]);
  mix(s);
  return final((s[0] + words[3]) | 0, s[1], s[2]);
}

/** Bytes as the words that a little-endian machine reads, the last one filled up with zeros. */
export function jhash_words(bytes: Uint8Array): number[] {
  const words = new Array<number>(Math.ceil(bytes.length / 4)).fill(0);
  for (const [i, byte] of bytes.entries()) words[i >> 2] = (words[i >> 2] | (byte << (8 * (i & 3)))) >>> 0;
  return words;
}

/** `jhash` of any number of bytes. */
export function jhash(bytes: Uint8Array, initval: number): number {
  const s = new Int32Array(3).fill(JHASH_INITVAL + bytes.length + initval);
  let at = 0;
  for (; bytes.length - at > 12; at += 12) {
    for (let i = 0; i < 12; i++) s[i >> 2] += bytes[at + i] << (8 * (i & 3));
    mix(s);
  }
  if (at === bytes.length) return s[2] >>> 0;
  for (let i = 0; at + i < bytes.length; i++) s[i >> 2] += bytes[at + i] << (8 * (i & 3));
  return final(s[0], s[1], s[2]);
}

export function swab32(word: number): number {
  return (((word & 0xff) << 24) | ((word & 0xff00) << 8) | ((word >>> 8) & 0xff00) | (word >>> 24)) >>> 0;
}

export function swab16(word: number): number {
  return ((word & 0xff) << 8) | (word >>> 8);
}
