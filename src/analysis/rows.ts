import { formatEndpoint } from '../base/inet.ts';
import type { Input, PacketInput } from '../inputs/program.ts';
import { ip_vs_proto_name } from '../kernel/ipvs/ip_vs_proto.ts';
import { VERDICT_NAMES } from '../kernel/lib/netfilter.ts';
import {
  type IpPacket,
  TH_ACK,
  TH_CWR,
  TH_ECE,
  TH_FIN,
  TH_PUSH,
  TH_RST,
  TH_SYN,
  TH_URG,
} from '../packet/packet.ts';
import type { Trace } from '../trace/trace.ts';
import type { EventRow } from '../trace/views.ts';
import type { Servers } from './servers.ts';

/** Rows of the event list, made from the index and the packets; no model run. */

const LETTERS: readonly (readonly [number, string])[] = [
  [TH_SYN, 'S'],
  [TH_FIN, 'F'],
  [TH_RST, 'R'],
  [TH_PUSH, 'P'],
  [TH_URG, 'U'],
  [TH_ECE, 'E'],
  [TH_CWR, 'W'],
  [TH_ACK, 'A'],
];

/** tcpdump's letters, ACK as A. */
export function flagLetters(ip: IpPacket): string {
  if (ip.transport.kind !== 'tcp') return '';
  const { flags } = ip.transport;
  return LETTERS.filter(([bit]) => flags & bit)
    .map(([, letter]) => letter)
    .join('');
}

interface PacketPart {
  readonly protocol: string;
  readonly src: string;
  readonly dst: string;
  readonly client: string;
  readonly flags: string;
  readonly length: number | null;
}

const NO_PACKET: PacketPart = { protocol: '', src: '', dst: '', client: '', flags: '', length: null };

function packetPart(ip: IpPacket | null, input: PacketInput): PacketPart {
  if (!ip) return NO_PACKET;
  const ports = 'sport' in ip.transport ? ip.transport : { sport: 0, dport: 0 };
  const src = formatEndpoint(ip.saddr, ports.sport);
  const dst = formatEndpoint(ip.daddr, ports.dport);
  const client = input.hook === 'LOCAL_IN' ? src : dst;
  return {
    protocol: ip_vs_proto_name(ip.protocol),
    src,
    dst,
    client,
    flags: flagLetters(ip),
    length: ip.length || null,
  };
}

function inputOf(trace: Trace, input: number): Input | null {
  return input < 0 ? null : (trace.program.inputs.at(input) ?? null);
}

/** The packet of an input, also of one that a log told of; null = it is none. */
export function packetInputOf(input: Input | null): PacketInput | null {
  if (input?.kind === 'observed') return input.packet;
  return input?.kind === 'packet' ? input : null;
}

/** An event as a row of the packet list, out of the index: it is not run. */
export function eventRow(trace: Trace, servers: Servers, event: number): EventRow {
  const known = trace.index.at(event);
  const input = inputOf(trace, known.input);
  const packet = packetInputOf(input);
  const part = packet ? packetPart(trace.program.packets.ip(packet.packet), packet) : NO_PACKET;
  const guessed = input?.kind === 'observed' && !input.flagsTold && part.flags !== '';
  const life = known.kind === 'timer' ? trace.index.lives.get(known.entry) : undefined;
  const keys = trace.index.serverKeys;
  return {
    event,
    kind: known.kind,
    packet: packet ? trace.index.packetNumber(event) + 1 : null,
    captured: packet && !trace.program.log ? packet.packet + 1 : null,
    origin: (packet && trace.program.packets.origin?.(packet.packet)) ?? null,
    time: known.timeNs / 1e9,
    ...part,
    flags: guessed ? `(${part.flags})` : part.flags,
    client: life ? life.label : part.client,
    hook: packet?.hook ?? null,
    verdict: known.verdict < 0 ? null : VERDICT_NAMES[known.verdict],
    what: known.what,
    template: known.template,
    tone: known.tone,
    server: known.server < 0 ? null : servers.byKey(keys[known.server]),
    captureSays: known.seen < 0 ? null : servers.byKey(keys[known.seen]),
    entry: known.entry > 0 ? `ip_vs_conn#${known.entry}` : null,
  };
}

/** Does a row hold all the words of a filter? */
export function rowMatches(row: EventRow, words: readonly string[]): boolean {
  if (words.length === 0) return true;
  const server = row.server ? `${row.server.addr} ${row.server.label}` : '';
  const text = `${row.src} ${row.dst} ${row.client} ${row.flags} ${row.what} ${row.hook ?? ''} ${row.verdict ?? ''} ${row.protocol} ${server}`;
  const lower = text.toLowerCase();
  return words.every((word) => lower.includes(word));
}
