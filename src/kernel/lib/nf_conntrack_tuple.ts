import { addrEqual, type InetAddr } from '../../base/inet.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { nf_conntrack_tuple } from './nf_conntrack.ts';

/** Tuples of packets (nf_conntrack_core.c: nf_ct_get_tuple, nf_ct_invert_tuple). */

const IPPROTO_ICMP = 1;
const IPPROTO_ICMPV6 = 58;

/** What answers an ICMP query, by its type: only these begin or belong to a conntrack. */
const ICMP_ANSWERS: ReadonlyMap<number, number> = new Map([
  [8, 0],
  [0, 8],
  [13, 14],
  [14, 13],
  [15, 16],
  [16, 15],
  [17, 18],
  [18, 17],
]);
const ICMPV6_ANSWERS: ReadonlyMap<number, number> = new Map([
  [128, 129],
  [129, 128],
  [139, 140],
  [140, 139],
]);
const ICMP_QUERIES: readonly number[] = [8, 13, 15, 17];
const ICMPV6_QUERIES: readonly number[] = [128, 139];

export function is_icmp_proto(protonum: number): boolean {
  return protonum === IPPROTO_ICMP || protonum === IPPROTO_ICMPV6;
}

/** May an ICMP message of this type begin a conntrack? */
export function icmp_begins(protonum: number, type: number): boolean {
  return (protonum === IPPROTO_ICMP ? ICMP_QUERIES : ICMPV6_QUERIES).includes(type);
}

/** Null = the transport header is not there. */
export function nf_ct_get_tuple(ip: IpPacket): nf_conntrack_tuple | null {
  const { saddr: src, daddr: dst, protocol: protonum, transport } = ip;
  const { kind } = transport;
  if (kind === 'fragment' || kind === 'short') return null;
  if (kind === 'icmp') {
    const { type, code, rest } = transport;
    return { src, src_all: rest >>> 16, dst, dst_all: (type << 8) | code, protonum };
  }
  if ('sport' in transport) {
    return { src, src_all: transport.sport, dst, dst_all: transport.dport, protonum };
  }
  return { src, src_all: 0, dst, dst_all: 0, protonum };
}

/** The tuple of answers; null = there are none to this kind of packet. */
export function nf_ct_invert_tuple(tuple: nf_conntrack_tuple): nf_conntrack_tuple | null {
  const { src, src_all, dst, dst_all, protonum } = tuple;
  if (!is_icmp_proto(protonum)) return { src: dst, src_all: dst_all, dst: src, dst_all: src_all, protonum };
  const answer = (protonum === IPPROTO_ICMP ? ICMP_ANSWERS : ICMPV6_ANSWERS).get(dst_all >> 8);
  if (answer === undefined) return null;
  return { src: dst, src_all, dst: src, dst_all: (answer << 8) | (dst_all & 0xff), protonum };
}

export function nf_ct_tuple_equal(a: nf_conntrack_tuple, b: nf_conntrack_tuple): boolean {
  return (
    a.src_all === b.src_all &&
    a.dst_all === b.dst_all &&
    a.protonum === b.protonum &&
    addrEqual(a.src, b.src) &&
    addrEqual(a.dst, b.dst)
  );
}

function mix(hash: number, word: number): number {
  const mixed = Math.imul(hash ^ word, 0x9e3779b1);
  return mixed ^ (mixed >>> 15);
}

function mix_addr(hash: number, addr: InetAddr): number {
  return typeof addr === 'number' ? mix(hash, addr) : addr.reduce(mix, hash);
}

/** A bucket's number below `size`, a power of two. The kernel's own hash has a secret: order shows nowhere. */
export function tuple_bucket(tuple: nf_conntrack_tuple, size: number): number {
  const ends = mix(mix_addr(mix_addr(tuple.protonum, tuple.src), tuple.dst), tuple.src_all);
  return mix(ends, tuple.dst_all) & (size - 1);
}
