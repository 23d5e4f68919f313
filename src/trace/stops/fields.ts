import type { Catalogue, Field, FieldType, Value } from '../../expression/catalogue.ts';
import { chain_length } from '../../kernel/ipvs/conn_tab.ts';
import { sysctl_defaults } from '../../kernel/ipvs/sysctl.ts';
import { VERDICT_NAMES } from '../../kernel/lib/netfilter.ts';
import { type IpPacket, TH_ACK, TH_FIN, TH_PUSH, TH_RST, TH_SYN, TH_URG } from '../../packet/packet.ts';
import { EVENT_KINDS } from '../event-index.ts';
import type { Glimpse } from './glimpse.ts';
import { FIELDS_OF, readKernelField, STRUCT_OF, type Struct } from './kernel-fields.ts';

/**
 * What conditions and watches can speak of: the packet, the kernel's objects under the names that its functions have for
 * them, the table, the clock, the settings.
 */
type StopField = Field<Glimpse>;

const PROTOCOLS = { tcp: 6, udp: 17, sctp: 132, icmp: 1, icmpv6: 58 };

function field(
  name: string,
  type: FieldType,
  about: string,
  read: (glimpse: Glimpse) => Value | null,
  more: Partial<StopField> = {},
): StopField {
  return { name, type, about, read, ...more };
}

const packetOf = ({ visit }: Glimpse): IpPacket | null =>
  visit.what.kind === 'packet' ? visit.what.ip : null;

function portOf(glimpse: Glimpse, which: 'sport' | 'dport'): number | null {
  const transport = packetOf(glimpse)?.transport;
  return transport && 'sport' in transport ? transport[which] : null;
}

function flag(name: string, bit: number, about: string): StopField {
  return field(`pkt.tcp.${name}`, 'boolean', about, (glimpse) => {
    const transport = packetOf(glimpse)?.transport;
    return transport?.kind === 'tcp' ? (transport.flags & bit) !== 0 : null;
  });
}

const PACKET: readonly StopField[] = [
  field('pkt.src', 'address', 'source address of the packet', (at) => packetOf(at)?.saddr ?? null),
  field('pkt.dst', 'address', 'destination address of the packet', (at) => packetOf(at)?.daddr ?? null),
  field('pkt.sport', 'number', 'source port of the packet', (at) => portOf(at, 'sport')),
  field('pkt.dport', 'number', 'destination port of the packet', (at) => portOf(at, 'dport')),
  field(
    'pkt.proto',
    'number',
    'protocol of the packet: tcp, udp or a number',
    (at) => packetOf(at)?.protocol ?? null,
    { numbers: PROTOCOLS },
  ),
  field('pkt.len', 'number', 'length of the IP packet in bytes', (at) => packetOf(at)?.length ?? null),
  flag('syn', TH_SYN, 'the packet has SYN set'),
  flag('ack', TH_ACK, 'the packet has ACK set'),
  flag('fin', TH_FIN, 'the packet has FIN set'),
  flag('rst', TH_RST, 'the packet has RST set'),
  flag('psh', TH_PUSH, 'the packet has PSH set'),
  flag('urg', TH_URG, 'the packet has URG set'),
  field('pkt.mark', 'number', 'firewall mark of the packet', ({ visit: { what } }) =>
    what.kind === 'packet' ? what.input.mark : null,
  ),
  field(
    'pkt.hook',
    'name',
    'netfilter hook at which the packet comes in',
    ({ visit: { what } }) => (what.kind === 'packet' ? (what.hook ?? what.input.hook) : null),
    { names: ['LOCAL_IN', 'FORWARD', 'LOCAL_OUT'] },
  ),
  field('pkt.number', 'number', 'number of the packet in the list, from 1', ({ trace, visit }) =>
    visit.what.kind === 'packet' ? trace.index.packetNumber(visit.event) + 1 : null,
  ),
];

/** Bucket of the object that a name stands for, if it is an entry in the table. */
function ownBucket(at: Glimpse, name: string): number | null {
  const object = at.object(name);
  if (!object || !('kind' in object) || object.kind !== 'ip_vs_conn') return null;
  return object.bucket < 0 ? null : object.bucket;
}

function bucketOf(at: Glimpse): number | null {
  return at.bucket >= 0 ? at.bucket : (ownBucket(at, 'cp') ?? ownBucket(at, 'ct'));
}

const MACHINE: readonly StopField[] = [
  field('bucket', 'number', 'bucket of the connection table that was looked at last', (at) => bucketOf(at)),
  field('chain.length', 'number', 'entries in that bucket', (at) => {
    const bucket = bucketOf(at);
    return bucket === null ? null : chain_length(at.ipvs.conn_tab, bucket);
  }),
  field('time', 'number', 'uptime in seconds', ({ trace, visit }) => trace.time(visit.event)),
  field('jiffies', 'number', "the kernel's clock", ({ ipvs }) => ipvs.jiffies),
  field(
    'event',
    'name',
    'what happens: a packet, a timer, a command, a note',
    ({ visit }) => visit.what.kind,
    { names: EVENT_KINDS },
  ),
  field('event.number', 'number', 'number of the event, from 1', ({ visit }) => visit.event + 1),
  field('step', 'number', 'number of the step in its event', ({ step }) => step),
  field('fn', 'text', 'function that runs', ({ fn }) => fn || null),
  field(
    'verdict',
    'name',
    'what becomes of the packet in the end',
    ({ visit: { what } }) =>
      what.kind === 'packet' && what.verdict !== null ? VERDICT_NAMES[what.verdict] : null,
    { names: VERDICT_NAMES },
  ),
  field('conn_count', 'number', 'entries in the connection table', ({ conns }) => conns),
  ...Object.keys(sysctl_defaults(0)).map((key) =>
    field(
      `sysctl.${key}`,
      'number',
      `net.ipv4.vs.${key}`,
      ({ ipvs }) => (ipvs.sysctl as unknown as Readonly<Record<string, number>>)[key],
    ),
  ),
];

const ABOUT: Readonly<Record<string, string>> = {
  cp: 'the entry',
  ct: 'the template',
  svc: 'the service',
  dest: 'the real server',
  nf_ct: 'the conntrack',
  iph: 'the header as IPVS holds it',
  param: 'what is looked up',
};

/** A field behind a name, and behind the pointers that lead to it: `cp.dest.svc.refcnt`. */
function kernelField(name: string): StopField | undefined {
  const [root, ...path] = name.split('.');
  let struct: Struct | undefined = Object.hasOwn(STRUCT_OF, root) ? STRUCT_OF[root] : undefined;
  if (!struct) return undefined;
  if (path.length === 0)
    return field(name, 'boolean', `${ABOUT[root]} is in scope`, (at) => at.object(root) !== null || null);
  for (let from = 0; struct && from < path.length; from++) {
    const rest = path.slice(from).join('.');
    const fields: (typeof FIELDS_OF)[Struct] = FIELDS_OF[struct];
    if (Object.hasOwn(fields, rest)) {
      const { type, names } = fields[rest];
      const read = (at: Glimpse): Value | null => {
        const object = at.object(root);
        return object && readKernelField(object, path);
      };
      return field(name, type, `${rest} of struct ${struct}, ${ABOUT[root]}`, read, { names });
    }
    struct = Object.hasOwn(fields, path[from]) ? fields[path[from]].to : undefined;
  }
  return undefined;
}

/** All that is listed; pointers lead on to more. */
const KERNEL: readonly StopField[] = Object.entries(STRUCT_OF).flatMap(([root, struct]) =>
  [root, ...Object.keys(FIELDS_OF[struct]).map((name) => `${root}.${name}`)].flatMap(
    (name) => kernelField(name) ?? [],
  ),
);

const LISTED: readonly StopField[] = [...PACKET, ...KERNEL, ...MACHINE];
const BY_NAME = new Map(LISTED.map((known) => [known.name, known]));

export const STOP_FIELDS: Catalogue<Glimpse> = {
  fields: LISTED,
  find: (name) => BY_NAME.get(name) ?? kernelField(name),
};
