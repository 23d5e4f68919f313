import type { InetAddr } from '../../base/inet.ts';
import { own_message } from '../../klog/catalogue.ts';
import type { Message, MessageValue } from '../../klog/message.ts';
import { initialJiffies, type Jiffies } from '../lib/jiffies.ts';
import type { nf_conn } from '../lib/nf_conntrack.ts';
import type { FragQueue, sk_buff } from '../lib/skbuff.ts';
import { type timer_base, timer_base_init, type timer_list, timer_setup } from '../lib/timer.ts';
import type { FieldValue, KernelObject, Probe } from '../probe.ts';
import type { KernelProfile } from '../profiles/profile.ts';
import type { Tally } from '../tally.ts';
import { type conn_tab, conn_tab_init } from './conn_tab.ts';
import { type Estimation, estimation_init } from './estimator.ts';
import type { ip_vs_conn, ip_vs_dest, ip_vs_service, ip_vs_stats } from './ip_vs.ts';
import { type ProtoData, proto_data_init } from './proto_data.ts';
import { type SyncState, sync_state_init } from './sync_state.ts';
import { type Sysctls, sysctl_defaults } from './sysctl.ts';

/** What the machine is told about the kernel that it stands for. */
export interface MachineParams {
  readonly profile: KernelProfile;
  readonly hz: number;
  readonly conn_tab_bits: number;
  /** Seed of the connection hash. */
  readonly conn_rnd: number;
  /** The part of the namespace pointer that is xor-ed into hashes. */
  readonly netns_hash_xor: number;
  readonly debug_level: number;
  /** MTU of the routes to real servers, bytes. */
  readonly mtu: number;
  /** The host's own addresses, as far as they are known; those of services count as well. */
  readonly local_addresses: readonly InetAddr[];
  /** Source address that the route to a real server has, for `new dst` lines and tunnels; null = not known. */
  readonly route_source: number | null;
  /** Ports of the FTP helper (module ip_vs_ftp); none = not loaded. */
  readonly ftp_ports: readonly number[];
  /** Seed of what the kernel leaves to chance (twos, drop_entry): 32 bits. */
  readonly random_seed: number;
  /** Free and buffer pages from a moment on, for the automatic defence modes; none = plenty. */
  readonly free_pages: readonly FreePages[];
  /** What jiffies were at uptime 0; null = 300 s before 2^32, as kernels begin. */
  readonly jiffies_at_boot: Jiffies | null;
  /**
   * Uptime of a sync message of the host itself in the capture: then its thread looked at the buffers, and captured
   * messages pass LOCAL_OUT instead of the model's own. Null = none was captured.
   */
  readonly sync_seen_ns: number | null;
  /** Whether repeated errors are held back (net_ratelimit). */
  readonly ratelimit: boolean;
  /** Other rules of the host (NAT, `ct state` matches) keep connection tracking active, for both families. */
  readonly conntrack: boolean;
}

export interface FreePages {
  readonly uptimeNs: number;
  readonly pages: number;
}

/**
 * The state of IPVS in one network namespace (struct netns_ipvs, with the globals of ip_vs_conn.c and the
 * clock). Plain data: no closures, so that it can be copied.
 */
export interface netns_ipvs {
  readonly params: MachineParams;
  /** Nanoseconds of uptime at which the machine stands. */
  now_ns: number;
  jiffies: Jiffies;
  /** State of the random source. */
  random_state: number;
  probe: Probe | null;
  /** Listens where no probe does. */
  tally: Tally | null;
  readonly sysctl: Sysctls;
  readonly timers: timer_base;
  readonly conn_tab: conn_tab;
  /** Next uid of a connection, destination or service. */
  next_uid: number;
  conn_count: number;
  conn_no_cport_cnt: number;
  readonly svc_table: ip_vs_service[][];
  readonly svc_fwm_table: ip_vs_service[][];
  num_services: number;
  num_services6: number;
  /** Services with port zero and with port 21: they switch the fallbacks of the lookup on. */
  nullsvc_counter: number;
  ftpsvc_counter: number;
  /** Services whose persistence engine makes entries for what real servers send first. */
  conn_out_counter: number;
  /** Newest first. */
  readonly dest_trash: ip_vs_dest[];
  readonly dest_trash_timer: timer_list;
  readonly expire_nodest_conn_work: timer_list;
  readonly defense_work: timer_list;
  /** Scheduler modules that are loaded, where they are loaded on demand. */
  readonly loaded_schedulers: string[];
  /** net_ratelimit: when its five seconds began (null = with the next message), printed, held back. */
  readonly ratelimit: { begin: Jiffies | null; printed: number; missed: number };
  /** What the defence modes amount to now. */
  dropentry: boolean;
  drop_rate: number;
  drop_counter: number;
  /** Entries with n packets that are still spared (todrop_entry). */
  readonly todrop_counter: number[];
  readonly tot_stats: ip_vs_stats;
  readonly estimation: Estimation;
  readonly proto: ProtoData;
  /** The sync daemons. */
  readonly sync: SyncState;
  /** ICMP rate limit of the host: per peer address, [tokens, last]. */
  readonly icmp_peers: Map<number | string, { tokens: number; last: Jiffies }>;
  /** Path MTUs that ICMP errors about tunnels have told, by server address. */
  readonly pmtu: Map<number | string, { mtu: number; expires: Jiffies }>;
  /** Confirmed conntracks by their tuples; buckets come with the first one. */
  readonly nf_conntrack_hash: nf_conn[][];
  /** IP fragments that wait for the rest of their packet. */
  readonly frags: Map<string, FragQueue>;
  /** ICMP errors that the host has sent and no captured packet has been found for: peer and jiffy. */
  sent_icmp: { peer: number | string; at: Jiffies }[];
  /** The way of a packet that the host itself sends: the LOCAL_OUT hooks. */
  readonly local_out: (ipvs: netns_ipvs, skb: sk_buff) => void;
}

export const IP_VS_SVC_TAB_SIZE = 256;

export function netns_init(
  params: MachineParams,
  uptimeNs: number,
  local_out: netns_ipvs['local_out'],
): netns_ipvs {
  const jiffies = initialJiffies(params.hz) + Math.floor((uptimeNs * params.hz) / 1e9);
  const phase = params.jiffies_at_boot === null ? 0 : params.jiffies_at_boot - initialJiffies(params.hz);
  const lists = (): ip_vs_service[][] => Array.from({ length: IP_VS_SVC_TAB_SIZE }, () => []);
  return {
    params,
    now_ns: uptimeNs,
    jiffies,
    random_state: params.random_seed >>> 0,
    probe: null,
    tally: null,
    sysctl: sysctl_defaults(params.debug_level),
    timers: timer_base_init(params.profile.wheel, params.hz, jiffies, phase),
    conn_tab: conn_tab_init(params),
    next_uid: 1,
    conn_count: 0,
    conn_no_cport_cnt: 0,
    svc_table: lists(),
    svc_fwm_table: lists(),
    num_services: 0,
    num_services6: 0,
    nullsvc_counter: 0,
    ftpsvc_counter: 0,
    conn_out_counter: 0,
    dest_trash: [],
    dest_trash_timer: timer_setup('dest_trash', null),
    expire_nodest_conn_work: timer_setup('expire_nodest_conn_work', null),
    defense_work: timer_setup('defense_work', null),
    loaded_schedulers: [],
    ratelimit: { begin: null, printed: 0, missed: 0 },
    dropentry: false,
    drop_rate: 0,
    drop_counter: 0,
    todrop_counter: new Array<number>(9).fill(0),
    tot_stats: stats_init(),
    estimation: estimation_init(params.hz),
    proto: proto_data_init(params.hz),
    sync: sync_state_init(),
    icmp_peers: new Map(),
    pmtu: new Map(),
    frags: new Map(),
    nf_conntrack_hash: [],
    sent_icmp: [],
    local_out,
  };
}

export function stats_init(): ip_vs_stats {
  const zeros = (): number[] => [0, 0, 0, 0, 0];
  return {
    conns: 0,
    inpkts: 0,
    outpkts: 0,
    inbytes: 0,
    outbytes: 0,
    kstats: zeros(),
    kstats0: zeros(),
    rates: zeros(),
    tick: -1,
  };
}

/** Stores a field and tells the probe. */
export function set<T extends KernelObject, K extends keyof T & string>(
  ipvs: netns_ipvs,
  object: T,
  field: K,
  value: T[K],
): void {
  const old = object[field];
  object[field] = value;
  if (ipvs.probe !== null && old !== value) {
    ipvs.probe.write(object, field, old as FieldValue, value as FieldValue);
  }
}

/*
 * The fields of an entry that every packet writes. The same as `set` does, but each by its own name, which the
 * machine's hottest path needs.
 */

export function set_refcnt(ipvs: netns_ipvs, cp: ip_vs_conn, value: number): void {
  const old = cp.refcnt;
  cp.refcnt = value;
  if (ipvs.probe !== null && old !== value) ipvs.probe.write(cp, 'refcnt', old, value);
}

export function set_timeout(ipvs: netns_ipvs, cp: ip_vs_conn, value: Jiffies): void {
  const old = cp.timeout;
  cp.timeout = value;
  if (ipvs.probe !== null && old !== value) ipvs.probe.write(cp, 'timeout', old, value);
}

export function set_in_pkts(ipvs: netns_ipvs, cp: ip_vs_conn, value: number): void {
  const old = cp.in_pkts;
  cp.in_pkts = value;
  if (ipvs.probe !== null && old !== value) ipvs.probe.write(cp, 'in_pkts', old, value);
}

export function set_flags(ipvs: netns_ipvs, cp: ip_vs_conn, value: number): void {
  const old = cp.flags;
  cp.flags = value;
  if (ipvs.probe !== null && old !== value) ipvs.probe.write(cp, 'flags', old, value);
}

export function set_state(ipvs: netns_ipvs, cp: ip_vs_conn, value: number): void {
  const old = cp.state;
  if (old === value) return;
  cp.state = value;
  if (ipvs.probe !== null) ipvs.probe.write(cp, 'state', old, value);
  else ipvs.tally?.state(cp, old);
}

/** Puts an object into a list and tells the probe. */
export function list_insert<T extends KernelObject>(
  ipvs: netns_ipvs,
  name: string,
  list: T[],
  index: number,
  item: T,
): void {
  list.splice(index, 0, item);
  ipvs.probe?.list(name, list as KernelObject[], index, item, true);
}

/** Takes the object at `index` out of a list and tells the probe. */
export function list_remove<T extends KernelObject>(
  ipvs: netns_ipvs,
  name: string,
  list: T[],
  index: number,
): void {
  const [item] = list.splice(index, 1);
  ipvs.probe?.list(name, list as KernelObject[], index, item, false);
}

/**
 * IP_VS_DBG and pr_err, in the kernel's own words: callers test `ipvs.probe !== null` first, so that values
 * are not gathered in vain.
 */
export function printk(ipvs: netns_ipvs, message: Message, ...values: MessageValue[]): void {
  if (ipvs.probe === null) return;
  const own = own_message(ipvs.params.profile.klog, message);
  if (own !== null && own.level <= ipvs.sysctl.debug_level) ipvs.probe.log(own, values);
}
