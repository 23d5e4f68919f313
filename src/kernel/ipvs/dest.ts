import { addrEqual, familyOf, type InetAddr } from '../../base/inet.ts';
import { ctl as M } from '../../klog/linux-6.12.ts';
import { is_local_addr } from '../lib/route.ts';
import { check_dest_user, check_new_dest, type DestUser, type Errno } from './ctl_checks.ts';
import { ip_vs_trash_get_dest, move_to_trash, svc_put } from './dest_trash.ts';
import { EnterFunction, LeaveFunction } from './function_lines.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_INACTIVE,
  IP_VS_CONN_F_LOCALNODE,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_DEST_F_AVAILABLE,
  type ip_vs_dest,
  type ip_vs_service,
} from './ip_vs.ts';
import { sched_add_dest, sched_del_dest, sched_upd_dest } from './ip_vs_sched.ts';
import { list_insert, list_remove, type netns_ipvs, printk, set, stats_init } from './netns_ipvs.ts';
import { ip_vs_dest_update_overload, overload_at_update } from './overload.ts';
import { FTPPORT } from './service_lookup.ts';
import { begin_estimation, end_estimation, zero_stats } from './stats.ts';

/** Real servers (ip_vs_ctl.c): added, edited, removed; a service's list has the newest first. */
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

export function unlink_dest(
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
