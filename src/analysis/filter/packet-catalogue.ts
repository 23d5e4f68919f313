import type { InetAddr } from '../../base/inet.ts';
import { type Catalogue, catalogueOf, type Field, type FieldValue } from '../../expression/catalogue.ts';
import type { PlainColumns } from '../../inputs/program.ts';
import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from '../../kernel/ipvs/ip_vs_proto.ts';
import { VERDICT_NAMES } from '../../kernel/lib/netfilter.ts';
import { TH_ACK, TH_FIN, TH_PUSH, TH_RST, TH_SYN, type Transport } from '../../packet/packet.ts';
import { type EventContext, six } from './event-context.ts';
import { DETAILED_FIELDS, NOT_KEPT, PACKET_FIELDS } from './packet-fields.ts';

type Read = (at: EventContext) => FieldValue;
type Tcp = Extract<Transport, { kind: 'tcp' }>;

/** Reads a TCP field: out of the columns where they have it; null = it is no TCP segment. */
const tcp =
  <T extends FieldValue>(plain: (columns: PlainColumns, i: number) => T, read: (transport: Tcp) => T): Read =>
  (at) => {
    const { plain: i, columns } = at;
    if (i >= 0) return columns.protocol(i) === IPPROTO_TCP ? plain(columns, i) : null;
    const transport = at.transport('tcp');
    return transport && read(transport);
  };

const flag = (bit: number): Read =>
  tcp(
    (columns, i) => (columns.flags(i) & bit) !== 0,
    ({ flags }) => (flags & bit) !== 0,
  );

const addresses = (...all: (InetAddr | null | undefined)[]): FieldValue =>
  all.filter((one) => one !== null && one !== undefined);

type Ported = 'tcp' | 'udp' | 'sctp';
const PROTOCOLS: Readonly<Record<Ported, number>> = {
  tcp: IPPROTO_TCP,
  udp: IPPROTO_UDP,
  sctp: IPPROTO_SCTP,
};

/** Reads the ports of a protocol; `none` = it is another one. */
const port =
  (kind: Ported, none: FieldValue, read: (sport: number, dport: number) => FieldValue): Read =>
  (at) => {
    const { plain: i, columns } = at;
    if (i >= 0)
      return columns.protocol(i) === PROTOCOLS[kind] ? read(columns.sport(i), columns.dport(i)) : none;
    const transport = at.transport(kind);
    return transport ? read(transport.sport, transport.dport) : none;
  };

const ports = (kind: Ported): Record<string, Read> => ({
  [`${kind}.port`]: port(kind, [], (sport, dport) => [sport, dport]),
  [`${kind}.srcport`]: port(kind, null, (sport) => sport),
  [`${kind}.dstport`]: port(kind, null, (_sport, dport) => dport),
});

const PACKET: Readonly<Record<string, Read>> = {
  'ip.addr': (at) => {
    const { plain: i, columns } = at;
    return i >= 0 ? [columns.saddr(i), columns.daddr(i)] : addresses(at.ip?.saddr, at.ip?.daddr);
  },
  'ip.src': (at) => (at.plain >= 0 ? at.columns.saddr(at.plain) : (at.ip?.saddr ?? null)),
  'ip.dst': (at) => (at.plain >= 0 ? at.columns.daddr(at.plain) : (at.ip?.daddr ?? null)),
  'ip.proto': (at) => (at.plain >= 0 ? at.columns.protocol(at.plain) : (at.ip?.protocol ?? null)),
  'ip.ttl': ({ ip }) => ip?.ttl ?? null,
  'ip.id': ({ ip }) => ip?.id ?? null,
  'ip.flags.df': ({ ip }) => ip?.dontFragment ?? null,
  'ipv6.addr': ({ ip }) => addresses(six(ip?.saddr), six(ip?.daddr)),
  'ipv6.src': ({ ip }) => six(ip?.saddr),
  'ipv6.dst': ({ ip }) => six(ip?.daddr),
  ...ports('tcp'),
  ...ports('udp'),
  ...ports('sctp'),
  'tcp.flags': tcp(
    (columns, i) => columns.flags(i),
    ({ flags }) => flags,
  ),
  'tcp.flags.fin': flag(TH_FIN),
  'tcp.flags.syn': flag(TH_SYN),
  'tcp.flags.reset': flag(TH_RST),
  'tcp.flags.rst': flag(TH_RST),
  'tcp.flags.push': flag(TH_PUSH),
  'tcp.flags.ack': flag(TH_ACK),
  'tcp.len': tcp(
    (columns, i) => columns.payloadLength(i),
    ({ payloadLength }) => payloadLength,
  ),
  'sctp.chunk_type': (at) => at.transport('sctp')?.chunks ?? [],
  'icmp.type': (at) => at.transport('icmp')?.type ?? null,
  'icmp.code': (at) => at.transport('icmp')?.code ?? null,
  'frame.number': (at) => (at.input && !at.trace.program.log ? at.input.packet + 1 : null),
  'frame.time_relative': (at) => at.trace.time(at.event) - at.trace.time(0),
  'frame.len': ({ ip }) => ip?.length || null,
};

const IPVS: Readonly<Record<string, Read>> = {
  'ipvs.packet': (at) => (at.kind === 'packet' ? at.trace.index.packetNumber(at.event) + 1 : null),
  'ipvs.time': (at) => at.trace.time(at.event),
  'ipvs.kind': (at) => at.kind,
  'ipvs.hook': (at) => at.input?.hook ?? null,
  'ipvs.verdict': ({ known }) => (known.verdict < 0 ? null : VERDICT_NAMES[known.verdict]),
  'ipvs.what': ({ known }) => known.what,
  'ipvs.client': ({ client }) => client,
  'ipvs.service': ({ service }) => service,
  'ipvs.dest': (at) => at.server(at.known.server),
  'ipvs.captured_dest': (at) => at.server(at.known.seen),
  'ipvs.entry': ({ known }) => known.entry || null,
  'ipvs.bucket': ({ bucket }) => bucket,
  'ipvs.state': ({ state }) => state,
  'ipvs.new': (at) => at.made('entry'),
  'ipvs.new_template': (at) => at.made('template'),
  'ipvs.template': ({ known }) => known.template,
  'ipvs.tone': ({ known }) => known.tone,
  'ipvs.trouble': ({ known }) => known.tone === 'trouble' || known.tone === 'differs',
  'ipvs.differs': ({ known }) => known.tone === 'differs',
  'ipvs.fn': ({ sites }) => sites.calls,
  'ipvs.branch': ({ sites }) => sites.branches,
  'ipvs.message': (at) => at.texts.linesOf(at.event).map(({ text }) => text),
  'ipvs.steps': ({ known }) => known.steps,
};

const READ: Readonly<Record<string, Read>> = { ...PACKET, ...IPVS };

/** Fields that depend on the way through the kernel only. */
const BY_SHAPE: ReadonlySet<string> = new Set(['ipvs.fn', 'ipvs.branch']);

/** The fields of packet-fields.ts, read from an event. */
export const PACKET_CATALOGUE: Catalogue<EventContext> = catalogueOf(
  PACKET_FIELDS.fields.map((info): Field<EventContext> => {
    const read = READ[info.name];
    if (!BY_SHAPE.has(info.name)) return { ...info, read };
    return { ...info, read, key: ({ trace, event }) => trace.index.shapeOf(event) };
  }),
);

/** The same for a run of which only facts are indexed: asking for single steps is a problem. */
export const FACTS_CATALOGUE: Catalogue<EventContext> = catalogueOf(
  PACKET_CATALOGUE.fields.map((field) =>
    DETAILED_FIELDS.includes(field.name) ? { ...field, missing: NOT_KEPT } : field,
  ),
);
