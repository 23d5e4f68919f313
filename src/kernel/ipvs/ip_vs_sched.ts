import { only } from '../../klog/linux-2.6.32.ts';
import { sched as M } from '../../klog/linux-6.12.ts';
import type { ip_vs_dest, ip_vs_iphdr, ip_vs_service } from './ip_vs.ts';
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';
import { ip_vs_dh, ip_vs_sh } from './sched/hashed.ts';
import { ip_vs_lblc } from './sched/lblc.ts';
import { ip_vs_lblcr } from './sched/lblcr.ts';
import { ip_vs_lc, ip_vs_nq, ip_vs_sed, ip_vs_wlc } from './sched/least.ts';
import { ip_vs_mh } from './sched/mh.ts';
import { ip_vs_fo, ip_vs_ovf } from './sched/overflow.ts';
import { ip_vs_rr, ip_vs_wrr } from './sched/round.ts';
import type { ip_vs_scheduler } from './sched/scheduler.ts';
import { ip_vs_twos } from './sched/twos.ts';
import { remember } from './sched_memory.ts';

/** The schedulers and their binding to services (ip_vs_sched.c). All modules count as loaded. */
const ALL: readonly ip_vs_scheduler[] = [
  ...[ip_vs_rr, ip_vs_wrr, ip_vs_lc, ip_vs_wlc, ip_vs_fo, ip_vs_ovf, ip_vs_lblc, ip_vs_lblcr],
  ...[ip_vs_dh, ip_vs_sh, ip_vs_mh, ip_vs_sed, ip_vs_nq, ip_vs_twos],
];
const SCHEDULERS: ReadonlyMap<string, ip_vs_scheduler> = new Map(ALL.map((s) => [s.name, s]));

/** The module is loaded and says so; then the search begins again. */
function request_module(ipvs: netns_ipvs, name: string, known: boolean): void {
  if (known) {
    ipvs.loaded_schedulers.push(name);
    if (ipvs.probe) printk(ipvs, only.scheduler_registered, name);
  }
  if (ipvs.probe) printk(ipvs, M.getbyname, name);
}

/** ip_vs_scheduler_get: false = no such module (it says so). */
export function scheduler_get(ipvs: netns_ipvs, name: string): boolean {
  if (ipvs.probe) printk(ipvs, M.getbyname, name);
  const known = SCHEDULERS.has(name);
  if (ipvs.params.profile.loads_schedulers && !ipvs.loaded_schedulers.includes(name)) {
    request_module(ipvs, name, known);
  }
  if (!known && ipvs.probe) printk(ipvs, M.not_found, name);
  return known;
}

export function scheduler_of(svc: ip_vs_service): ip_vs_scheduler | null {
  return (svc.scheduler && SCHEDULERS.get(svc.scheduler)) || null;
}

/** ip_vs_bind_scheduler: false = the scheduler refuses this service. */
export function ip_vs_bind_scheduler(ipvs: netns_ipvs, svc: ip_vs_service, name: string): boolean {
  const scheduler = SCHEDULERS.get(name);
  const init = scheduler?.init_service?.(ipvs, svc) ?? true;
  if (init) set(ipvs, svc, 'scheduler', name);
  else if (ipvs.probe) printk(ipvs, M.bind_init_error);
  return init;
}

/** ip_vs_unbind_scheduler */
export function ip_vs_unbind_scheduler(ipvs: netns_ipvs, svc: ip_vs_service): void {
  scheduler_of(svc)?.done_service?.(ipvs, svc);
  set(ipvs, svc, 'scheduler', null);
  remember(ipvs, svc, 'svc->sched_data', svc, 'sched_data', null);
}

/** The timer of a service's scheduler. */
export function sched_periodic(ipvs: netns_ipvs, svc: ip_vs_service): void {
  scheduler_of(svc)?.periodic?.(ipvs, svc);
}

export function sched_add_dest(ipvs: netns_ipvs, svc: ip_vs_service, dest: ip_vs_dest): void {
  scheduler_of(svc)?.add_dest?.(ipvs, svc, dest);
}

export function sched_del_dest(ipvs: netns_ipvs, svc: ip_vs_service, dest: ip_vs_dest, index: number): void {
  scheduler_of(svc)?.del_dest?.(ipvs, svc, dest, index);
}

export function sched_upd_dest(ipvs: netns_ipvs, svc: ip_vs_service, dest: ip_vs_dest): void {
  scheduler_of(svc)?.upd_dest?.(ipvs, svc, dest);
}

/** sched->schedule(svc, skb, iph); a service without scheduler finds nothing. */
export function schedule(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr): ip_vs_dest | null {
  const scheduler = scheduler_of(svc);
  if (!scheduler) return null;
  const probe = ipvs.probe;
  probe?.enter(`ip_vs_${scheduler.name}_schedule`, `${svc.destinations.length} servers`);
  const dest = scheduler.schedule(ipvs, svc, iph);
  if (dest) probe?.scope('dest', dest);
  probe?.leave(dest ? 'dest' : 'NULL');
  return dest;
}
