import { type AddressFamily, AF_INET, familyOf, type In6, type InetAddr } from '../../base/inet.ts';

/** Addresses as one number of 32 or 128 bits, for the arithmetic of prefixes. */

export function widthOf(family: AddressFamily): number {
  return family === AF_INET ? 32 : 128;
}

export function bitsOf(addr: InetAddr): bigint {
  if (typeof addr === 'number') return BigInt(addr);
  return addr.reduce((value, word) => (value << 32n) | BigInt(word), 0n);
}

export function addrOf(value: bigint, family: AddressFamily): InetAddr {
  if (family === AF_INET) return Number(value);
  const word = (shift: bigint): number => Number((value >> shift) & 0xffffffffn);
  return [word(96n), word(64n), word(32n), word(0n)] satisfies In6;
}

/** The value with all but its first `bits` bits cleared. */
export function cutTo(value: bigint, bits: number, width: number): bigint {
  const low = BigInt(width - bits);
  return (value >> low) << low;
}

/** `bits` random bits. */
export function randomBits(random: (below: number) => number, bits: number): bigint {
  let value = 0n;
  for (let left = bits; left > 0; left -= 16) {
    const some = Math.min(16, left);
    value = (value << BigInt(some)) | BigInt(random(2 ** some));
  }
  return value;
}

/**
 * Addresses that the kernel treats alike and that are replaced among themselves. `kept` = they say nothing about
 * anybody and stay: unspecified, loopback, broadcast, groups of the local network that standards have given out.
 */
export type AddressClass = 'kept' | 'ordinary' | 'link-local' | 'multicast' | 'reserved' | 'mapped';

export function classOf(addr: InetAddr): AddressClass {
  return familyOf(addr) === AF_INET ? classOf4(addr as number) : classOf6(addr as In6);
}

/** 0/8, 127/8, 224.0.0/24 and 255.255.255.255 stay; 169.254/16 (RFC 3927), 224/4, 240/4. */
function classOf4(addr: number): AddressClass {
  const first = addr >>> 24;
  if (first === 0 || first === 127 || addr === 0xffffffff || addr >>> 8 === 0xe00000) return 'kept';
  if (addr >>> 16 === 0xa9fe) return 'link-local';
  if (first >= 240) return 'reserved';
  return first >= 224 ? 'multicast' : 'ordinary';
}

/** `::`, `::1` and ff00::/8 groups of 16 bits stay; fe80::/10, ff00::/8, ::ffff:0:0/96 (RFC 4291). */
function classOf6([first, second, third, last]: In6): AddressClass {
  if (first === 0 && second === 0 && third === 0 && last < 2) return 'kept';
  if (first === 0 && second === 0 && third === 0xffff) return 'mapped';
  if (first >>> 22 === 0xfe80 >>> 6) return 'link-local';
  if (first >>> 24 !== 0xff) return 'ordinary';
  const known = (first & 0xffff) === 0 && second === 0 && third === 0 && last < 0x10000;
  return known ? 'kept' : 'multicast';
}
