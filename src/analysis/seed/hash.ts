/**
 * The hashes of src/kernel/lib/jhash.ts once more, unrolled and without allocation, for loops over billions of
 * seeds. All words are signed 32 bit; addresses and ports are byte-swapped as the model's `address_word` and
 * `ip_vs_conn_hashkey` have them.
 */
const INITVAL_3WORDS = (0xdeadbeef + (3 << 2)) | 0;
const INITVAL_16BYTES = (0xdeadbeef + 16) | 0;
const GOLDEN_RATIO = 0x9e3779b9 | 0;

function last(a: number, b: number, c: number): number {
  c = ((c ^ b) - ((b << 14) | (b >>> 18))) | 0;
  a = ((a ^ c) - ((c << 11) | (c >>> 21))) | 0;
  b = ((b ^ a) - ((a << 25) | (a >>> 7))) | 0;
  c = ((c ^ b) - ((b << 16) | (b >>> 16))) | 0;
  a = ((a ^ c) - ((c << 4) | (c >>> 28))) | 0;
  b = ((b ^ a) - ((a << 14) | (a >>> 18))) | 0;
  return ((c ^ b) - ((b << 24) | (b >>> 8))) | 0;
}

/** `jhash_3words` of lookup3. */
export function words3(a: number, b: number, c: number, seed: number): number {
  const s = (seed + INITVAL_3WORDS) | 0;
  return last((a + s) | 0, (b + s) | 0, (c + s) | 0);
}

/** Hash of an IPv6 client: the words of the address, port, protocol. */
export function words6(
  w0: number,
  w1: number,
  w2: number,
  w3: number,
  port: number,
  protocol: number,
  seed: number,
): number {
  return words3(bytes16(w0, w1, w2, w3, seed), port, protocol, seed);
}

/** `jhash` of lookup3 over the 16 bytes of an IPv6 address. */
function bytes16(w0: number, w1: number, w2: number, w3: number, seed: number): number {
  const s = (seed + INITVAL_16BYTES) | 0;
  let a = (w0 + s) | 0;
  let b = (w1 + s) | 0;
  let c = (w2 + s) | 0;
  a = (a - c) ^ ((c << 4) | (c >>> 28));
  c = (c + b) | 0;
  b = (b - a) ^ ((a << 6) | (a >>> 26));
  a = (a + c) | 0;
  c = (c - b) ^ ((b << 8) | (b >>> 24));
  b = (b + a) | 0;
  a = (a - c) ^ ((c << 16) | (c >>> 16));
  c = (c + b) | 0;
  b = (b - a) ^ ((a << 19) | (a >>> 13));
  a = (a + c) | 0;
  c = (c - b) ^ ((b << 4) | (b >>> 28));
  b = (b + a) | 0;
  return last((a + w3) | 0, b, c);
}

/** `jhash_3words` of lookup2 (kernels up to 2.6.37). */
export function words3Lookup2(first: number, second: number, third: number, seed: number): number {
  let a = (first + GOLDEN_RATIO) | 0;
  let b = (second + GOLDEN_RATIO) | 0;
  let c = (third + seed) | 0;
  a = ((a - b - c) | 0) ^ (c >>> 13);
  b = ((b - c - a) | 0) ^ (a << 8);
  c = ((c - a - b) | 0) ^ (b >>> 13);
  a = ((a - b - c) | 0) ^ (c >>> 12);
  b = ((b - c - a) | 0) ^ (a << 16);
  c = ((c - a - b) | 0) ^ (b >>> 5);
  a = ((a - b - c) | 0) ^ (c >>> 3);
  b = ((b - c - a) | 0) ^ (a << 10);
  return ((c - a - b) | 0) ^ (b >>> 15);
}
