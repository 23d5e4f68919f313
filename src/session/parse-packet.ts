import { familyOf, type InetAddr, parseAddr } from '../base/inet.ts';
import { error, type Problem } from '../base/result.ts';
import { isProblem, parseDecimal, parseProtocol, parseServiceEndpoint } from '../control/endpoint.ts';
import { parseMark } from '../control/mark-rule.ts';
import type { IpPacket, Transport } from '../packet/packet.ts';
import type { HookName } from './case.ts';
import {
  CHUNK_NAMES,
  DEFAULT_TTL,
  FLAG_LETTERS,
  plainHeaderLength,
  plainLength,
  plainProtocol,
  unquoteBytes,
} from './packet-text.ts';

/** A packet with what its line says besides its headers. */
export interface PacketLine {
  packet: IpPacket;
  hook: HookName | null;
  mark: number | null;
  seen: { addr: InetAddr; port: number } | null;
}

export const PACKET_KINDS = [
  'tcp',
  'udp',
  'sctp',
  'icmp',
  'ip',
  'ipip',
  'gre',
  'gue',
  'short',
  'fragment',
] as const;
export type PacketKind = (typeof PACKET_KINDS)[number];

const MAX_DEPTH = 4;
const U32 = 0xffffffff;

/** Options with a number and their largest value. */
const NUMBERS: Readonly<Record<string, number>> = {
  len: 0xffffffff,
  ttl: 255,
  tos: 255,
  id: U32,
  hl: 0xffff,
  proto: 255,
  seq: U32,
  ack: U32,
  win: 0xffff,
  data: 0xffffffff,
};

interface Ends {
  saddr: InetAddr;
  daddr: InetAddr;
  sport: number;
  dport: number;
}

/** Everything that may follow the first words. */
interface Options {
  numbers: Map<string, number>;
  dontFragment: boolean;
  moreFragments: boolean;
  fragmentOffset: number;
  payload: Uint8Array | null;
  rest: number;
  nested: IpPacket | null;
}

/** Thrown inside this file only and turned into a Problem by {@link parsePacketWords}. */
class Unreadable extends Error {}

class PacketReader {
  hook: HookName | null = null;
  mark: number | null = null;
  seen: PacketLine['seen'] = null;
  private pos = 0;

  constructor(private readonly words: readonly string[]) {}

  private next(wanted: string): string {
    const word = this.words[this.pos++];
    if (word === undefined) throw new Unreadable(`The line ends where ${wanted} was expected.`);
    return word;
  }

  packet(depth: number): IpPacket {
    const word = this.next('a packet');
    const kind = PACKET_KINDS.find((name) => name === word);
    if (!kind)
      throw new Unreadable(`"${word}" is not a kind of packet: expected ${PACKET_KINDS.join(', ')}.`);
    if (depth > MAX_DEPTH) throw new Unreadable(`Packets are nested deeper than ${MAX_DEPTH}.`);
    const number = kind === 'ip' || kind === 'short' || kind === 'fragment' ? this.protocol() : 0;
    const [type, code] = kind === 'icmp' ? this.typeAndCode() : [0, 0];
    const ends = this.ends(/^(?:tcp|udp|sctp|short)$/.test(kind));
    const list = kind === 'tcp' ? this.flags() : 0;
    const chunks = kind === 'sctp' ? this.chunks() : [];
    const options = this.options(kind, depth);
    const transport = transportOf(kind, ends, options, { flags: list, chunks, type, code });
    return assemble(ends, transport, number, options);
  }

  private protocol(): number {
    const word = this.next('a protocol number');
    const protocol = parseProtocol(word);
    if (protocol === null) throw new Unreadable(`"${word}" is not a protocol number within 0..255.`);
    return protocol;
  }

  private typeAndCode(): [number, number] {
    const word = this.next('an ICMP type and code');
    const [type, code] = word.split('/').map((part) => parseDecimal(part, 0, 255));
    if (type == null || code === null)
      throw new Unreadable(`"${word}" is not an ICMP type/code such as 3/1.`);
    return [type, code ?? 0];
  }

  private end(withPort: boolean): { addr: InetAddr; port: number } {
    const word = this.next(withPort ? 'an address with a port' : 'an address');
    if (!withPort) {
      const addr = parseAddr(word.replace(/^\[(.*)\]$/, '$1'));
      if (addr === null) throw new Unreadable(`"${word}" is not an address.`);
      return { addr, port: 0 };
    }
    const endpoint = parseServiceEndpoint(word);
    if (isProblem(endpoint)) throw new Unreadable(endpoint.message);
    if (endpoint.port === null)
      throw new Unreadable(`"${word}" has no port: write it as 10.0.0.1:80 or [fd00::1]:80.`);
    return { addr: endpoint.addr, port: endpoint.port };
  }

  private ends(withPorts: boolean): Ends {
    const source = this.end(withPorts);
    const arrow = this.next('">"');
    if (arrow !== '>')
      throw new Unreadable(`Found "${arrow}" where ">" between source and destination was expected.`);
    const destination = this.end(withPorts);
    if (familyOf(source.addr) !== familyOf(destination.addr)) {
      throw new Unreadable('Source and destination have different address families.');
    }
    return { saddr: source.addr, daddr: destination.addr, sport: source.port, dport: destination.port };
  }

  private flags(): number {
    const word = this.next('TCP flags').replace(/^\[(.*)\]$/, '$1');
    if (word === 'none') return 0;
    let flags = 0;
    for (const letter of word.replaceAll('.', 'A')) {
      const known = FLAG_LETTERS.find(([name]) => name === letter);
      if (!known)
        throw new Unreadable(`"${letter}" in "${word}" is not a TCP flag: S F R P A (or .) U E W, or none.`);
      flags |= known[1];
    }
    return flags;
  }

  private chunks(): number[] {
    const word = this.next('SCTP chunks');
    if (word === 'none') return [];
    return word.split(',').map((name) => {
      const key = name.toUpperCase().replaceAll('-', '_');
      const chunk = Object.hasOwn(CHUNK_NAMES, key) ? CHUNK_NAMES[key] : parseDecimal(name, 0, 255);
      if (chunk === null) throw new Unreadable(`"${name}" is not an SCTP chunk such as INIT or COOKIE_ECHO.`);
      return chunk;
    });
  }

  private options(kind: PacketKind, depth: number): Options {
    const options: Options = {
      numbers: new Map(),
      dontFragment: false,
      moreFragments: false,
      fragmentOffset: 0,
      payload: null,
      rest: 0,
      nested: null,
    };
    while (this.pos < this.words.length) this.option(this.next('an option'), kind, depth, options);
    return options;
  }

  private option(word: string, kind: PacketKind, depth: number, options: Options): void {
    if (word === 'df') options.dontFragment = true;
    else if (word === 'frag') this.fragment(options);
    else if (word === 'payload' && (kind === 'tcp' || kind === 'udp')) options.payload = this.payload();
    else if (word === 'rest' && kind === 'icmp') options.rest = this.markValue('rest');
    else if (word === (kind === 'icmp' ? 'about' : 'inner') && /^(?:icmp|ipip|gre|gue)$/.test(kind)) {
      options.nested = this.packet(depth + 1);
    } else if (Object.hasOwn(NUMBERS, word)) {
      const value = this.next(`the number of "${word}"`);
      const number = parseDecimal(value, 0, NUMBERS[word]);
      if (number === null)
        throw new Unreadable(`"${word} ${value}": expected a number from 0 to ${NUMBERS[word]}.`);
      options.numbers.set(word, number);
    } else if (depth > 0 || !this.outerOption(word)) {
      throw new Unreadable(`"${word}" is not an option of a packet of kind ${kind}.`);
    }
  }

  private outerOption(word: string): boolean {
    if (word === 'hook') {
      const name = this.next('a hook');
      if (name !== 'LOCAL_IN' && name !== 'FORWARD' && name !== 'LOCAL_OUT') {
        throw new Unreadable(`"hook ${name}": expected LOCAL_IN, FORWARD or LOCAL_OUT.`);
      }
      this.hook = name;
    } else if (word === 'mark') this.mark = this.markValue('mark');
    else if (word === 'seen') this.seen = this.end(true);
    else return false;
    return true;
  }

  private markValue(name: string): number {
    const word = this.next(`the value of "${name}"`);
    const value = parseMark(word);
    if (value === null) throw new Unreadable(`"${name} ${word}": expected a 32-bit number.`);
    return value;
  }

  private fragment(options: Options): void {
    const word = this.next('a fragment offset');
    const offset = parseDecimal(word.replace(/\+$/, ''), 0, 0xffff);
    if (offset === null)
      throw new Unreadable(`"frag ${word}": expected the offset in bytes, with + if more fragments follow.`);
    options.fragmentOffset = offset;
    options.moreFragments = word.endsWith('+');
  }

  private payload(): Uint8Array {
    const word = this.next('the payload');
    const bytes = unquoteBytes(word);
    if (!bytes)
      throw new Unreadable(`payload ${word} is not a text in double quotes; bytes beyond ASCII are \\xNN.`);
    return bytes;
  }
}

interface HeadValues {
  flags: number;
  chunks: readonly number[];
  type: number;
  code: number;
}

function transportOf(kind: PacketKind, ends: Ends, options: Options, head: HeadValues): Transport {
  const { sport, dport } = ends;
  const number = (name: string): number => options.numbers.get(name) ?? 0;
  const { nested } = options;
  const payloadLength = options.numbers.get('data') ?? options.payload?.length ?? 0;
  const payload = options.payload ?? (payloadLength === 0 ? new Uint8Array() : null);
  switch (kind) {
    case 'tcp':
      return {
        kind,
        sport,
        dport,
        flags: head.flags,
        seq: number('seq'),
        ack: number('ack'),
        window: number('win'),
        payloadLength,
        payload,
      };
    case 'udp':
      return { kind, sport, dport, payloadLength, payload };
    case 'sctp':
      return { kind, sport, dport, chunks: head.chunks };
    case 'icmp':
      return { kind, type: head.type, code: head.code, rest: options.rest, embedded: nested };
    case 'ip':
      return { kind: 'other' };
    case 'short':
      return { kind, sport, dport };
    case 'fragment':
      return { kind };
    default:
      return { kind: 'tunnel', via: kind, inner: nested };
  }
}

function assemble(
  { saddr, daddr }: Ends,
  transport: Transport,
  protocol: number,
  options: Options,
): IpPacket {
  const { numbers, dontFragment, moreFragments, fragmentOffset } = options;
  const headerLength = numbers.get('hl') ?? plainHeaderLength({ saddr });
  return {
    saddr,
    daddr,
    protocol: numbers.get('proto') ?? plainProtocol({ saddr, transport }) ?? protocol,
    length: numbers.get('len') ?? plainLength({ headerLength, transport }),
    ttl: numbers.get('ttl') ?? DEFAULT_TTL,
    tos: numbers.get('tos') ?? 0,
    id: numbers.get('id') ?? 0,
    dontFragment,
    moreFragments,
    fragmentOffset,
    headerLength,
    transport,
  };
}

/** Words of a line; a text in double quotes is one word, ` #` begins a comment. */
export function caseWords(text: string): string[] {
  const words: string[] = [];
  for (const [word] of text.matchAll(/"(?:[^"\\]|\\.)*"|\S+/g)) {
    if (word.startsWith('#')) break;
    words.push(word);
  }
  return words;
}

/** The words of a packet line behind its time. */
export function parsePacketWords(words: readonly string[]): PacketLine | Problem {
  const reader = new PacketReader(words);
  try {
    const packet = reader.packet(0);
    return { packet, hook: reader.hook, mark: reader.mark, seen: reader.seen };
  } catch (thrown) {
    if (thrown instanceof Unreadable) return error('case-packet', thrown.message);
    throw thrown;
  }
}
