import { addrEqual, formatEndpoint, type InetAddr } from '../../base/inet.ts';
import type { IpPacket, Transport } from '../../packet/packet.ts';
import type { CaseDocument, CaseEntry } from '../case.ts';

/** What makes a case short enough for a link: fewer packets, coarser times, headers without what IPVS does not read. */

/** Whose packets are kept: does an end belong to them? `port` null = the packet has none. */
export type KeptEnd = (addr: InetAddr, port: number | null) => boolean;

/** One client, or one of its connections. */
export function oneEnd(addr: InetAddr, port: number | null): KeptEnd {
  return (other, otherPort) =>
    addrEqual(other, addr) && (port === null || otherPort === null || otherPort === port);
}

/** Any of these ends, as `172.16.0.1:41000`; packets without ports are kept with any of them. */
export function anyEnd(ends: ReadonlySet<string>): KeptEnd {
  return (addr, port) => port === null || ends.has(formatEndpoint(addr, port));
}

function isOf(packet: IpPacket, end: KeptEnd): boolean {
  const { saddr, daddr, transport } = packet;
  const ports = 'sport' in transport ? transport : { sport: null, dport: null };
  if (end(saddr, ports.sport) || end(daddr, ports.dport)) return true;
  const inside =
    transport.kind === 'icmp' ? transport.embedded : transport.kind === 'tunnel' ? transport.inner : null;
  return inside !== null && isOf(inside, end);
}

/** What is kept of a case; null = all. */
export interface Kept {
  readonly end: KeptEnd | null;
  /** Nanoseconds since @0: the first and the last moment. */
  readonly from: number | null;
  readonly until: number | null;
}

/** Keeps the packets of some ends and of a time. Commands and notes stay from the beginning up to the last moment. */
export function shortened(document: CaseDocument, { end, from, until }: Kept): CaseDocument {
  const isKept = (entry: CaseEntry): boolean => {
    if (until !== null && entry.time > until) return false;
    if (entry.kind !== 'packet') return true;
    return (from === null || entry.time >= from) && (end === null || isOf(entry.packet, end));
  };
  return { ...document, entries: document.entries.filter(isKept) };
}

/** Times in whole units, rounded down; the order of entries stays. */
export function withCoarseTimes(document: CaseDocument, unitNs: number): CaseDocument {
  const entries = document.entries.map((entry) => ({ ...entry, time: entry.time - (entry.time % unitNs) }));
  return { ...document, entries };
}

function slimTransport(transport: Transport): Transport {
  switch (transport.kind) {
    case 'tcp':
      return { ...transport, seq: 0, ack: 0, window: 0 };
    case 'icmp':
      return { ...transport, embedded: transport.embedded && slimPacket(transport.embedded) };
    case 'tunnel':
      return { ...transport, inner: transport.inner && slimPacket(transport.inner) };
    default:
      return transport;
  }
}

function slimPacket(packet: IpPacket): IpPacket {
  const isPart = packet.moreFragments || packet.fragmentOffset > 0;
  return { ...packet, id: isPart ? packet.id : 0, transport: slimTransport(packet.transport) };
}

/**
 * Without sequence numbers, windows and identifications, which IPVS reads for FTP and for fragments only. Whoever uses it
 * checks that the case still decides the same.
 */
export function slimmed(document: CaseDocument): CaseDocument {
  const entries = document.entries.map((entry) =>
    entry.kind === 'packet' ? { ...entry, packet: slimPacket(entry.packet) } : entry,
  );
  return { ...document, entries };
}
