import {
  type AddressFamily,
  AF_INET,
  AF_INET6,
  familyOf,
  type InetAddr,
  parseAddr,
} from '../../base/inet.ts';
import { type AddressClass, addrOf, bitsOf, classOf, cutTo, randomBits, widthOf } from './bits.ts';

/** Where replacements come from. */
export interface Pool {
  readonly start: bigint;
  readonly bits: number;
}

const pool = (text: string, bits: number): Pool => ({ start: bitsOf(parseAddr(text) as InetAddr), bits });

/** RFC 5737 and RFC 3849, RFC 9637: written into documents, never routed. */
const DOCUMENTATION: Readonly<Record<AddressFamily, readonly Pool[]>> = {
  2: [pool('192.0.2.0', 24), pool('198.51.100.0', 24), pool('203.0.113.0', 24)],
  10: [pool('2001:db8::', 32), pool('3fff::', 20)],
};

/** RFC 2544, RFC 1918, RFC 6598, RFC 4193: what is larger, and nobody's on the Internet. */
const PRIVATE: Readonly<Record<AddressFamily, readonly Pool[]>> = {
  2: [
    pool('10.0.0.0', 8),
    pool('172.16.0.0', 12),
    pool('192.168.0.0', 16),
    pool('198.18.0.0', 15),
    pool('100.64.0.0', 10),
  ],
  10: [pool('fd00::', 8)],
};

/** Where addresses of the other classes stay; RFC 6676 has groups for documents. */
const WITHIN: Readonly<Record<AddressFamily, Readonly<Partial<Record<AddressClass, Pool>>>>> = {
  2: {
    'link-local': pool('169.254.0.0', 16),
    multicast: pool('233.252.0.0', 24),
    reserved: pool('240.0.0.0', 5),
  },
  10: { 'link-local': pool('fe80::', 64) },
};

const GROUP_BITS = 112n;
const DOCUMENTATION_GROUPS = 0xdb8n << 32n;

/** The range in which images of an address's class stay; ordinary ones have none of their own. */
export function poolOf(addr: InetAddr): Pool {
  const family = familyOf(addr);
  const of = classOf(addr);
  if (of === 'multicast' && family === AF_INET6) {
    // Flags and scope are in the first 16 bits: ff0x::db8:0:0/96.
    return { start: ((bitsOf(addr) >> GROUP_BITS) << GROUP_BITS) | DOCUMENTATION_GROUPS, bits: 96 };
  }
  return WITHIN[family][of] ?? { start: 0n, bits: 0 };
}

/** Prefixes of a length for ordinary addresses, drawn from the ranges. */
export class Draw {
  private readonly width: number;

  constructor(
    private readonly family: AddressFamily,
    private readonly random: (below: number) => number,
  ) {
    this.width = widthOf(family);
  }

  /** Candidates without end, better ranges first; they repeat. */
  *prefixes(bits: number): Generator<bigint> {
    const documentation = DOCUMENTATION[this.family].filter((one) => one.bits <= bits);
    const others = PRIVATE[this.family].filter((one) => one.bits < bits);
    for (let tries = 0; documentation.length > 0 && tries < 12; tries++) yield this.from(documentation, bits);
    for (let tries = 0; others.length > 0 && tries < 20_000; tries++) yield this.from(others, bits);
    for (;;) yield this.anywhere(bits);
  }

  private from(pools: readonly Pool[], bits: number): bigint {
    const { start, bits: fixed } = pools[this.random(pools.length)];
    return start | (randomBits(this.random, bits - fixed) << BigInt(this.width - bits));
  }

  /** Unicast of any kind: for rules whose prefixes are shorter than every range that is free. */
  private anywhere(bits: number): bigint {
    for (;;) {
      const drawn = randomBits(this.random, this.width);
      // 2000::/3 is the unicast of IPv6.
      const value = this.family === AF_INET ? drawn : (drawn & ((1n << 125n) - 1n)) | (1n << 125n);
      if (classOf(addrOf(value, this.family)) === 'ordinary') return cutTo(value, bits, this.width);
    }
  }
}
