import { addrEqual } from '../../base/inet.ts';
import { ctl as M } from '../../klog/linux-6.12.ts';
import { mod_timer, timer_pending } from '../lib/timer.ts';
import type { DestUser } from './ctl_checks.ts';
import type { ip_vs_dest, ip_vs_service } from './ip_vs.ts';
import { list_insert, list_remove, type netns_ipvs, printk, set } from './netns_ipvs.ts';

/**
 * Where removed servers wait (ip_vs_ctl.c): their connections still point to them, and the same server of the
 * same service comes back with its counters. departs: no RCU.
 */
const TRASH_PERIOD_SECONDS = 60;
const TRASH_LIFETIME_SECONDS = 120;

function remove_service_line(ipvs: netns_ipvs, svc: ip_vs_service): void {
  if (ipvs.probe) printk(ipvs, M.removing_service, svc.fwmark, svc.addr, svc.port);
}

/** A service is freed with its last server. */
export function svc_put(ipvs: netns_ipvs, svc: ip_vs_service): void {
  set(ipvs, svc, 'refcnt', svc.refcnt - 1);
  if (svc.refcnt === 0) remove_service_line(ipvs, svc);
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

export function move_to_trash(ipvs: netns_ipvs, dest: ip_vs_dest): void {
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

/** ip_vs_trash_get_dest: the same server of the same service, if it is still in the trash. */
export function ip_vs_trash_get_dest(ipvs: netns_ipvs, svc: ip_vs_service, u: DestUser): ip_vs_dest | null {
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
