import { be16, be32 } from './bytes.ts';
import {
  type Header,
  KIND_ICMP,
  KIND_OTHER,
  KIND_SCTP,
  KIND_SHORT,
  KIND_TCP,
  KIND_TUNNEL,
  KIND_UDP,
} from './header.ts';
import * as P from './protocols.ts';

/** UDP port of generic UDP encapsulation (kernel: include/net/gue.h; ipvsadm's default `--tun-port`). */
export const GUE_PORT = 6080;

function short(h: Header, b: Uint8Array, at: number, left: number, why: string): number {
  if (left >= 4) {
    h.sport = be16(b, at);
    h.dport = be16(b, at + 2);
  }
  h.problem ??= why;
  return KIND_SHORT;
}

/** RFC 9293. `whole` = bytes that the IP packet has for TCP, captured or not. */
function tcp(h: Header, b: Uint8Array, at: number, left: number, whole: number, embedded: boolean): number {
  const enough = left >= 20 || (left >= 14 && whole >= 20) || (embedded && left >= 8);
  if (!enough) return short(h, b, at, left, `the TCP header is cut: ${left} of 20 bytes`);
  h.sport = be16(b, at);
  h.dport = be16(b, at + 2);
  h.seq = be32(b, at + 4);
  if (left >= 12) h.ack = be32(b, at + 8);
  if (left < 14) return KIND_TCP;
  h.transportLength = (b[at + 12] >>> 4) * 4;
  h.flags = b[at + 13];
  if (left >= 16) h.window = be16(b, at + 14);
  if (h.transportLength < 20) h.problem ??= `malformed TCP header: data offset ${h.transportLength}`;
  return KIND_TCP;
}

function udp(h: Header, b: Uint8Array, at: number, left: number): number {
  if (left < 8) return short(h, b, at, left, `the UDP header is cut: ${left} of 8 bytes`);
  h.sport = be16(b, at);
  h.dport = be16(b, at + 2);
  h.transportLength = 8;
  return h.dport === GUE_PORT ? KIND_TUNNEL : KIND_UDP;
}

function sctp(h: Header, b: Uint8Array, at: number, left: number, embedded: boolean): number {
  if (left < (embedded ? 8 : 12)) return short(h, b, at, left, `the SCTP header is cut: ${left} of 12 bytes`);
  h.sport = be16(b, at);
  h.dport = be16(b, at + 2);
  return KIND_SCTP;
}

/** ICMP has no ports; eight bytes are its header (RFC 792, RFC 4443). */
function icmp(h: Header, left: number): number {
  if (left >= 8) return KIND_ICMP;
  h.problem ??= `the ICMP header is cut: ${left} of 8 bytes`;
  return KIND_SHORT;
}

function kindOf(h: Header, b: Uint8Array, at: number, end: number, embedded: boolean): number {
  const whole = h.length - h.headerLength;
  const left = Math.max(0, Math.min(end - at, whole));
  switch (h.protocol) {
    case P.IPPROTO_TCP:
      return tcp(h, b, at, left, whole, embedded);
    case P.IPPROTO_UDP:
      return udp(h, b, at, left);
    case P.IPPROTO_SCTP:
      return sctp(h, b, at, left, embedded);
    case P.IPPROTO_ICMP:
    case P.IPPROTO_ICMPV6:
      return icmp(h, left);
    case P.IPPROTO_IPIP:
    case P.IPPROTO_IPV6:
    case P.IPPROTO_GRE:
      return KIND_TUNNEL;
    default:
      return KIND_OTHER;
  }
}

/** Reads the header of `h.protocol` at `at`; the IP header is in `h` already. */
export function decodeTransport(h: Header, b: Uint8Array, at: number, end: number, embedded: boolean): void {
  h.kind = kindOf(h, b, at, end, embedded);
}
