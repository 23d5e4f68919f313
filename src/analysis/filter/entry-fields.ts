import { type FieldInfo, type FieldList, fieldListOf } from '../../expression/catalogue.ts';
import { STATE_NAMES } from '../../trace/stops/kernel-fields.ts';

/** What a filter of the entries of ip_vs_conn_tab can speak of, under the names of `struct ip_vs_conn`. */
const FIELDS: readonly FieldInfo[] = [
  { name: 'conn.client', type: 'endpoint', about: 'caddr and cport.' },
  { name: 'conn.service', type: 'endpoint', about: 'vaddr and vport.' },
  { name: 'conn.dest', type: 'endpoint', about: 'daddr and dport: the real server.' },
  {
    name: 'conn.caddr',
    type: 'address',
    about: 'Address of the client.',
    insteadOfNumber: 'for a port write conn.cport == $',
  },
  { name: 'conn.cport', type: 'number', about: 'Port of the client; 0 of most templates.' },
  {
    name: 'conn.vaddr',
    type: 'address',
    about: 'Virtual address.',
    insteadOfNumber: 'for a port write conn.vport == $',
  },
  { name: 'conn.vport', type: 'number', about: 'Virtual port.' },
  {
    name: 'conn.daddr',
    type: 'address',
    about: 'Address of the real server.',
    insteadOfNumber: 'for a port write conn.dport == $',
  },
  { name: 'conn.dport', type: 'number', about: 'Port of the real server.' },
  {
    name: 'conn.protocol',
    type: 'name',
    about: 'Protocol as ipvsadm prints it.',
    examples: ['TCP', 'UDP', 'SCTP'],
  },
  { name: 'conn.state', type: 'name', about: 'State.', names: STATE_NAMES },
  { name: 'conn.template', type: 'boolean', about: 'It is a template.' },
  { name: 'conn.controlled', type: 'boolean', about: 'A template controls it.' },
  { name: 'conn.unbound', type: 'boolean', about: 'It has no real server of the rules.' },
  {
    name: 'conn.flags',
    type: 'number',
    about: 'Flag bits, as in conn.flags & 0x100.',
  },
  { name: 'conn.flag', type: 'name', many: true, about: 'Names of the set flag bits.' },
  { name: 'conn.fwd', type: 'name', about: 'Forwarding method.', names: ['M', 'L', 'T', 'R', 'B'] },
  { name: 'conn.refcnt', type: 'number', about: 'References to it.' },
  { name: 'conn.n_control', type: 'number', about: 'Entries that it controls.' },
  { name: 'conn.in_pkts', type: 'number', about: 'Packets from the client so far.' },
  { name: 'conn.timeout', type: 'number', about: 'Its timeout in seconds.' },
  { name: 'conn.expires', type: 'number', about: 'Seconds until its timer asks to fire.' },
  { name: 'conn.fires', type: 'number', about: 'Seconds until the wheel runs its timer.' },
  { name: 'conn.bucket', type: 'number', about: 'Its bucket in ip_vs_conn_tab.' },
  { name: 'conn.number', type: 'number', about: 'Its number, as in ip_vs_conn#12.' },
];

export const ENTRY_FIELDS: FieldList = fieldListOf(FIELDS);
