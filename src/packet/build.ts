import { AF_INET, familyOf, type InetAddr } from '../base/inet.ts';
import { foldChecksum, putBe16, putBe32, sumWords } from './bytes.ts';
import { PACKET_HOST } from './packet.ts';
import * as P from './protocols.ts';

/** What a built packet carries. Lengths, checksums and offsets are worked out. */
export type TransportSpec =
  | {
      kind: 'tcp';
      sport: number;
      dport: number;
      flags: number;
      seq?: number;
      ack?: number;
      window?: number;
      /** TCP options, a multiple of 4 bytes, at most 40. */
      options?: Uint8Array;
      payload?: Uint8Array;
    }
  | { kind: 'udp'; sport: number; dport: number; payload?: Uint8Array }
  /** Chunks of these types without content. */
  | { kind: 'sctp'; sport: number; dport: number; chunks: readonly number[] }
  /** ICMP or ICMPv6 by the address family; `payload` follows the 8 header bytes (an error: the packet it is about). */
  | { kind: 'icmp'; type: number; code: number; rest?: number; payload?: Uint8Array }
  /** Bytes as they are. */
  | { kind: 'raw'; protocol: number; payload: Uint8Array };

export interface IpSpec {
  saddr: InetAddr;
  daddr: InetAddr;
  transport: TransportSpec;
  /** 64 unless told. */
  ttl?: number;
  tos?: number;
  id?: number;
  dontFragment?: boolean;
  moreFragments?: boolean;
  /** In bytes, a multiple of 8. IPv6: a fragment header is put in if this, `id` or `moreFragments` is set. */
  fragmentOffset?: number;
  /** IPv4 options, a multiple of 4 bytes. */
  options?: Uint8Array;
}

export type LinkSpec =
  | { kind: 'ethernet'; srcMac?: string; dstMac?: string; vlans?: readonly number[] }
  | { kind: 'sll2'; packetType?: number; ifindex?: number; srcMac?: string }
  | { kind: 'raw' };

const NOTHING = new Uint8Array(0);

/** Byte strings one behind the other. */
export function concat(...parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function addressBytes(addr: InetAddr): Uint8Array {
  const words = typeof addr === 'number' ? [addr] : addr;
  const bytes = new Uint8Array(words.length * 4);
  words.forEach((word, i) => {
    putBe32(bytes, i * 4, word);
  });
  return bytes;
}

/** Sum over addresses, length and protocol, in front of the transport's own (RFC 9293, RFC 8200 section 8.1). */
function pseudoSum(ip: IpSpec, protocol: number, length: number): number {
  const addresses = concat(addressBytes(ip.saddr), addressBytes(ip.daddr));
  return sumWords(addresses, 0, addresses.length, protocol + length);
}

function checksummed(ip: IpSpec, protocol: number, bytes: Uint8Array, at: number, pseudo = true): Uint8Array {
  const sum = foldChecksum(
    sumWords(bytes, 0, bytes.length, pseudo ? pseudoSum(ip, protocol, bytes.length) : 0),
  );
  // A UDP checksum of zero would mean that there is none.
  putBe16(bytes, at, protocol === P.IPPROTO_UDP && sum === 0 ? 0xffff : sum);
  return bytes;
}

type Spec<K extends TransportSpec['kind']> = Extract<TransportSpec, { kind: K }>;

function tcpBytes(ip: IpSpec, spec: Spec<'tcp'>): Uint8Array {
  const options = spec.options ?? NOTHING;
  const b = concat(new Uint8Array(20), options, spec.payload ?? NOTHING);
  putBe16(b, 0, spec.sport);
  putBe16(b, 2, spec.dport);
  putBe32(b, 4, spec.seq ?? 0);
  putBe32(b, 8, spec.ack ?? 0);
  b[12] = (5 + options.length / 4) << 4;
  b[13] = spec.flags;
  putBe16(b, 14, spec.window ?? 65535);
  return checksummed(ip, P.IPPROTO_TCP, b, 16);
}

function udpBytes(ip: IpSpec, spec: Spec<'udp'>): Uint8Array {
  const b = concat(new Uint8Array(8), spec.payload ?? NOTHING);
  putBe16(b, 0, spec.sport);
  putBe16(b, 2, spec.dport);
  putBe16(b, 4, b.length);
  return checksummed(ip, P.IPPROTO_UDP, b, 6);
}

/** CRC-32c (RFC 9260 appendix A), least significant byte first in the packet. */
function crc32c(bytes: Uint8Array): number {
  let crc = -1;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0x82f63b78 : 0);
  }
  return ~crc >>> 0;
}

function sctpBytes(spec: Spec<'sctp'>): Uint8Array {
  const b = new Uint8Array(12 + spec.chunks.length * 4);
  putBe16(b, 0, spec.sport);
  putBe16(b, 2, spec.dport);
  spec.chunks.forEach((type, i) => {
    b[12 + i * 4] = type;
    b[15 + i * 4] = 4;
  });
  new DataView(b.buffer).setUint32(8, crc32c(b), true);
  return b;
}

function icmpBytes(ip: IpSpec, spec: Spec<'icmp'>): Uint8Array {
  const b = concat(new Uint8Array(8), spec.payload ?? NOTHING);
  b[0] = spec.type;
  b[1] = spec.code;
  putBe32(b, 4, spec.rest ?? 0);
  const v4 = familyOf(ip.saddr) === AF_INET;
  return checksummed(ip, v4 ? P.IPPROTO_ICMP : P.IPPROTO_ICMPV6, b, 2, !v4);
}

function transportBytes(ip: IpSpec): [number, Uint8Array] {
  const spec = ip.transport;
  switch (spec.kind) {
    case 'tcp':
      return [P.IPPROTO_TCP, tcpBytes(ip, spec)];
    case 'udp':
      return [P.IPPROTO_UDP, udpBytes(ip, spec)];
    case 'sctp':
      return [P.IPPROTO_SCTP, sctpBytes(spec)];
    case 'icmp':
      return [familyOf(ip.saddr) === AF_INET ? P.IPPROTO_ICMP : P.IPPROTO_ICMPV6, icmpBytes(ip, spec)];
    default:
      return [spec.protocol, spec.payload];
  }
}

function ipv4Bytes(ip: IpSpec, protocol: number, body: Uint8Array): Uint8Array {
  const options = ip.options ?? NOTHING;
  const header = concat(new Uint8Array(20), options);
  header[0] = 0x40 | (header.length / 4);
  header[1] = ip.tos ?? 0;
  putBe16(header, 2, header.length + body.length);
  putBe16(header, 4, ip.id ?? 0);
  const flags = (ip.dontFragment ? 0x4000 : 0) | (ip.moreFragments ? 0x2000 : 0);
  putBe16(header, 6, flags | ((ip.fragmentOffset ?? 0) >>> 3));
  header[8] = ip.ttl ?? 64;
  header[9] = protocol;
  header.set(addressBytes(ip.saddr), 12);
  header.set(addressBytes(ip.daddr), 16);
  putBe16(header, 10, foldChecksum(sumWords(header, 0, header.length)));
  return concat(header, body);
}

function fragmentHeader(ip: IpSpec, protocol: number): Uint8Array {
  if (!ip.id && !ip.moreFragments && !ip.fragmentOffset) return NOTHING;
  const b = new Uint8Array(8);
  b[0] = protocol;
  putBe16(b, 2, (ip.fragmentOffset ?? 0) | (ip.moreFragments ? 1 : 0));
  putBe32(b, 4, ip.id ?? 0);
  return b;
}

function ipv6Bytes(ip: IpSpec, protocol: number, body: Uint8Array): Uint8Array {
  const fragment = fragmentHeader(ip, protocol);
  const header = new Uint8Array(40);
  putBe32(header, 0, 0x60000000 + (ip.tos ?? 0) * 0x100000);
  putBe16(header, 4, fragment.length + body.length);
  header[6] = fragment.length > 0 ? P.IPPROTO_FRAGMENT : protocol;
  header[7] = ip.ttl ?? 64;
  header.set(addressBytes(ip.saddr), 8);
  header.set(addressBytes(ip.daddr), 24);
  return concat(header, fragment, body);
}

/** An IP packet with right lengths and checksums. Both addresses are of one family. */
export function buildIp(ip: IpSpec): Uint8Array {
  const [protocol, body] = transportBytes(ip);
  return familyOf(ip.saddr) === AF_INET ? ipv4Bytes(ip, protocol, body) : ipv6Bytes(ip, protocol, body);
}

/** `0a0027000001` or `0a:00:27:00:00:01` as six bytes; '' = zeros. */
function macBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(6);
  const digits = text.replace(/[:-]/g, '');
  for (let i = 0; i < 6; i++) bytes[i] = Number.parseInt(digits.slice(i * 2, i * 2 + 2) || '0', 16);
  return bytes;
}

function ethernetHeader(link: Extract<LinkSpec, { kind: 'ethernet' }>, etherType: number): Uint8Array {
  const tags = (link.vlans ?? []).map((vlan) => {
    const tag = new Uint8Array(4);
    putBe16(tag, 0, P.ETH_P_8021Q);
    putBe16(tag, 2, vlan);
    return tag;
  });
  const type = Uint8Array.of(etherType >>> 8, etherType & 255);
  return concat(macBytes(link.dstMac ?? ''), macBytes(link.srcMac ?? ''), ...tags, type);
}

function cookedHeader(link: Extract<LinkSpec, { kind: 'sll2' }>, etherType: number): Uint8Array {
  const header = new Uint8Array(20);
  putBe16(header, 0, etherType);
  putBe32(header, 4, link.ifindex ?? 1);
  putBe16(header, 8, 1);
  header[10] = link.packetType ?? PACKET_HOST;
  header[11] = 6;
  header.set(macBytes(link.srcMac ?? ''), 12);
  return header;
}

/** Puts a link header before an IP packet. */
export function buildFrame(link: LinkSpec, packet: Uint8Array): Uint8Array {
  const etherType = packet[0] >>> 4 === 6 ? P.ETH_P_IPV6 : P.ETH_P_IP;
  if (link.kind === 'raw') return packet;
  if (link.kind === 'sll2') return concat(cookedHeader(link, etherType), packet);
  return concat(ethernetHeader(link, etherType), packet);
}
