import { conn as CM, ctl as M } from '../../klog/linux-6.12.ts';
import { conn_tab_walk } from './conn_tab.ts';
import { check_service_user, type Errno, type ServiceUser } from './ctl_checks.ts';
import { unlink_dest } from './dest.ts';
import { move_to_trash, svc_put } from './dest_trash.ts';
import { IP_VS_DEST_F_AVAILABLE, IP_VS_SVC_F_HASHED, type ip_vs_service } from './ip_vs.ts';
import { ip_vs_conn_del } from './ip_vs_conn.ts';
import { ip_vs_bind_scheduler, ip_vs_unbind_scheduler, scheduler_get } from './ip_vs_sched.ts';
import { list_insert, list_remove, type netns_ipvs, printk, set, stats_init } from './netns_ipvs.ts';
import { has_conn_out, pe_getbyname } from './pe_sip.ts';
import {
  __ip_vs_service_find,
  __ip_vs_svc_fwm_find,
  FTPPORT,
  ip_vs_svc_fwm_hashkey,
  ip_vs_svc_hashkey,
} from './service_lookup.ts';
import { services_walk } from './services.ts';
import { begin_estimation } from './stats.ts';

/**
 * The control plane (ip_vs_ctl.c): services; real servers are in dest.ts, removed ones in dest_trash.ts. departs: no estimator threads, no locking; errors come back as errno names.
 */
export type { DestUser, Errno, ServiceUser } from './ctl_checks.ts';
export { services_walk } from './services.ts';

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
