import {
  IPPROTO_AH,
  IPPROTO_ESP,
  IPPROTO_ICMP,
  IPPROTO_ICMPV6,
  IPPROTO_SCTP,
  IPPROTO_TCP,
  IPPROTO_UDP,
} from '../../packet/protocols.ts';
import { readIcmp, readIcmp6 } from './icmp.ts';
import { readTcp } from './tcp.ts';
import { type Around, isRefused, type Refused, refuse, type ToldBody } from './told.ts';

/** Chunk types by tcpdump's names (print-sctp.c; RFC 9260). */
const CHUNKS: Readonly<Record<string, number>> = {
  DATA: 0,
  INIT: 1,
  'INIT ACK': 2,
  SACK: 3,
  'HB REQ': 4,
  'HB ACK': 5,
  ABORT: 6,
  SHUTDOWN: 7,
  'SHUTDOWN ACK': 8,
  'OP ERR': 9,
  'COOKIE ECHO': 10,
  'COOKIE ACK': 11,
  ECNE: 12,
  CWR: 13,
  'SHUTDOWN COMPLETE': 14,
  AUTH: 15,
};

const lastLength = (text: string): number | null => {
  const match = /\blength:? (\d{1,6})/.exec(text) ?? /\((\d{1,6})\)$/.exec(text);
  return match && Number(match[1]);
};

function readSctp(text: string, { from, to }: Around): ToldBody {
  const chunks: number[] = [];
  for (const [, name] of text.matchAll(/\d{1,3}\) \[([A-Z ]{2,20})\]/g)) {
    if (Object.hasOwn(CHUNKS, name)) chunks.push(CHUNKS[name]);
  }
  return { kind: 'sctp', sport: from.port ?? 0, dport: to.port ?? 0, chunks };
}

function readUdp(text: string, { from, to, protocol, notes }: Around): ToldBody {
  const payload = lastLength(text);
  if (payload === null && protocol === null) notes.add('payload-length');
  return { kind: 'udp', sport: from.port ?? 0, dport: to.port ?? 0, payload };
}

function tunnel(via: 'ipip' | 'gre', text: string, { notes, depth, read }: Around): ToldBody | Refused {
  const inner = read(text.replace(/^IP6? /, ''), notes, depth + 1);
  return isRefused(inner) ? inner : { kind: 'tunnel', via, inner };
}

const GRE = /^GREv0(?:, [^:]{0,80})?, length \d{1,6}:? (?:IP6? )?(?=\(|\S+ > )/;
/** The family is not named behind an Ethernet header (`-e`). */
const IPIP = /^(?:IP6? )?(?:\((?:tos|hlim|class|flowlabel) |\S{2,300} > \S{2,300}:)/;

/** What follows the addresses. */
export function readBody(text: string, around: Around): ToldBody | Refused {
  const { from, to, protocol, depth } = around;
  if (IPIP.test(text)) return tunnel('ipip', text, around);
  const gre = GRE.exec(text);
  if (gre) return tunnel('gre', text.slice(gre[0].length), around);
  const tcp = readTcp(text, from.port ?? 0, to.port ?? 0);
  if (tcp) return tcp;
  if (text.startsWith('ICMP ')) return readIcmp(text.slice(5), around);
  if (/^(?:HBH (?:\([^()]*\) ?)*)?ICMP6, /.test(text))
    return readIcmp6(text.replace(/^.*?ICMP6, /, ''), around);
  if (/^sctp\b/.test(text) || protocol === IPPROTO_SCTP) return readSctp(text, around);
  const raw = rawProtocol(text, protocol);
  if (raw !== null) return { kind: 'raw', protocol: raw, payload: lastLength(text) };
  if (depth > 0 && protocol === IPPROTO_TCP && from.port !== null) {
    const { port } = from;
    return { ...EMPTY_TCP, sport: port, dport: to.port ?? 0 };
  }
  if (from.port !== null && to.port !== null) return readUdp(text, around);
  return refuse('tcpdump-not-understood');
}

const EMPTY_TCP = {
  kind: 'tcp' as const,
  flags: 0,
  seq: null,
  ack: null,
  window: null,
  options: new Uint8Array(0),
  payload: null,
};

/** Protocols without ports, and fragments behind the first one (`ip-proto-17`). */
function rawProtocol(text: string, protocol: number | null): number | null {
  const named = /^ip-proto-(\d{1,3})\b/.exec(text);
  if (named) return Number(named[1]) & 255;
  if (text.startsWith('ESP(')) return IPPROTO_ESP;
  if (text.startsWith('AH(')) return IPPROTO_AH;
  // The rest of a fragmented packet is printed with the protocol's name alone.
  const fragment = /^(tcp|udp|icmp|icmp6)(?:$| )/.exec(text)?.[1];
  const known = { tcp: IPPROTO_TCP, udp: IPPROTO_UDP, icmp: IPPROTO_ICMP, icmp6: IPPROTO_ICMPV6 };
  return fragment === undefined ? null : (protocol ?? known[fragment as keyof typeof known]);
}
