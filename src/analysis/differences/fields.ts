import { formatAddr, formatEndpoint } from '../../base/inet.ts';
import type { ip_vs_conn, ip_vs_dest, ip_vs_service, ip_vs_stats } from '../../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import { scheduler_of } from '../../kernel/ipvs/ip_vs_sched.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { uptimeOf } from '../../kernel/lib/jiffies.ts';
import type { nf_conn } from '../../kernel/lib/nf_conntrack.ts';
import type { timer_list } from '../../kernel/lib/timer.ts';
import type { ValueText } from '../../trace/difference-views.ts';
import { flagNames, secondsText, tupleText } from '../fields.ts';

/** Which fields of which kernel object are held against each other, and how their values are written. */

export type Value = number | string | null;

export interface FieldSpec<T> {
  /** The kernel's name. */
  readonly name: string;
  readonly of: (object: T, ipvs: netns_ipvs) => Value;
  /** `seconds` of a duration, `uptime` of a moment, `flags` of the struct, `hex`; left out = as it is. */
  readonly as?: 'seconds' | 'uptime' | 'ip_vs_conn' | 'ip_vs_dest' | 'ip_vs_service' | 'nf_conn';
  /** Name under which its writes are known, if it is another; null = its writes are not reported. */
  readonly written?: string | null;
  /** The kernel prints nothing of it: a kernel that is rebuilt from a log does not have it. */
  readonly untold?: true;
}

/** A field's value as it is shown, and what is said behind it. */
export function valueText({ as }: Pick<FieldSpec<never>, 'as'>, value: Value, hz: number): ValueText {
  if (value === null) return { value: as === 'uptime' ? 'not armed' : 'NULL', gloss: '' };
  if (typeof value === 'string' || !as) return { value: String(value), gloss: '' };
  if (as === 'uptime') return { value: secondsText(value, hz), gloss: 's' };
  if (as === 'seconds') return { value: String(value), gloss: 's' };
  return { value: `0x${value.toString(16)}`, gloss: flagNames(as, value).join(' | ') };
}

const plain = <T, K extends keyof T & string>(...names: K[]): FieldSpec<T>[] =>
  names.map((name) => ({ name, of: (object) => object[name] as Value }));

/** How a real server is called: `192.168.1.12:80`. */
export const endName = (dest: Pick<ip_vs_dest, 'addr' | 'port'>): string =>
  formatEndpoint(dest.addr, dest.port);

const ends = (cp: ip_vs_conn): string => formatEndpoint(cp.caddr, cp.cport);

const sequence = (seq: ip_vs_conn['in_seq']): Value =>
  seq && `${seq.init_seq} ${seq.delta} ${seq.previous_delta}`;

export const CONN_FIELDS: readonly FieldSpec<ip_vs_conn>[] = [
  { name: 'state', of: (cp, ipvs) => ip_vs_state_name(cp, ipvs.params.profile) },
  { name: 'flags', of: (cp) => cp.flags, as: 'ip_vs_conn' },
  ...plain<ip_vs_conn, 'refcnt' | 'n_control'>('refcnt', 'n_control'),
  { name: 'in_pkts', of: (cp) => cp.in_pkts, untold: true },
  { name: 'control', of: (cp) => cp.control && ends(cp.control) },
  { name: 'dest', of: (cp) => cp.dest && endName(cp.dest) },
  { name: 'timeout', of: (cp, ipvs) => cp.timeout / ipvs.params.hz, as: 'seconds' },
  ...plain<ip_vs_conn, 'cport' | 'vport' | 'dport'>('cport', 'vport', 'dport'),
  { name: 'old_state', of: (cp) => cp.old_state, untold: true },
  { name: 'in_seq', of: (cp) => sequence(cp.in_seq) },
  { name: 'out_seq', of: (cp) => sequence(cp.out_seq) },
  ...plain<ip_vs_conn, 'app' | 'app_data' | 'packet_xmit'>('app', 'app_data', 'packet_xmit'),
  {
    name: 'sync_endtime',
    of: (cp, ipvs) => (cp.sync_endtime === 0 ? 0 : uptimeOf(ipvs.params.hz, cp.sync_endtime)),
    as: 'uptime',
    untold: true,
  },
];

const pending = (of: (timer: timer_list) => number) => (timer: timer_list, ipvs: netns_ipvs) =>
  timer.slot < 0 ? null : uptimeOf(ipvs.params.hz, of(timer));

export const TIMER_FIELDS: readonly FieldSpec<timer_list>[] = [
  { name: 'timer.expires', of: pending((timer) => timer.expires), as: 'uptime' },
  { name: 'fires', of: pending((timer) => timer.fires), as: 'uptime', written: 'timer.expires' },
];

/** The counters are not written one by one: the last packet of the object is the one that counted. */
const counters = <T>(of: (object: T) => ip_vs_stats, prefix: string): FieldSpec<T>[] =>
  (['conns', 'inpkts', 'outpkts', 'inbytes', 'outbytes'] as const).map((name) => ({
    name: `${prefix}${name}`,
    of: (object) => of(object)[name],
    written: null,
    untold: true,
  }));

export const DEST_FIELDS: readonly FieldSpec<ip_vs_dest>[] = [
  ...plain<ip_vs_dest, 'weight' | 'activeconns' | 'inactconns' | 'persistconns' | 'refcnt'>(
    'weight',
    'activeconns',
    'inactconns',
    'persistconns',
    'refcnt',
  ),
  { name: 'flags', of: (dest) => dest.flags, as: 'ip_vs_dest' },
  { name: 'conn_flags', of: (dest) => dest.conn_flags, as: 'ip_vs_conn' },
  ...plain<ip_vs_dest, 'u_threshold' | 'l_threshold' | 'last_weight'>(
    'u_threshold',
    'l_threshold',
    'last_weight',
  ),
  ...plain<ip_vs_dest, 'tun_type' | 'tun_port' | 'tun_flags'>('tun_type', 'tun_port', 'tun_flags'),
  ...counters<ip_vs_dest>(({ stats }) => stats, 'stats.'),
];

const netmask = ({ af, netmask: mask }: ip_vs_service): string => (af === 2 ? formatAddr(mask) : `/${mask}`);

export const SERVICE_FIELDS: readonly FieldSpec<ip_vs_service>[] = [
  ...plain<ip_vs_service, 'scheduler'>('scheduler'),
  { name: 'flags', of: (svc) => svc.flags, as: 'ip_vs_service' },
  { name: 'timeout', of: (svc, ipvs) => svc.timeout / ipvs.params.hz, as: 'seconds' },
  { name: 'netmask', of: netmask },
  ...plain<ip_vs_service, 'pe' | 'num_dests' | 'refcnt'>('pe', 'num_dests', 'refcnt'),
  { name: 'sched_data', of: (svc) => scheduler_of(svc)?.describe?.(svc) ?? '', untold: true },
  ...counters<ip_vs_service>(({ stats }) => stats, 'stats.'),
];

export const CONNTRACK_FIELDS: readonly FieldSpec<nf_conn>[] = [
  { name: 'status', of: (ct) => ct.status, as: 'nf_conn' },
  { name: 'reply', of: (ct) => tupleText(ct.reply) },
  ...plain<nf_conn, 'state'>('state'),
  { name: 'timeout', of: (ct, ipvs) => uptimeOf(ipvs.params.hz, ct.timeout), as: 'uptime' },
];

/** What belongs to nobody: counters of the whole namespace. */
export const TOTAL_FIELDS: readonly FieldSpec<netns_ipvs>[] = [
  ...plain<netns_ipvs, 'conn_count' | 'conn_no_cport_cnt' | 'num_services' | 'num_services6'>(
    'conn_count',
    'conn_no_cport_cnt',
    'num_services',
    'num_services6',
  ),
  { name: 'dropentry', of: (ipvs: netns_ipvs) => Number(ipvs.dropentry) },
  ...plain<netns_ipvs, 'drop_rate' | 'drop_counter'>('drop_rate', 'drop_counter'),
  ...counters<netns_ipvs>(({ tot_stats }) => tot_stats, 'tot_stats.'),
].map((field) => ({ ...field, written: null }));
