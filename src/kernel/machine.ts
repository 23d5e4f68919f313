import { familyOf } from '../base/inet.ts';
import { only } from '../klog/linux-2.6.32.ts';
import { defense_work_handler } from './ipvs/defense.ts';
import { ip_vs_dest_trash_expire } from './ipvs/dest_trash.ts';
import type { ip_vs_conn, ip_vs_service } from './ipvs/ip_vs.ts';
import { ip_vs_conn_expire } from './ipvs/ip_vs_conn.ts';
import { ip_vs_forward_icmp, ip_vs_in_hook, ip_vs_out_hook } from './ipvs/ip_vs_core.ts';
import { ip_vs_expire_nodest_conn_flush } from './ipvs/ip_vs_ctl.ts';
import { dont_defrag } from './ipvs/ip_vs_proto.ts';
import { sched_periodic } from './ipvs/ip_vs_sched.ts';
import { type MachineParams, netns_init, type netns_ipvs, printk } from './ipvs/netns_ipvs.ts';
import { conntrack_active } from './ipvs/nfct.ts';
import { sync_thread_backup } from './ipvs/sync_backup.ts';
import { master_wakeup_work_handler, sync_thread_master } from './ipvs/sync_master.ts';
import type { ipvs_master_sync_state } from './ipvs/sync_state.ts';
import { ip_defrag, ip_is_fragment } from './lib/defrag.ts';
import { initialJiffies, type Jiffies } from './lib/jiffies.ts';
import {
  type Hook,
  NF_ACCEPT,
  NF_INET_FORWARD,
  NF_INET_LOCAL_IN,
  NF_INET_LOCAL_OUT,
  NF_STOLEN,
  type Verdict,
} from './lib/netfilter.ts';
import { nf_conntrack_confirm, nf_conntrack_in } from './lib/nf_conntrack_core.ts';
import type { sk_buff } from './lib/skbuff.ts';
import { type TimerKind, take_expired } from './lib/timer.ts';

const LIST_HEAD_BYTES = 16;

/**
 * A host with IPVS: packets go in at netfilter hooks, time passes, timers run. Deterministic: the same
 * inputs give the same state.
 */
export function machine_init(params: MachineParams, uptimeNs: number): netns_ipvs {
  return netns_init(params, uptimeNs, (ipvs, skb) => {
    run_hooks(ipvs, skb, NF_INET_LOCAL_OUT);
  });
}

/** ip_vs_init: what loading the module prints, where the kernel's recording has it. */
export function ip_vs_init(ipvs: netns_ipvs): void {
  const lines = ipvs.params.profile.module_lines;
  if (!ipvs.probe || !lines) return;
  const { size } = ipvs.conn_tab;
  printk(ipvs, only.registered_protocols, lines.protocols);
  printk(ipvs, only.table_configured, size, (size * LIST_HEAD_BYTES) / 1024);
  printk(ipvs, only.entry_bytes, lines.entry_bytes);
  printk(ipvs, only.loaded);
}

function hooks_registered(ipvs: netns_ipvs, skb: sk_buff): boolean {
  if (ipvs.params.profile.hooks_come_with === 'module') return typeof skb.ip.saddr === 'number';
  return typeof skb.ip.saddr === 'number' ? ipvs.num_services > 0 : ipvs.num_services6 > 0;
}

/**
 * The packet that the functions at a hook see: fragments are put together first, by the host (LOCAL_IN, all
 * of IPv6), for conntrack, or by IPVS. False = the rest of it is still to come.
 */
function gather_frags(ipvs: netns_ipvs, skb: sk_buff, hook: Hook, tracked: boolean): boolean {
  const { ip } = skb;
  if (!ip_is_fragment(ip)) return true;
  const passing = !tracked && typeof ip.saddr === 'number' && hook !== NF_INET_LOCAL_IN;
  if (passing && dont_defrag(ip.protocol)) return true;
  const whole = ip_defrag(ipvs, ip);
  if (whole) skb.ip = whole;
  return whole !== null;
}

/** Which of IPVS's functions see the packet; a kernel without local hooks does not look at what the host sends. */
function hooks(ipvs: netns_ipvs, skb: sk_buff, hook: Hook): Verdict {
  if (hook === NF_INET_FORWARD) {
    const verdict = ip_vs_forward_icmp(ipvs, skb);
    return verdict === NF_ACCEPT ? ip_vs_out_hook(ipvs, skb, hook) : verdict;
  }
  if (!ipvs.params.profile.hooks_local) {
    return hook === NF_INET_LOCAL_IN ? ip_vs_in_hook(ipvs, skb, hook) : NF_ACCEPT;
  }
  const verdict = ip_vs_out_hook(ipvs, skb, hook);
  return verdict === NF_ACCEPT ? ip_vs_in_hook(ipvs, skb, hook) : verdict;
}

/**
 * Sends a packet through IPVS's functions at a hook, by their priorities. Where IPVS registers them with the
 * first service of the address family, nothing happens without one. Connection tracking stands before them
 * (PRE_ROUTING, LOCAL_OUT) and after them (LOCAL_IN, POST_ROUTING), where it is active.
 */
export function run_hooks(ipvs: netns_ipvs, skb: sk_buff, hook: Hook): Verdict {
  skb.hook = hook;
  const tracked = conntrack_active(ipvs, familyOf(skb.ip.saddr));
  const hooked = hooks_registered(ipvs, skb);
  if ((tracked || hooked) && !gather_frags(ipvs, skb, hook, tracked)) return NF_STOLEN;
  if (tracked) nf_conntrack_in(ipvs, skb);
  let verdict: Verdict = hooked ? hooks(ipvs, skb, hook) : NF_ACCEPT;
  if (tracked && verdict === NF_ACCEPT) verdict = nf_conntrack_confirm(ipvs, skb);
  if (hook === NF_INET_LOCAL_IN && verdict === NF_ACCEPT) sync_thread_backup(ipvs, skb.ip);
  return verdict;
}

/** Jiffies at an uptime in nanoseconds. */
export function jiffies_of(ipvs: netns_ipvs, uptimeNs: number): Jiffies {
  return initialJiffies(ipvs.params.hz) + Math.floor((uptimeNs * ipvs.params.hz) / 1e9);
}

/** A timer that ran: which, and when. */
export interface Fired {
  readonly kind: TimerKind;
  readonly cp: ip_vs_conn | null;
  readonly at: Jiffies;
}

/** Runs the next timer that is due at or before `limit`; null when none is. Time stands at its jiffy then. */
export function expire_next(ipvs: netns_ipvs, limit: Jiffies, before?: (fired: Fired) => void): Fired | null {
  const taken = take_expired(ipvs.timers, limit);
  if (!taken) return null;
  const { timer, at } = taken;
  set_jiffies(ipvs, at);
  const fired: Fired = {
    kind: timer.kind,
    cp: timer.kind === 'conn' ? (timer.owner as ip_vs_conn) : null,
    at,
  };
  before?.(fired);
  if (fired.cp) ip_vs_conn_expire(ipvs, fired.cp);
  else if (timer.kind === 'dest_trash') ip_vs_dest_trash_expire(ipvs);
  else if (timer.kind === 'expire_nodest_conn_work') ip_vs_expire_nodest_conn_flush(ipvs);
  else if (timer.kind === 'defense_work') defense_work_handler(ipvs);
  else if (timer.kind === 'sync_thread') sync_thread_master(ipvs, timer.owner as ipvs_master_sync_state);
  else if (timer.kind === 'master_wakeup_work') {
    master_wakeup_work_handler(ipvs, timer.owner as ipvs_master_sync_state);
  } else if (timer.kind === 'sched_periodic') sched_periodic(ipvs, timer.owner as ip_vs_service);
  return fired;
}

function set_jiffies(ipvs: netns_ipvs, at: Jiffies): void {
  if (at <= ipvs.jiffies) return;
  ipvs.jiffies = at;
  ipvs.now_ns = Math.round(((at - initialJiffies(ipvs.params.hz)) * 1e9) / ipvs.params.hz);
}

/** Lets the clock stand at an uptime. Timers that are due must have run. */
export function set_time(ipvs: netns_ipvs, uptimeNs: number): void {
  if (uptimeNs <= ipvs.now_ns) return;
  ipvs.now_ns = uptimeNs;
  ipvs.jiffies = Math.max(ipvs.jiffies, jiffies_of(ipvs, uptimeNs));
}

/** Runs every timer due up to an uptime and stands there. */
export function advance(ipvs: netns_ipvs, uptimeNs: number): void {
  const limit = jiffies_of(ipvs, uptimeNs);
  while (expire_next(ipvs, limit));
  set_time(ipvs, uptimeNs);
}
