import { addrEqual, familyOf, type InetAddr } from '../../base/inet.ts';
import { conn as CM, ctl as M } from '../../klog/linux-6.12.ts';
import { is_local_addr } from '../lib/route.ts';
import { mod_timer, timer_pending } from '../lib/timer.ts';
import { conn_tab_walk } from './conn_tab.ts';
import {
  check_dest_user,
  check_new_dest,
  check_service_user,
  type DestUser,
  type Errno,
  type ServiceUser,
} from './ctl_checks.ts';
import { EnterFunction, LeaveFunction } from './function_lines.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_INACTIVE,
  IP_VS_CONN_F_LOCALNODE,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_DEST_F_AVAILABLE,
  IP_VS_SVC_F_HASHED,
  type ip_vs_dest,
  type ip_vs_service,
} from './ip_vs.ts';
import { ip_vs_conn_del } from './ip_vs_conn.ts';
import {
  ip_vs_bind_scheduler,
  ip_vs_unbind_scheduler,
  sched_add_dest,
  sched_del_dest,
  sched_upd_dest,
  scheduler_get,
} from './ip_vs_sched.ts';
import { list_insert, list_remove, type netns_ipvs, printk, set, stats_init } from './netns_ipvs.ts';
import { ip_vs_dest_update_overload, overload_at_update } from './overload.ts';
import { has_conn_out, pe_getbyname } from './pe_sip.ts';
import {
  __ip_vs_service_find,
  __ip_vs_svc_fwm_find,
  FTPPORT,
  ip_vs_svc_fwm_hashkey,
  ip_vs_svc_hashkey,
} from './service_lookup.ts';
import { services_walk } from './services.ts';
import { begin_estimation, end_estimation, zero_stats } from './stats.ts';

/**
 * The control plane (ip_vs_ctl.c): services, real servers and the trash. linux-6.12; real servers are
 * kept newest first. departs: no estimator threads, no locking; errors come back as errno names.
 */
export type { DestUser, Errno, ServiceUser } from './ctl_checks.ts';
export { services_walk } from './services.ts';

const TRASH_PERIOD_SECONDS = 60;
const TRASH_LIFETIME_SECONDS = 120;

export function find_service(
  ipvs: netns_ipvs,
  key: Pick<ServiceUser, 'af' | 'protocol' | 'addr' | 'port' | 'fwmark'>,
): ip_vs_service | null {
  return key.fwmark
    ? __ip_vs_svc_fwm_find(ipvs, key.af, key.fwmark)
    : __ip_vs_service_find(ipvs, key.af, key.protocol, key.addr, key.port);
}

function svc_list(ipvs: netns_ipvs, svc: ip_vs_service): ip_vs_service[] {
  return svc.fwmark
    ? ipvs.svc_fwm_table[ip_vs_svc_fwm_hashkey(ipvs, svc.fwmark)]
    : ipvs.svc_table[ip_vs_svc_hashkey(ipvs, svc.protocol, svc.addr, svc.port)];
}

function count_special(ipvs: netns_ipvs, svc: ip_vs_service, by: 1 | -1): void {
  if (svc.port === FTPPORT) ipvs.ftpsvc_counter += by;
  else if (svc.port === 0) ipvs.nullsvc_counter += by;
  if (has_conn_out(svc.pe)) ipvs.conn_out_counter += by;
  if (svc.af === 2) ipvs.num_services += by;
  else ipvs.num_services6 += by;
}

/** ip_vs_add_service */
export function ip_vs_add_service(ipvs: netns_ipvs, u: ServiceUser): Errno {
  if (find_service(ipvs, u)) return 'EEXIST';
  if (u.sched_name !== 'none' && !scheduler_get(ipvs, u.sched_name)) return 'ENOENT';
  if (u.pe_name && !pe_getbyname(ipvs, u.pe_name)) return 'ENOENT';
  const bad = check_service_user(u);
  if (bad) return bad;
  const svc: ip_vs_service = {
    kind: 'ip_vs_service',
    uid: ipvs.next_uid++,
    af: u.af,
    protocol: u.protocol,
    addr: u.addr,
    port: u.port,
    fwmark: u.fwmark,
    flags: u.flags,
    timeout: u.timeout * ipvs.params.hz,
    netmask: u.netmask,
    pe: u.pe_name,
    destinations: [],
    num_dests: 0,
    stats: stats_init(),
    scheduler: null,
    sched_data: null,
    refcnt: 1,
    conntrack: false,
  };
  if (u.sched_name !== 'none' && !ip_vs_bind_scheduler(ipvs, svc, u.sched_name)) return 'EINVAL';
  begin_estimation(ipvs, svc.stats);
  count_special(ipvs, svc, 1);
  svc.flags |= IP_VS_SVC_F_HASHED;
  list_insert(ipvs, 'ip_vs_svc_table', svc_list(ipvs, svc), 0, svc);
  ipvs.probe?.scope('svc', svc);
  return null;
}

/** ip_vs_edit_service: live connections and templates keep what they have. */
export function ip_vs_edit_service(ipvs: netns_ipvs, svc: ip_vs_service, u: ServiceUser): Errno {
  if (u.sched_name !== 'none' && !scheduler_get(ipvs, u.sched_name)) return 'ENOENT';
  if (u.pe_name && !pe_getbyname(ipvs, u.pe_name)) return 'ENOENT';
  const bad = check_service_user(u);
  if (bad) return bad;
  const scheduler = u.sched_name === 'none' ? null : u.sched_name;
  ipvs.probe?.scope('svc', svc);
  if (svc.scheduler !== scheduler) {
    const before = svc.scheduler;
    if (before) ip_vs_unbind_scheduler(ipvs, svc);
    if (scheduler && !ip_vs_bind_scheduler(ipvs, svc, scheduler)) {
      if (before) ip_vs_bind_scheduler(ipvs, svc, before);
      return 'EINVAL';
    }
  }
  set(ipvs, svc, 'flags', u.flags | IP_VS_SVC_F_HASHED);
  set(ipvs, svc, 'timeout', u.timeout * ipvs.params.hz);
  set(ipvs, svc, 'netmask', u.netmask);
  ipvs.conn_out_counter += Number(has_conn_out(u.pe_name)) - Number(has_conn_out(svc.pe));
  set(ipvs, svc, 'pe', u.pe_name);
  return null;
}

function remove_service_line(ipvs: netns_ipvs, svc: ip_vs_service): void {
  if (ipvs.probe) printk(ipvs, M.removing_service, svc.fwmark, svc.addr, svc.port);
}

function svc_put(ipvs: netns_ipvs, svc: ip_vs_service): void {
  set(ipvs, svc, 'refcnt', svc.refcnt - 1);
  if (svc.refcnt === 0) remove_service_line(ipvs, svc);
}

/** ip_vs_del_service: the scheduler lets go first, then every server moves to the trash. */
export function ip_vs_del_service(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const list = svc_list(ipvs, svc);
  list_remove(ipvs, 'ip_vs_svc_table', list, list.indexOf(svc));
  set(ipvs, svc, 'flags', svc.flags & ~IP_VS_SVC_F_HASHED);
  count_special(ipvs, svc, -1);
  if (svc.scheduler) ip_vs_unbind_scheduler(ipvs, svc);
  for (const dest of [...svc.destinations]) {
    unlink_dest(ipvs, svc, dest, false);
    move_to_trash(ipvs, dest);
  }
  svc_put(ipvs, svc);
}

/** ip_vs_flush: all services, in table order. */
export function ip_vs_flush(ipvs: netns_ipvs): void {
  for (const svc of [...services_walk(ipvs)]) ip_vs_del_service(ipvs, svc);
}

export function find_dest(svc: ip_vs_service, addr: InetAddr, port: number): ip_vs_dest | null {
  return svc.destinations.find((dest) => dest.port === port && addrEqual(dest.addr, addr)) ?? null;
}

/** __ip_vs_update_dest: what adding and editing have in common. */
function update_dest(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  u: DestUser,
  add: boolean,
): void {
  if (add || u.weight !== 0) set(ipvs, dest, 'last_weight', u.weight);
  set(ipvs, dest, 'weight', u.weight);
  const { local_server_is_localnode, overload_ends_at_unbind } = ipvs.params.profile;
  const local = local_server_is_localnode && is_local_addr(ipvs, u.addr);
  const method = local ? IP_VS_CONN_F_LOCALNODE : u.conn_flags & IP_VS_CONN_F_FWD_MASK;
  let conn_flags = method | IP_VS_CONN_F_INACTIVE;
  if ((conn_flags & IP_VS_CONN_F_FWD_MASK) !== IP_VS_CONN_F_MASQ) conn_flags |= IP_VS_CONN_F_NOOUTPUT;
  else if (svc.port === FTPPORT) set(ipvs, svc, 'conntrack', true);
  set(ipvs, dest, 'conn_flags', conn_flags);
  if (dest.svc !== svc) {
    if (dest.svc) {
      svc_put(ipvs, dest.svc);
      zero_stats(ipvs, dest.stats);
    }
    set(ipvs, dest, 'svc', svc);
    set(ipvs, svc, 'refcnt', svc.refcnt + 1);
  }
  set(ipvs, dest, 'flags', dest.flags | IP_VS_DEST_F_AVAILABLE);
  if (overload_ends_at_unbind) {
    overload_at_update(ipvs, dest, u.u_threshold);
    set(ipvs, dest, 'u_threshold', u.u_threshold);
    set(ipvs, dest, 'l_threshold', u.l_threshold);
  } else if (dest.u_threshold !== u.u_threshold || dest.l_threshold !== u.l_threshold) {
    set(ipvs, dest, 'u_threshold', u.u_threshold);
    set(ipvs, dest, 'l_threshold', u.l_threshold);
    const lowest = u.l_threshold || u.u_threshold - Math.floor(u.u_threshold / 4);
    set(ipvs, dest, 'l_threshold_val', lowest);
    ip_vs_dest_update_overload(ipvs, dest, 0);
  }
  if (!ipvs.params.profile.plain_xmit) set(ipvs, dest, 'dst_cached', false);
  set(ipvs, dest, 'tun_type', u.tun_type);
  set(ipvs, dest, 'tun_port', u.tun_port);
  set(ipvs, dest, 'tun_flags', u.tun_flags);
  if (add) {
    list_insert(ipvs, 'svc->destinations', svc.destinations, 0, dest);
    set(ipvs, svc, 'num_dests', svc.num_dests + 1);
    sched_add_dest(ipvs, svc, dest);
  } else {
    sched_upd_dest(ipvs, svc, dest);
  }
}

/** ip_vs_add_dest: a new real server, or the same one back from the trash with its counters. */
export function ip_vs_add_dest(ipvs: netns_ipvs, svc: ip_vs_service, u: DestUser): Errno {
  if (ipvs.probe) EnterFunction(ipvs, 'ip_vs_add_dest');
  const bad = check_dest_user(ipvs, u, 'ip_vs_add_dest');
  if (bad) return bad;
  if (find_dest(svc, u.addr, u.port)) {
    if (ipvs.probe) printk(ipvs, M.dest_exists);
    return 'EEXIST';
  }
  const old = ip_vs_trash_get_dest(ipvs, svc, u);
  if (ipvs.probe && !old) EnterFunction(ipvs, 'ip_vs_new_dest');
  const refused = old ? null : check_new_dest(ipvs, u.addr);
  if (refused) return refused;
  const dest = old ?? new_dest(ipvs, svc, u);
  ipvs.probe?.scope('dest', dest);
  begin_estimation(ipvs, dest.stats);
  update_dest(ipvs, svc, dest, u, true);
  if (ipvs.probe && !old) LeaveFunction(ipvs, 'ip_vs_add_dest');
  return null;
}

function new_dest(ipvs: netns_ipvs, svc: ip_vs_service, u: DestUser): ip_vs_dest {
  if (ipvs.probe) LeaveFunction(ipvs, 'ip_vs_new_dest');
  return {
    kind: 'ip_vs_dest',
    uid: ipvs.next_uid++,
    af: familyOf(u.addr),
    addr: u.addr,
    port: u.port,
    vfwmark: svc.fwmark,
    protocol: svc.protocol,
    vaddr: svc.addr,
    vport: svc.port,
    flags: 0,
    conn_flags: 0,
    weight: 0,
    last_weight: 0,
    refcnt: 1,
    stats: stats_init(),
    idle_start: 0,
    activeconns: 0,
    inactconns: 0,
    persistconns: 0,
    u_threshold: 0,
    l_threshold: 0,
    l_threshold_val: 0,
    dst_cached: false,
    dst_local: false,
    tun_type: 0,
    tun_port: 0,
    tun_flags: 0,
    svc: null,
  };
}

/** ip_vs_edit_dest */
export function ip_vs_edit_dest(ipvs: netns_ipvs, svc: ip_vs_service, u: DestUser): Errno {
  if (ipvs.probe) EnterFunction(ipvs, 'ip_vs_edit_dest');
  const bad = check_dest_user(ipvs, u, 'ip_vs_edit_dest');
  if (bad) return bad;
  const dest = find_dest(svc, u.addr, u.port);
  if (!dest) {
    if (ipvs.probe) printk(ipvs, M.dest_missing);
    return 'ENOENT';
  }
  ipvs.probe?.scope('dest', dest);
  update_dest(ipvs, svc, dest, u, false);
  if (ipvs.probe) LeaveFunction(ipvs, 'ip_vs_edit_dest');
  return null;
}

function unlink_dest(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  update_scheduler: boolean,
): void {
  set(ipvs, dest, 'flags', dest.flags & ~IP_VS_DEST_F_AVAILABLE);
  const index = svc.destinations.indexOf(dest);
  list_remove(ipvs, 'svc->destinations', svc.destinations, index);
  set(ipvs, svc, 'num_dests', svc.num_dests - 1);
  if (update_scheduler) sched_del_dest(ipvs, svc, dest, index);
  end_estimation(ipvs, dest.stats);
}

/** __ip_vs_del_dest of linux-2.6.32: freed at once unless connections, templates or a scheduler refer to it. */
function put_dest(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  set(ipvs, dest, 'refcnt', dest.refcnt - 1);
  if (dest.refcnt === 0) {
    if (dest.svc) svc_put(ipvs, dest.svc);
    return;
  }
  if (ipvs.probe) printk(ipvs, M.moving_dest, dest.addr, dest.port, dest.refcnt);
  list_insert(ipvs, 'ipvs->dest_trash', ipvs.dest_trash, 0, dest);
  set(ipvs, dest, 'refcnt', dest.refcnt + 1);
}

function move_to_trash(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  if (ipvs.params.profile.trash_waits_for_add) {
    put_dest(ipvs, dest);
    return;
  }
  if (ipvs.probe) printk(ipvs, M.moving_dest, dest.addr, dest.port, dest.refcnt);
  if (ipvs.dest_trash.length === 0) {
    const period = TRASH_PERIOD_SECONDS * ipvs.params.hz;
    mod_timer(ipvs.timers, ipvs.dest_trash_timer, ipvs.jiffies + period, ipvs.jiffies);
  }
  list_insert(ipvs, 'ipvs->dest_trash', ipvs.dest_trash, 0, dest);
  set(ipvs, dest, 'idle_start', 0);
  const work = ipvs.expire_nodest_conn_work;
  if (ipvs.sysctl.expire_nodest_conn && !timer_pending(work)) {
    mod_timer(ipvs.timers, work, ipvs.jiffies + 1, ipvs.jiffies);
  }
}

/** ip_vs_del_dest: out of the service, into the trash; its connections stay. */
export function ip_vs_del_dest(ipvs: netns_ipvs, svc: ip_vs_service, addr: InetAddr, port: number): Errno {
  if (ipvs.probe) EnterFunction(ipvs, 'ip_vs_del_dest');
  const dest = find_dest(svc, addr, port);
  if (!dest) {
    if (ipvs.probe) printk(ipvs, M.dest_not_found);
    return 'ENOENT';
  }
  ipvs.probe?.scope('dest', dest);
  unlink_dest(ipvs, svc, dest, true);
  move_to_trash(ipvs, dest);
  if (ipvs.probe) LeaveFunction(ipvs, 'ip_vs_del_dest');
  return null;
}

/** ip_vs_trash_get_dest: the same server of the same service, if it is still in the trash. */
function ip_vs_trash_get_dest(ipvs: netns_ipvs, svc: ip_vs_service, u: DestUser): ip_vs_dest | null {
  for (const dest of [...ipvs.dest_trash]) {
    if (ipvs.probe) printk(ipvs, M.still_in_trash, dest.vfwmark, dest.addr, dest.port, dest.refcnt);
    if (
      dest.port === u.port &&
      addrEqual(dest.addr, u.addr) &&
      dest.vfwmark === svc.fwmark &&
      dest.protocol === svc.protocol &&
      (svc.fwmark !== 0 || (addrEqual(dest.vaddr, svc.addr) && dest.vport === svc.port))
    ) {
      take_from_trash(ipvs, dest);
      if (ipvs.probe) {
        printk(
          ipvs,
          M.get_from_trash,
          dest.addr,
          dest.port,
          dest.refcnt,
          dest.vfwmark,
          dest.vaddr,
          dest.vport,
        );
      }
      return dest;
    }
    if (ipvs.params.profile.trash_waits_for_add && dest.refcnt === 1) free_from_trash(ipvs, dest);
  }
  return null;
}

function take_from_trash(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  list_remove(ipvs, 'ipvs->dest_trash', ipvs.dest_trash, ipvs.dest_trash.indexOf(dest));
}

function free_from_trash(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  if (ipvs.probe) printk(ipvs, M.removing_dest, dest.vfwmark, dest.addr, dest.port);
  take_from_trash(ipvs, dest);
  if (dest.svc) svc_put(ipvs, dest.svc);
}

/** ip_vs_dest_trash_expire: frees what has been idle for two minutes, while the trash is not empty once a minute. */
export function ip_vs_dest_trash_expire(ipvs: netns_ipvs): void {
  const now = ipvs.jiffies;
  const lifetime = TRASH_LIFETIME_SECONDS * ipvs.params.hz;
  for (const dest of [...ipvs.dest_trash]) {
    if (dest.refcnt > 1) continue;
    if (dest.idle_start !== 0) {
      if (now < dest.idle_start + lifetime) continue;
    } else {
      set(ipvs, dest, 'idle_start', Math.max(1, now));
      continue;
    }
    free_from_trash(ipvs, dest);
  }
  if (ipvs.dest_trash.length > 0) {
    mod_timer(ipvs.timers, ipvs.dest_trash_timer, now + TRASH_PERIOD_SECONDS * ipvs.params.hz, now);
  }
}

/** ip_vs_expire_nodest_conn_flush: entries of removed servers go at once (expire_nodest_conn). */
export function ip_vs_expire_nodest_conn_flush(ipvs: netns_ipvs): void {
  for (const cp of [...conn_tab_walk(ipvs.conn_tab)]) {
    const { dest, control } = cp;
    if (cp.bucket < 0 || !dest || dest.flags & IP_VS_DEST_F_AVAILABLE || cp.n_control !== 0) continue;
    if (ipvs.probe) printk(ipvs, CM.del_connection);
    ip_vs_conn_del(ipvs, cp);
    if (control && control.n_control === 0) {
      if (ipvs.probe) printk(ipvs, CM.del_controlling);
      ip_vs_conn_del(ipvs, control);
    }
  }
}

/** ip_vs_set_timeout: seconds; 0 keeps what is there. */
export function ip_vs_set_timeout(ipvs: netns_ipvs, tcp: number, tcp_fin: number, udp: number): Errno {
  if (ipvs.probe) printk(ipvs, M.setting_timeout, tcp, tcp_fin, udp);
  const limit = Math.floor(0x7fffffff / ipvs.params.hz);
  for (const seconds of [tcp, tcp_fin, udp]) if (seconds < 0 || seconds > limit) return 'EINVAL';
  const { hz } = ipvs.params;
  if (tcp) ipvs.proto.tcp_timeouts[1] = tcp * hz;
  if (tcp_fin) ipvs.proto.tcp_timeouts[4] = tcp_fin * hz;
  if (udp) ipvs.proto.udp_timeout = udp * hz;
  return null;
}
