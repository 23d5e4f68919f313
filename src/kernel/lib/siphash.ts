/**
 * SipHash (Aumasson, Bernstein 2012) as the kernel uses it (lib/siphash.c): 64-bit words kept as two 32-bit
 * halves, low half first, so that no BigInt is needed.
 */

/** Two 64-bit key words: low and high half of the first, then of the second. */
export type SipKey = readonly [k0lo: number, k0hi: number, k1lo: number, k1hi: number];

/** Halves of v0..v3 at the start: the ASCII text of the SipHash paper. */
const CONSTANTS = [
  0x70736575, 0x736f6d65, 0x6e646f6d, 0x646f7261, 0x6e657261, 0x6c796765, 0x79746573, 0x74656462,
];

/** v[a] += v[b]; indexes are those of the low halves. */
function add(v: Int32Array, a: number, b: number): void {
  const low = (v[a] >>> 0) + (v[b] >>> 0);
  v[a + 1] = v[a + 1] + v[b + 1] + (low > 0xffffffff ? 1 : 0);
  v[a] = low;
}

/** v[a] = rotl(v[a], bits) ^ v[b]; 0 < bits < 32. */
function rotateXor(v: Int32Array, a: number, bits: number, b: number): void {
  const low = v[a];
  const high = v[a + 1];
  v[a] = ((low << bits) | (high >>> (32 - bits))) ^ v[b];
  v[a + 1] = ((high << bits) | (low >>> (32 - bits))) ^ v[b + 1];
}

function swapHalves(v: Int32Array, a: number): void {
  const low = v[a];
  v[a] = v[a + 1];
  v[a + 1] = low;
}

function rounds(v: Int32Array, count: number): void {
  for (let i = 0; i < count; i++) {
    add(v, 0, 2);
    rotateXor(v, 2, 13, 0);
    swapHalves(v, 0);
    add(v, 4, 6);
    rotateXor(v, 6, 16, 4);
    add(v, 0, 6);
    rotateXor(v, 6, 21, 0);
    add(v, 4, 2);
    rotateXor(v, 2, 17, 4);
    swapHalves(v, 4);
  }
}

function absorb(v: Int32Array, low: number, high: number, compression: number): void {
  v[6] ^= low;
  v[7] ^= high;
  rounds(v, compression);
  v[0] ^= low;
  v[1] ^= high;
}

/**
 * SipHash-c-d of a whole number of little-endian 32-bit words.
 * @returns low and high half, unsigned
 */
export function siphash(
  words: readonly number[],
  key: SipKey,
  compression: number,
  finalization: number,
): [low: number, high: number] {
  const v = new Int32Array(8);
  for (let i = 0; i < 8; i++) v[i] = CONSTANTS[i] ^ key[i & 3];
  const pairs = words.length >> 1;
  for (let i = 0; i < pairs; i++) absorb(v, words[2 * i], words[2 * i + 1], compression);
  const rest = words.length & 1 ? words[words.length - 1] : 0;
  absorb(v, rest, (words.length * 4) << 24, compression);
  v[4] ^= 0xff;
  rounds(v, finalization);
  return [(v[0] ^ v[2] ^ v[4] ^ v[6]) >>> 0, (v[1] ^ v[3] ^ v[5] ^ v[7]) >>> 0];
}

/** hsiphash_1u32 on a 64-bit machine: SipHash-1-3 of one word, the low half. */
export function hsiphash_1u32(word: number, key: SipKey): number {
  return siphash([word], key, 1, 3)[0];
}
