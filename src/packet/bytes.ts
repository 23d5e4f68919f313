/** Big-endian (network order) reads. The caller has checked that the bytes are there. */
export function be16(b: Uint8Array, at: number): number {
  return (b[at] << 8) | b[at + 1];
}

/** An unsigned 32 bit number. */
export function be32(b: Uint8Array, at: number): number {
  return ((b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3]) >>> 0;
}

/** The same 32 bits as a signed number, for typed arrays of words. */
export function be32s(b: Uint8Array, at: number): number {
  return (b[at] << 24) | (b[at + 1] << 16) | (b[at + 2] << 8) | b[at + 3];
}

export function putBe16(b: Uint8Array, at: number, value: number): void {
  b[at] = value >>> 8;
  b[at + 1] = value;
}

export function putBe32(b: Uint8Array, at: number, value: number): void {
  b[at] = value >>> 24;
  b[at + 1] = value >>> 16;
  b[at + 2] = value >>> 8;
  b[at + 3] = value;
}

/** Bytes as evidence in messages: `1f 8b 08`. */
export function hexOf(b: Uint8Array, from = 0, count = 16): string {
  return Array.from(b.subarray(from, from + count), (byte) => byte.toString(16).padStart(2, '0')).join(' ');
}

/** One's complement sum of 16 bit words (RFC 1071), not yet folded into a checksum. */
export function sumWords(b: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start;
  for (let at = from; at + 1 < to; at += 2) sum += be16(b, at);
  if ((to - from) % 2 === 1) sum += b[to - 1] << 8;
  return sum;
}

export function foldChecksum(sum: number): number {
  let folded = sum;
  while (folded > 0xffff) folded = (folded % 0x10000) + Math.floor(folded / 0x10000);
  return ~folded & 0xffff;
}
