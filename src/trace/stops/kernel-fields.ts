import type { InetAddr } from '../../base/inet.ts';
import type { FieldType, Value } from '../../expression/catalogue.ts';
import type { ip_vs_conn } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name, SCTP_STATE_NAMES, TCP_STATE_NAMES } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { Scoped } from '../../kernel/probe.ts';

/** Which fields the kernel's structures have, and how an expression reads them. */

export type Struct =
  | 'ip_vs_conn'
  | 'ip_vs_dest'
  | 'ip_vs_service'
  | 'nf_conn'
  | 'ip_vs_iphdr'
  | 'ip_vs_conn_param';

interface KernelField {
  readonly type: FieldType;
  readonly names?: readonly string[];
  /** A pointer: the structure that it points to. */
  readonly to?: Struct;
}

const of = (type: FieldType, ...names: readonly string[]): Record<string, KernelField> =>
  Object.fromEntries(names.map((name) => [name, { type }]));

/** States of entries, whatever their protocol. */
export const STATE_NAMES: readonly string[] = [
  ...new Set([...TCP_STATE_NAMES, ...SCTP_STATE_NAMES, 'UDP', 'ASSURED']),
];

const STATS = of(
  'number',
  ...['conns', 'inpkts', 'outpkts', 'inbytes', 'outbytes'].map((name) => `stats.${name}`),
);
const tuple = (name: string): Record<string, KernelField> => ({
  ...of('address', `${name}.src`, `${name}.dst`),
  ...of('number', `${name}.src_all`, `${name}.dst_all`, `${name}.protonum`),
});

export const FIELDS_OF: Readonly<Record<Struct, Readonly<Record<string, KernelField>>>> = {
  ip_vs_conn: {
    ...of('address', 'caddr', 'vaddr', 'daddr'),
    ...of(
      'number',
      'cport',
      'vport',
      'dport',
      'protocol',
      'flags',
      'refcnt',
      'n_control',
      'timeout',
      'in_pkts',
    ),
    ...of('number', 'fwmark', 'sync_endtime', 'bucket', 'timer.expires', 'timer.fires'),
    state: { type: 'name', names: STATE_NAMES },
    old_state: { type: 'name', names: STATE_NAMES },
    ...of('text', 'pe', 'pe_data', 'app', 'app_data', 'packet_xmit'),
    control: { type: 'boolean', to: 'ip_vs_conn' },
    dest: { type: 'boolean', to: 'ip_vs_dest' },
  },
  ip_vs_dest: {
    ...of('address', 'addr', 'vaddr'),
    ...of('number', 'port', 'vport', 'protocol', 'vfwmark', 'flags', 'conn_flags', 'weight', 'last_weight'),
    ...of('number', 'refcnt', 'activeconns', 'inactconns', 'persistconns', 'u_threshold', 'l_threshold'),
    ...of('number', 'l_threshold_val', 'idle_start', 'tun_type', 'tun_port', 'tun_flags'),
    ...of('boolean', 'dst_cached', 'dst_local'),
    ...STATS,
    svc: { type: 'boolean', to: 'ip_vs_service' },
  },
  ip_vs_service: {
    ...of('address', 'addr'),
    ...of('number', 'port', 'protocol', 'fwmark', 'flags', 'timeout', 'netmask', 'num_dests', 'refcnt'),
    ...of('text', 'scheduler', 'pe'),
    ...of('boolean', 'conntrack'),
    ...STATS,
  },
  nf_conn: {
    ...of('number', 'status', 'state', 'timeout', 'last_index', 'last_dir'),
    ...tuple('original'),
    ...tuple('reply'),
  },
  ip_vs_iphdr: {
    ...of('address', 'saddr', 'daddr'),
    ...of('number', 'protocol', 'sport', 'dport', 'fragoffs'),
    ...of('boolean', 'icmp', 'inverse'),
  },
  ip_vs_conn_param: {
    ...of('address', 'caddr', 'vaddr'),
    ...of('number', 'protocol', 'cport', 'vport'),
    ...of('text', 'pe', 'pe_data'),
  },
};

/** What the kernel's functions call an object of each structure. */
export const STRUCT_OF: Readonly<Record<string, Struct>> = {
  ct: 'ip_vs_conn',
  cp: 'ip_vs_conn',
  svc: 'ip_vs_service',
  dest: 'ip_vs_dest',
  nf_ct: 'nf_conn',
  iph: 'ip_vs_iphdr',
  param: 'ip_vs_conn_param',
};

/** Fields that have their value from the making of the object on. */
export const SET_AT_BIRTH: ReadonlySet<string> = new Set([
  'caddr',
  'vaddr',
  'daddr',
  'protocol',
  'fwmark',
  'pe',
  'pe_data',
]);

function stateName(cp: ip_vs_conn, state: number): string {
  return ip_vs_state_name({ ...cp, state });
}

function plain(value: unknown): Value | null {
  if (value === undefined || value === null) return null;
  if (Array.isArray(value)) return value as unknown as InetAddr;
  return typeof value === 'object' ? true : (value as Value);
}

/** The value of a field of an object; null = it has none (a timer that is not armed, no control). */
export function readKernelField(object: Scoped, path: readonly string[]): Value | null {
  const [name, ...rest] = path;
  if ('kind' in object && object.kind === 'ip_vs_conn') {
    if (name === 'state' || name === 'old_state') return stateName(object, object[name]);
    if (name === 'timer' && object.timer.slot < 0) return null;
    if (name === 'bucket' && object.bucket < 0) return null;
  }
  const value = (object as unknown as Record<string, unknown>)[name];
  if (rest.length === 0) return plain(value);
  if (typeof value !== 'object' || value === null) return null;
  return readKernelField(value as Scoped, rest);
}
