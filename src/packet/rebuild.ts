import { AF_INET, familyOf } from '../base/inet.ts';
import { buildIp, concat, type TransportSpec } from './build.ts';
import { putBe16 } from './bytes.ts';
import type { IpPacket } from './packet.ts';
import * as P from './protocols.ts';

/** An IP packet as bytes again: what was read of it is there, what was not is cut off. */
export interface RebuiltPacket {
  /** As long as it was on the wire: zeros stand for payload that is not at hand. */
  readonly whole: Uint8Array;
  /** The part of it that is known: headers, and payload where it is at hand. */
  readonly bytes: Uint8Array;
  /** Bytes that it had on the wire. */
  readonly originalLength: number;
}

/** How a transport header is built, and how many bytes of its end are not known. */
interface Rebuilt {
  readonly spec: TransportSpec;
  readonly unknown: number;
}

const NOTHING = new Uint8Array(0);
/** No operation, in IPv4 and in TCP: stands for options whose content was not kept. */
const NOP = 1;
const TCP_HEADER = 20;
const ICMP_HEADER = 8;
const GRE_HEADER = 4;
const GUE_PORT = 6080;

function nops(length: number): Uint8Array {
  return new Uint8Array(Math.max(0, Math.min(40, length & ~3))).fill(NOP);
}

function ipv4Options(ip: IpPacket): Uint8Array | undefined {
  return familyOf(ip.saddr) === AF_INET && ip.headerLength > 20 ? nops(ip.headerLength - 20) : undefined;
}

/** Bytes behind the IP header, as its length says. */
function bodyLength(ip: IpPacket): number {
  return Math.max(0, ip.length - ip.headerLength);
}

type Of<K extends IpPacket['transport']['kind']> = Extract<IpPacket['transport'], { kind: K }>;

/** Payload as long as the headers say; as much of it as is at hand is known. */
function filled({ payload, payloadLength }: Of<'tcp'> | Of<'udp'>): { payload: Uint8Array; unknown: number } {
  const known = payload?.subarray(0, payloadLength) ?? NOTHING;
  const whole = new Uint8Array(payloadLength);
  whole.set(known);
  return { payload: whole, unknown: payloadLength - known.length };
}

function tcp(ip: IpPacket, transport: Of<'tcp'>): Rebuilt {
  const { sport, dport, flags, seq, ack, window } = transport;
  const { payload, unknown } = filled(transport);
  const options = nops(bodyLength(ip) - TCP_HEADER - payload.length);
  return { spec: { kind: 'tcp', sport, dport, flags, seq, ack, window, options, payload }, unknown };
}

function udp(transport: Of<'udp'>): Rebuilt {
  const { sport, dport } = transport;
  const { payload, unknown } = filled(transport);
  return { spec: { kind: 'udp', sport, dport, payload }, unknown };
}

function icmp(ip: IpPacket, { type, code, rest, embedded }: Of<'icmp'>): Rebuilt {
  const built = embedded ? rebuildIp(embedded).bytes : NOTHING;
  // An error may carry as little as eight bytes behind the IP header (RFC 792).
  const room = ip.length === 0 ? built.length : Math.max(0, bodyLength(ip) - ICMP_HEADER);
  const inside = built.subarray(0, room);
  const payload = new Uint8Array(room);
  payload.set(inside);
  return { spec: { kind: 'icmp', type, code, rest, payload }, unknown: payload.length - inside.length };
}

function tunnel(ip: IpPacket, { via, inner }: Of<'tunnel'>): Rebuilt {
  if (!inner) return unread(ip);
  const { whole, bytes } = rebuildIp(inner);
  const unknown = whole.length - bytes.length;
  const isFour = familyOf(inner.saddr) === AF_INET;
  if (via === 'ipip') return { spec: { kind: 'raw', protocol: ip.protocol, payload: whole }, unknown };
  const header = new Uint8Array(GRE_HEADER);
  if (via === 'gre') {
    putBe16(header, 2, isFour ? P.ETH_P_IP : P.ETH_P_IPV6);
    return { spec: { kind: 'raw', protocol: ip.protocol, payload: concat(header, whole) }, unknown };
  }
  header[1] = isFour ? P.IPPROTO_IPIP : P.IPPROTO_IPV6;
  const payload = concat(header, whole);
  return { spec: { kind: 'udp', sport: GUE_PORT, dport: GUE_PORT, payload }, unknown };
}

/** Of the transport header nothing is known but its ports, if they are. */
function unread(ip: IpPacket, ports?: { sport: number; dport: number }): Rebuilt {
  const payload = new Uint8Array(bodyLength(ip));
  const known = ports && payload.length >= 4 ? 4 : 0;
  if (ports && known > 0) {
    putBe16(payload, 0, ports.sport);
    putBe16(payload, 2, ports.dport);
  }
  return { spec: { kind: 'raw', protocol: ip.protocol, payload }, unknown: payload.length - known };
}

function transportOf(ip: IpPacket): Rebuilt {
  const { transport } = ip;
  switch (transport.kind) {
    case 'tcp':
      return tcp(ip, transport);
    case 'udp':
      return udp(transport);
    case 'sctp':
      return { spec: transport, unknown: 0 };
    case 'icmp':
      return icmp(ip, transport);
    case 'tunnel':
      return tunnel(ip, transport);
    case 'short':
      return unread(ip, transport);
    default:
      return unread(ip);
  }
}

/**
 * Makes the bytes of an IP packet again, with right lengths and checksums (over zeros where the payload is not at hand).
 * Contents of options and of SCTP chunks are not kept: options become no operations, chunks are empty. GUE ports too.
 */
export function rebuildIp(ip: IpPacket): RebuiltPacket {
  const { saddr, daddr, ttl, tos, id, dontFragment, moreFragments, fragmentOffset } = ip;
  const { spec: transport, unknown } = transportOf(ip);
  const fragment = { id, dontFragment, moreFragments, fragmentOffset };
  const whole = buildIp({ saddr, daddr, ttl, tos, transport, options: ipv4Options(ip), ...fragment });
  return { whole, bytes: whole.subarray(0, whole.length - unknown), originalLength: whole.length };
}
