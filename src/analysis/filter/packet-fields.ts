import { type FieldInfo, type FieldList, fieldListOf } from '../../expression/catalogue.ts';
import { STATE_NAMES } from '../../trace/stops/kernel-fields.ts';

/**
 * What a filter of packets and other events can speak of: Wireshark's names for what stands in a packet, `ipvs.` for what IPVS
 * did with it. Plain data: the page checks and completes with it, the help is made of it.
 */

const PORT = 'for a port write tcp.port == $';
/** From FIN, the lowest bit, to CWR, as the column of flags writes them. */
const FLAG_LETTERS = 'FSRPAUEW';

const PROTOCOLS = { icmp: 1, ipip: 4, tcp: 6, udp: 17, gre: 47, esp: 50, ah: 51, icmpv6: 58, sctp: 132 };

const address = (name: string, about: string, many = false): FieldInfo => ({
  name,
  type: 'address',
  about,
  many,
  insteadOfNumber: PORT,
});
const number = (name: string, about: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
  name,
  type: 'number',
  about,
  ...more,
});
const flag = (name: string, about: string): FieldInfo => ({ name, type: 'boolean', about });
const endpoint = (name: string, about: string): FieldInfo => ({
  name,
  type: 'endpoint',
  about,
  insteadOfNumber: PORT,
});
const text = (name: string, about: string, more: Partial<FieldInfo> = {}): FieldInfo => ({
  name,
  type: 'text',
  about,
  ...more,
});
const name = (
  field: string,
  about: string,
  names?: readonly string[],
  more: Partial<FieldInfo> = {},
): FieldInfo => ({
  name: field,
  type: 'name',
  about,
  ...(names && { names }),
  ...more,
});

const OF_THE_PACKET: readonly FieldInfo[] = [
  address('ip.addr', 'Source or destination address.', true),
  address('ip.src', 'Source address.'),
  address('ip.dst', 'Destination address.'),
  number('ip.proto', 'Protocol in the IP header: a number, or tcp, udp, sctp, icmp.', { numbers: PROTOCOLS }),
  number('ip.ttl', 'Time to live; of IPv6 the hop limit.'),
  number('ip.id', 'Identification in the IP header.'),
  flag('ip.flags.df', 'May not be fragmented.'),
  address('ipv6.addr', 'Source or destination address of an IPv6 packet.', true),
  address('ipv6.src', 'Source address of an IPv6 packet.'),
  address('ipv6.dst', 'Destination address of an IPv6 packet.'),
  number('tcp.port', 'Source or destination port of TCP.', { many: true }),
  number('tcp.srcport', 'Source port of TCP.'),
  number('tcp.dstport', 'Destination port of TCP.'),
  number('tcp.flags', 'Flags of TCP: a number, or letters as in the list (SA).', { letters: FLAG_LETTERS }),
  flag('tcp.flags.fin', 'FIN is set.'),
  flag('tcp.flags.syn', 'SYN is set.'),
  flag('tcp.flags.reset', 'RST is set.'),
  flag('tcp.flags.rst', 'RST is set.'),
  flag('tcp.flags.push', 'PSH is set.'),
  flag('tcp.flags.ack', 'ACK is set.'),
  number('tcp.len', 'Bytes of TCP payload.'),
  number('udp.port', 'Source or destination port of UDP.', { many: true }),
  number('udp.srcport', 'Source port of UDP.'),
  number('udp.dstport', 'Destination port of UDP.'),
  number('sctp.port', 'Source or destination port of SCTP.', { many: true }),
  number('sctp.srcport', 'Source port of SCTP.'),
  number('sctp.dstport', 'Destination port of SCTP.'),
  number('sctp.chunk_type', 'Types of the SCTP chunks in the packet.', { many: true }),
  number('icmp.type', 'Type of an ICMP or ICMPv6 message.'),
  number('icmp.code', 'Code of an ICMP or ICMPv6 message.'),
  number('frame.number', 'Number in the capture file, from 1, as Wireshark counts.'),
  number('frame.time_relative', 'Seconds since the first event of the case.'),
  number('frame.len', 'Length of the IP packet in bytes.'),
];

const OF_IPVS: readonly FieldInfo[] = [
  number('ipvs.packet', 'Number among the packets of the case, from 1: the first column of the list.'),
  number('ipvs.time', 'Uptime of the kernel in seconds.'),
  name('ipvs.kind', 'What the row is.', ['packet', 'timer', 'command', 'note']),
  name('ipvs.hook', 'Netfilter hook at which the packet came in.', ['LOCAL_IN', 'FORWARD', 'LOCAL_OUT']),
  name('ipvs.verdict', 'What IPVS answered to netfilter.', ['NF_ACCEPT', 'NF_DROP', 'NF_STOLEN']),
  text('ipvs.what', 'What happened, in the words of the list.'),
  endpoint('ipvs.client', 'The end that is not the virtual service.'),
  endpoint('ipvs.service', 'The virtual service: the other end.'),
  endpoint('ipvs.dest', 'The real server that it was sent to.'),
  endpoint('ipvs.captured_dest', 'The real server that the capture shows, where it is another.'),
  number('ipvs.entry', 'Number of the entry that it is about, as in ip_vs_conn#12.'),
  number('ipvs.bucket', 'Bucket of that entry in ip_vs_conn_tab.'),
  name('ipvs.state', 'State of that entry afterwards.', STATE_NAMES),
  flag('ipvs.new', 'A connection entry was made.'),
  flag('ipvs.new_template', 'A template was made.'),
  flag('ipvs.template', 'A template decided, or it is about one.'),
  name('ipvs.tone', 'How the list shows it.', ['decision', 'routine', 'trouble', 'differs']),
  flag('ipvs.trouble', 'Dropped, lost, put aside, or not as the capture shows it.'),
  flag('ipvs.differs', 'The capture shows another real server than the model.'),
  name('ipvs.fn', 'A function of the kernel that was called.', undefined, { many: true }),
  text('ipvs.branch', 'A branch that was met: function, condition, is true or is false.', { many: true }),
  text('ipvs.message', 'A line that the kernel log gets, at any debug level.', { many: true }),
  number('ipvs.steps', 'Number of steps of the event.'),
];

/** Why a run of which only facts are indexed cannot be asked for them. */
export const NOT_KEPT =
  'In a run as long as this one functions, branches, messages and steps are not kept: ask for state, server, outcome or packet.';

/** Fields that are known only where every step of a run is indexed. */
export const DETAILED_FIELDS: readonly string[] = ['ipvs.fn', 'ipvs.branch', 'ipvs.message', 'ipvs.steps'];

export const PACKET_FIELDS: FieldList = fieldListOf([...OF_THE_PACKET, ...OF_IPVS]);
