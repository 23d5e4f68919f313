import type { ParsedMessage } from '../klog/parse.ts';
import { type IpPacket, TH_ACK, TH_FIN, TH_RST, TH_SYN, type Transport } from '../packet/packet.ts';
import { addrOf, type End, endAt, numberOf, protocolOf } from './values.ts';

/** A packet as its lines tell of it. What they do not tell is not made up: lengths and numbers are 0. */
export interface ToldPacket {
  readonly ip: IpPacket;
  /** `reply` = found by the lookup of replies. */
  readonly reply: boolean;
  /** TCP flags stand in a state line. */
  readonly flagsTold: boolean;
  /** Firewall mark, where a service was looked up. */
  readonly mark: number;
  /** Looked up both as a request and as a reply: by hooks of the host's own traffic. */
  readonly both: boolean;
}

const TCP = 6;
const UDP = 17;
const ICMP = 1;
const ICMPV6 = 58;
const SCTP = 132;

interface Flow {
  readonly protocol: number;
  readonly src: End;
  readonly dst: End;
}

interface Told {
  flow: Flow | null;
  reply: boolean;
  icmp: { protocol: number; type: number; code: number; src: End; dst: End } | null;
  flags: number | null;
  scheduled: boolean;
  mark: number;
  lookups: Set<string>;
}

const LETTERS = [TH_SYN, TH_FIN, TH_ACK, TH_RST];

function read(told: Told, { message, values }: ParsedMessage): void {
  const { id } = message;
  if (id === 'lookup_in' || id === 'lookup_out') {
    told.lookups.add(id);
    told.flow ??= { protocol: protocolOf(values[0]), src: endAt(values, 1), dst: endAt(values, 3) };
    if (id === 'lookup_out' && values[5] === 'hit') told.reply = true;
  } else if (id.startsWith('outgoing_icmp') || id.startsWith('incoming_icmp')) {
    const protocol = id.endsWith('v6') ? ICMPV6 : ICMP;
    const end = (at: number): End => ({ addr: addrOf(values[at]), port: 0 });
    told.icmp ??= {
      protocol,
      type: numberOf(values[0]),
      code: numberOf(values[1]),
      src: end(2),
      dst: end(3),
    };
  } else if (id === 'tcp_state') {
    told.flags = LETTERS.reduce((flags, bit, i) => flags | (values[2 + i] === '.' ? 0 : bit), 0);
    const ends: readonly End[] =
      values.length > 13
        ? [endAt(values, 6), endAt(values, 8), endAt(values, 10)]
        : [endAt(values, 8), endAt(values, 6), endAt(values, 6)];
    told.flow ??= flowOfState(ends, values, String(values[1]).trim() === 'output');
    if (String(values[1]).trim() === 'output') told.reply = true;
  } else if (id === 'lookup_service') {
    told.scheduled = true;
    told.mark = numberOf(values[0]);
  } else if (id === 'sctp_state') {
    const output = String(values[1]).trim() === 'output';
    told.flow ??= flowOfState([endAt(values, 4), endAt(values, 2), endAt(values, 2)], values, output);
  } else if (id === 'bind_dest') {
    const template = (numberOf(values[9]) & 0x1000) !== 0;
    if (!template)
      told.flow ??= { protocol: protocolOf(values[0]), src: endAt(values, 1), dst: endAt(values, 3) };
    told.scheduled = true;
  } else if (id === 'ignored_type') {
    const nowhere: End = { addr: addrOf(values[2]), port: 0 };
    told.flow ??= { protocol: numberOf(values[1]), src: { ...nowhere, addr: zero(nowhere) }, dst: nowhere };
  }
}

const zero = ({ addr }: End): End['addr'] => (typeof addr === 'number' ? 0 : [0, 0, 0, 0]);

/** A state line names client, virtual end and server, or only client and server. */
function flowOfState([c, v, d]: readonly End[], values: ParsedMessage['values'], output: boolean): Flow {
  const protocol = protocolOf(values[0]);
  return output ? { protocol, src: d, dst: c } : { protocol, src: c, dst: v };
}

/** The packet that a group of lines tells of; null = they name no addresses. */
export function packetOf(lines: readonly ParsedMessage[]): ToldPacket | null {
  const told: Told = {
    flow: null,
    reply: false,
    icmp: null,
    flags: null,
    scheduled: false,
    mark: 0,
    lookups: new Set(),
  };
  for (const line of lines) read(told, line);
  const { flow, icmp, reply, mark } = told;
  const both = told.lookups.size === 2;
  if (icmp) {
    const embedded = flow
      ? header(flow.protocol, inverse(flow), transportOf(flow.protocol, inverse(flow), 0))
      : null;
    const error: Transport = { kind: 'icmp', type: icmp.type, code: icmp.code, rest: 0, embedded };
    return { ip: header(icmp.protocol, icmp, error), reply, flagsTold: true, mark, both };
  }
  if (!flow) return null;
  const flags = told.flags ?? (told.scheduled ? TH_SYN : TH_ACK);
  const flagsTold = flow.protocol !== TCP || told.flags !== null;
  return {
    ip: header(flow.protocol, flow, transportOf(flow.protocol, flow, flags)),
    reply,
    flagsTold,
    mark,
    both,
  };
}

/** Lookups for an error name the flow the other way round than the header inside it. */
const inverse = ({ protocol, src, dst }: Flow): Flow => ({ protocol, src: dst, dst: src });

function transportOf(protocol: number, { src, dst }: Pick<Flow, 'src' | 'dst'>, flags: number): Transport {
  const ports = { sport: src.port, dport: dst.port };
  if (protocol === TCP)
    return { kind: 'tcp', ...ports, flags, seq: 0, ack: 0, window: 0, payloadLength: 0, payload: null };
  if (protocol === UDP) return { kind: 'udp', ...ports, payloadLength: 0, payload: null };
  return protocol === SCTP ? { kind: 'sctp', ...ports, chunks: [] } : { kind: 'other' };
}

function header(protocol: number, { src, dst }: Pick<Flow, 'src' | 'dst'>, transport: Transport): IpPacket {
  return {
    saddr: src.addr,
    daddr: dst.addr,
    protocol,
    length: 0,
    ttl: 64,
    tos: 0,
    id: 0,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    headerLength: typeof src.addr === 'number' ? 20 : 40,
    transport,
  };
}
