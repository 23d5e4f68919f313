/** Words that packets have in a case, shared by the parser and the printer. FORMAT.md lists them. */
import type { IpPacket, Transport } from '../packet/packet.ts';

/** Letters of TCP flags in the order in which they are printed; tcpdump's, with A for its `.`. */
export const FLAG_LETTERS: readonly (readonly [letter: string, bit: number])[] = [
  ['F', 0x01],
  ['S', 0x02],
  ['R', 0x04],
  ['P', 0x08],
  ['A', 0x10],
  ['U', 0x20],
  ['E', 0x40],
  ['W', 0x80],
];

/** Chunk types of RFC 9260, 4820, 5061, 6525 under their names. */
export const CHUNK_NAMES: Readonly<Record<string, number>> = {
  DATA: 0,
  INIT: 1,
  INIT_ACK: 2,
  SACK: 3,
  HEARTBEAT: 4,
  HEARTBEAT_ACK: 5,
  ABORT: 6,
  SHUTDOWN: 7,
  SHUTDOWN_ACK: 8,
  ERROR: 9,
  COOKIE_ECHO: 10,
  COOKIE_ACK: 11,
  ECNE: 12,
  CWR: 13,
  SHUTDOWN_COMPLETE: 14,
  AUTH: 15,
  ASCONF_ACK: 128,
  RE_CONFIG: 130,
  PAD: 132,
  FORWARD_TSN: 192,
  ASCONF: 193,
};

export const DEFAULT_TTL = 64;

export function isIn6(packet: Pick<IpPacket, 'saddr'>): boolean {
  return typeof packet.saddr !== 'number';
}

/** IP header length in bytes without options. */
export function plainHeaderLength(packet: Pick<IpPacket, 'saddr'>): number {
  return isIn6(packet) ? 40 : 20;
}

/** The protocol number that a packet of this kind has unless its line says otherwise. */
export function plainProtocol(packet: Pick<IpPacket, 'saddr' | 'transport'>): number | null {
  const { transport } = packet;
  switch (transport.kind) {
    case 'tcp':
      return 6;
    case 'udp':
      return 17;
    case 'sctp':
      return 132;
    case 'icmp':
      return isIn6(packet) ? 58 : 1;
    case 'tunnel':
      if (transport.via === 'gre') return 47;
      if (transport.via === 'gue') return 17;
      return transport.inner && isIn6(transport.inner) ? 41 : 4;
    default:
      return null;
  }
}

/** Bytes behind the IP header of a packet of this kind unless its line says otherwise. */
function plainTransportLength(transport: Transport): number {
  switch (transport.kind) {
    case 'tcp':
      return 20 + transport.payloadLength;
    case 'udp':
      return 8 + transport.payloadLength;
    case 'sctp':
      return 12 + 4 * transport.chunks.length;
    case 'icmp':
      return 8 + (transport.embedded ? transport.embedded.headerLength + 8 : 0);
    case 'tunnel':
      return { ipip: 0, gre: 4, gue: 12 }[transport.via] + (transport.inner?.length ?? 0);
    default:
      return 0;
  }
}

/** The total length that a packet has unless its line says otherwise, in bytes. */
export function plainLength(packet: Pick<IpPacket, 'headerLength' | 'transport'>): number {
  return packet.headerLength + plainTransportLength(packet.transport);
}

/** Bytes as a quoted text: printable ASCII as it is, `\r`, `\n`, `\t`, the rest as `\xNN`. */
export function quoteBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) {
    const c = String.fromCharCode(byte);
    if (c === '"' || c === '\\') text += `\\${c}`;
    else if (byte >= 0x20 && byte < 0x7f) text += c;
    else text += { '\r': '\\r', '\n': '\\n', '\t': '\\t' }[c] ?? `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `"${text}"`;
}

const ESCAPES: Readonly<Record<string, number>> = { r: 13, n: 10, t: 9, '"': 34, '\\': 92 };

/** What {@link quoteBytes} wrote; null = not quoted or with a character that it does not write. */
export function unquoteBytes(text: string): Uint8Array | null {
  const body = /^"((?:[^"\\]|\\.)*)"$/.exec(text)?.[1];
  if (body === undefined) return null;
  const bytes: number[] = [];
  for (const [part, escaped] of body.matchAll(/\\(x[0-9a-fA-F]{2}|.)|[^\\]/g)) {
    const code = escaped === undefined ? part.charCodeAt(0) : escapedByte(escaped);
    if (code === undefined || (escaped === undefined && code > 0x7e)) return null;
    bytes.push(code);
  }
  return Uint8Array.from(bytes);
}

function escapedByte(escaped: string): number | undefined {
  return escaped.length === 3 ? Number.parseInt(escaped.slice(1), 16) : ESCAPES[escaped];
}
