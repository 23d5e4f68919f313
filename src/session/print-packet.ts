import { formatAddr, formatEndpoint, type InetAddr } from '../base/inet.ts';
import type { IpPacket, Transport } from '../packet/packet.ts';
import {
  CHUNK_NAMES,
  DEFAULT_TTL,
  FLAG_LETTERS,
  plainHeaderLength,
  plainLength,
  plainProtocol,
  quoteBytes,
} from './packet-text.ts';

const CHUNK_BY_NUMBER = new Map(Object.entries(CHUNK_NAMES).map(([name, number]) => [number, name]));

/** `SA`, `FPA`; `none` if no flag is set. */
export function formatFlags(flags: number): string {
  const letters = FLAG_LETTERS.filter(([, bit]) => flags & bit).map(([letter]) => letter);
  return letters.join('') || 'none';
}

function formatChunks(chunks: readonly number[]): string {
  return chunks.map((chunk) => CHUNK_BY_NUMBER.get(chunk) ?? String(chunk)).join(',') || 'none';
}

/** The first words: kind, ends, flags. */
function headOf({ saddr, daddr, protocol, transport }: IpPacket): string {
  const hosts = `${formatAddr(saddr)} > ${formatAddr(daddr)}`;
  const ends = (sport: number, dport: number): string =>
    `${formatEndpoint(saddr as InetAddr, sport)} > ${formatEndpoint(daddr, dport)}`;
  switch (transport.kind) {
    case 'tcp':
      return `tcp ${ends(transport.sport, transport.dport)} ${formatFlags(transport.flags)}`;
    case 'udp':
      return `udp ${ends(transport.sport, transport.dport)}`;
    case 'sctp':
      return `sctp ${ends(transport.sport, transport.dport)} ${formatChunks(transport.chunks)}`;
    case 'icmp':
      return `icmp ${transport.type}/${transport.code} ${hosts}`;
    case 'tunnel':
      return `${transport.via} ${hosts}`;
    case 'short':
      return `short ${protocol} ${ends(transport.sport, transport.dport)}`;
    case 'fragment':
      return `fragment ${protocol} ${hosts}`;
    case 'other':
      return `ip ${protocol} ${hosts}`;
  }
}

function payloadWords(transport: Extract<Transport, { kind: 'tcp' | 'udp' }>): string[] {
  const { payload, payloadLength } = transport;
  const words: string[] = [];
  if (payloadLength !== (payload?.length ?? 0)) words.push(`data ${payloadLength}`);
  if (payload && (payload.length > 0 || payloadLength > 0)) words.push(`payload ${quoteBytes(payload)}`);
  return words;
}

function transportWords(transport: Transport): string[] {
  if (transport.kind === 'udp') return payloadWords(transport);
  if (transport.kind === 'icmp') return transport.rest ? [`rest 0x${transport.rest.toString(16)}`] : [];
  if (transport.kind !== 'tcp') return [];
  const words: string[] = [];
  if (transport.seq) words.push(`seq ${transport.seq}`);
  if (transport.ack) words.push(`ack ${transport.ack}`);
  if (transport.window) words.push(`win ${transport.window}`);
  return [...words, ...payloadWords(transport)];
}

function headerWords(packet: IpPacket): string[] {
  const words: string[] = [];
  if (packet.length !== plainLength(packet)) words.push(`len ${packet.length}`);
  if (packet.ttl !== DEFAULT_TTL) words.push(`ttl ${packet.ttl}`);
  if (packet.tos) words.push(`tos ${packet.tos}`);
  if (packet.id) words.push(`id ${packet.id}`);
  if (packet.dontFragment) words.push('df');
  if (packet.fragmentOffset || packet.moreFragments) {
    words.push(`frag ${packet.fragmentOffset}${packet.moreFragments ? '+' : ''}`);
  }
  if (packet.headerLength !== plainHeaderLength(packet)) words.push(`hl ${packet.headerLength}`);
  const plain = plainProtocol(packet);
  if (plain !== null && plain !== packet.protocol) words.push(`proto ${packet.protocol}`);
  return words;
}

/** A packet as a case writes it; `more` are the words about the outermost packet that are not in its headers. */
export function formatPacket(packet: IpPacket, more: readonly string[] = []): string {
  const { transport } = packet;
  const words = [headOf(packet), ...headerWords(packet), ...transportWords(transport), ...more];
  if (transport.kind === 'icmp' && transport.embedded) words.push('about', formatPacket(transport.embedded));
  if (transport.kind === 'tunnel' && transport.inner) words.push('inner', formatPacket(transport.inner));
  return words.join(' ');
}
