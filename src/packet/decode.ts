import type { In6, InetAddr } from '../base/inet.ts';
import { be16, be32 } from './bytes.ts';
import * as H from './header.ts';
import { Header } from './header.ts';
import { decodeIp } from './ip.ts';
import { decodeLink } from './link.ts';
import type { IpPacket, LinkInfo, Transport } from './packet.ts';
import * as P from './protocols.ts';

/** Packets inside packets (tunnels, ICMP errors) are opened this deep. */
const MAX_DEPTH = 4;

export interface DecodedFrame {
  link: LinkInfo;
  ip: IpPacket | null;
  problem: string | null;
  /** Bytes from the start of the frame to the TCP or UDP payload, -1 = none. */
  payloadOffset: number;
}

/**
 * Fills `h` from the frame that stands in `b` from `start` to `end`. That may be less than was captured, and the capture
 * less than was on the wire.
 */
export function decodeHeader(
  h: Header,
  linktype: number,
  b: Uint8Array,
  start: number,
  end: number,
  originalLength: number,
): void {
  decodeLink(h, linktype, b, start, end);
  if (h.version !== 0) decodeIp(h, b, h.ipOffset, end, Math.max(start + originalLength, end), false);
}

function macText(hi: number, lo: number): string {
  if (hi < 0) return '';
  return hi.toString(16).padStart(4, '0') + (lo >>> 0).toString(16).padStart(8, '0');
}

/** The link part of a header, from its row of words. */
export function linkInfoOf(words: Int32Array): LinkInfo {
  const vlans = words.subarray(H.LINK_VLAN, H.LINK_VLAN + words[H.LINK_VLANS]);
  return {
    linktype: words[H.LINK_TYPE],
    packetType: words[H.LINK_PACKET_TYPE],
    ifindex: words[H.LINK_IFINDEX],
    vlans: Array.from(vlans),
    srcMac: macText(words[H.LINK_SRC_HI], words[H.LINK_SRC_LO]),
    dstMac: macText(words[H.LINK_DST_HI], words[H.LINK_DST_LO]),
  };
}

export function in6Of(words: Int32Array, at: number): In6 {
  return [words[at] >>> 0, words[at + 1] >>> 0, words[at + 2] >>> 0, words[at + 3] >>> 0];
}

/** Offset of the payload in the bytes that were read, -1 = neither TCP nor UDP, or the header does not say. */
export function payloadOffsetOf(h: Header): number {
  if (h.kind !== H.KIND_TCP && h.kind !== H.KIND_UDP) return -1;
  return h.transportLength === 0 ? -1 : h.ipOffset + h.headerLength + h.transportLength;
}

function payloadLengthOf(h: Header): number {
  return h.transportLength === 0 ? 0 : Math.max(0, h.length - h.headerLength - h.transportLength);
}

function payloadOf(h: Header, b: Uint8Array): Uint8Array | null {
  const at = payloadOffsetOf(h);
  return at < 0 ? null : b.subarray(at, Math.max(at, Math.min(b.length, at + payloadLengthOf(h))));
}

/** Types of the chunks of an SCTP packet in order (RFC 9260 section 3.2), as many as are at hand. */
function sctpChunks(b: Uint8Array, start: number): number[] {
  const chunks: number[] = [];
  let at = start + 12;
  while (at + 4 <= b.length) {
    const length = be16(b, at + 2);
    chunks.push(b[at]);
    if (length < 4) break;
    at += (length + 3) & ~3;
  }
  return chunks;
}

/** An IP packet inside a packet, or null. */
function innerIp(b: Uint8Array, at: number, embedded: boolean, depth: number): IpPacket | null {
  if (depth >= MAX_DEPTH || at >= b.length) return null;
  const h = new Header();
  h.version = b[at] >>> 4;
  decodeIp(h, b, at, b.length, b.length, embedded);
  return h.kind === H.KIND_NOT_IP ? null : toIpPacket(h, b, depth + 1);
}

function isIcmpError(v6: boolean, type: number): boolean {
  return v6 ? type >= 1 && type <= 4 : type === 3 || type === 4 || type === 5 || type === 11 || type === 12;
}

function icmp(h: Header, b: Uint8Array, at: number, depth: number): Transport {
  const type = b[at];
  const isError = isIcmpError(h.protocol === P.IPPROTO_ICMPV6, type);
  const embedded = isError ? innerIp(b, at + 8, true, depth) : null;
  return { kind: 'icmp', type, code: b[at + 1], rest: be32(b, at + 4), embedded };
}

/** GRE (RFC 2784, 2890): offset of the IP packet inside, -1 = something else inside. */
function greInner(b: Uint8Array, at: number): number {
  if (at + 4 > b.length) return -1;
  const flags = be16(b, at);
  const type = be16(b, at + 2);
  if ((flags & 0x4007) !== 0 || (type !== P.ETH_P_IP && type !== P.ETH_P_IPV6)) return -1;
  return (
    at +
    4 +
    ((flags & 0x8000) !== 0 ? 4 : 0) +
    ((flags & 0x2000) !== 0 ? 4 : 0) +
    ((flags & 0x1000) !== 0 ? 4 : 0)
  );
}

/** GUE (draft-ietf-intarea-gue; kernel: include/net/gue.h): offset of the IP packet inside, -1 = none. */
function gueInner(b: Uint8Array, at: number): number {
  if (at + 4 > b.length) return -1;
  const version = b[at] >>> 6;
  if (version === 1) return at;
  const control = (b[at] & 0x20) !== 0;
  const isIp = b[at + 1] === P.IPPROTO_IPIP || b[at + 1] === P.IPPROTO_IPV6;
  return version === 0 && !control && isIp ? at + 4 + (b[at] & 31) * 4 : -1;
}

function udp(h: Header, b: Uint8Array): Transport {
  const { sport, dport } = h;
  return { kind: 'udp', sport, dport, payloadLength: payloadLengthOf(h), payload: payloadOf(h, b) };
}

function tunnel(h: Header, b: Uint8Array, at: number, depth: number): Transport {
  if (h.protocol === P.IPPROTO_GRE) {
    const gre = greInner(b, at);
    return { kind: 'tunnel', via: 'gre', inner: gre < 0 ? null : innerIp(b, gre, false, depth) };
  }
  if (h.protocol !== P.IPPROTO_UDP)
    return { kind: 'tunnel', via: 'ipip', inner: innerIp(b, at, false, depth) };
  const gue = gueInner(b, at + 8);
  const inner = gue < 0 ? null : innerIp(b, gue, false, depth);
  if (inner && fills(inner, h.length - (gue - h.ipOffset))) return { kind: 'tunnel', via: 'gue', inner };
  h.kind = H.KIND_UDP;
  return udp(h, b);
}

/**
 * A datagram to a tunnel's port may hold anything: it is a tunnel if the packet inside takes all of it. Large packets
 * that were captured before they were cut into segments have no length.
 */
function fills({ length }: IpPacket, bytes: number): boolean {
  return length === bytes || length === 0;
}

function transportOf(h: Header, b: Uint8Array, depth: number): Transport {
  const at = h.ipOffset + h.headerLength;
  const { sport, dport } = h;
  switch (h.kind) {
    case H.KIND_TCP: {
      const { flags, seq, ack, window } = h;
      const payloadLength = payloadLengthOf(h);
      return { kind: 'tcp', sport, dport, flags, seq, ack, window, payloadLength, payload: payloadOf(h, b) };
    }
    case H.KIND_UDP:
      return udp(h, b);
    case H.KIND_SCTP:
      return { kind: 'sctp', sport, dport, chunks: sctpChunks(b, at) };
    case H.KIND_ICMP:
      return icmp(h, b, at, depth);
    case H.KIND_TUNNEL:
      return tunnel(h, b, at, depth);
    case H.KIND_SHORT:
      return { kind: 'short', sport, dport };
    case H.KIND_FRAGMENT:
      return { kind: 'fragment' };
    default:
      return { kind: 'other' };
  }
}

/** An address of `h` as a value. */
export function addressOf(h: Header, which: 'saddr' | 'daddr'): InetAddr {
  return h.version === 4 ? h[which] : in6Of(h.addr6, which === 'saddr' ? 0 : 4);
}

/** The IP packet whose headers are in `h`; `b` is read for what `h` does not hold (chunks, packets inside). */
export function toIpPacket(h: Header, b: Uint8Array, depth: number): IpPacket {
  return {
    saddr: addressOf(h, 'saddr'),
    daddr: addressOf(h, 'daddr'),
    protocol: h.protocol,
    length: h.length,
    ttl: h.ttl,
    tos: h.tos,
    id: h.id,
    dontFragment: h.dontFragment,
    moreFragments: h.moreFragments,
    fragmentOffset: h.fragmentOffset,
    headerLength: h.headerLength,
    transport: transportOf(h, b, depth),
  };
}

/**
 * Decodes one frame of a capture. Total: bad bytes give `ip: null` or a `short` transport and a `problem` in words.
 *
 * @param capturedLength bytes of the frame that the capture holds; `bytes` may be shorter.
 * @param originalLength bytes that the frame had on the wire.
 */
export function decodeFrame(
  linktype: number,
  bytes: Uint8Array,
  capturedLength: number,
  originalLength: number,
): DecodedFrame {
  const h = new Header();
  const b = bytes.length > capturedLength ? bytes.subarray(0, capturedLength) : bytes;
  h.resetLink(linktype, -1);
  decodeHeader(h, linktype, b, 0, b.length, originalLength);
  return frameOf(h, b);
}

export function frameOf(h: Header, b: Uint8Array): DecodedFrame {
  const ip = h.version === 0 ? null : toIpPacket(h, b, 0);
  return { link: linkInfoOf(h.link), ip, problem: h.problem, payloadOffset: payloadOffsetOf(h) };
}
