import { formatEndpoint } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import type { Message } from '../../../klog/message.ts';
import type { ip_vs_dest, ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';
import { remember } from '../sched_memory.ts';
import {
  gcd,
  type ip_vs_scheduler,
  ip_vs_scheduler_err,
  is_overloaded,
  looked_at,
  no_destination,
} from './scheduler.ts';

/** Schedulers that go round the list: rr and wrr. A place of null is the list's head. */

function pick_line(ipvs: netns_ipvs, message: Message, dest: ip_vs_dest): void {
  if (ipvs.probe) printk(ipvs, message, dest.addr, dest.port, dest.activeconns, dest.refcnt, dest.weight);
}

export interface RrData {
  /** The server chosen last. */
  last: ip_vs_dest | null;
}

export const rr_data = (svc: ip_vs_service): RrData => svc.sched_data as RrData;

function rr_remember(ipvs: netns_ipvs, svc: ip_vs_service, last: ip_vs_dest | null): void {
  remember(ipvs, svc, 'svc->sched_data', rr_data(svc), 'last', last);
}

/** From behind `last` to the end, then, unless that was the whole list, once more up to `last`. */
function rr_walk(ipvs: netns_ipvs, svc: ip_vs_service, last: ip_vs_dest | null): ip_vs_dest | null {
  const list = svc.destinations;
  const from = last ? list.indexOf(last) + 1 : 0;
  const count = list.length;
  for (let i = 0; i < count; i++) {
    const dest = list[(from + i) % count];
    const usable = !is_overloaded(dest) && dest.weight > 0;
    if (ipvs.probe) looked_at(ipvs, dest, 'dest->weight > 0', `weight ${dest.weight}`, usable);
    if (usable) return dest;
  }
  return null;
}

/** ip_vs_rr_update_svc of linux-2.6.32: back to the head of the list. */
function rr_restart(ipvs: netns_ipvs, svc: ip_vs_service): void {
  if (ipvs.params.profile.sched_restarts) rr_remember(ipvs, svc, null);
}

export const ip_vs_rr: ip_vs_scheduler = {
  name: 'rr',
  init_service(ipvs, svc) {
    const data: RrData = { last: null };
    remember(ipvs, svc, 'svc->sched_data', svc, 'sched_data', data);
    return true;
  },
  add_dest: rr_restart,
  upd_dest: rr_restart,
  del_dest(ipvs, svc, dest, index) {
    if (ipvs.params.profile.sched_restarts) rr_remember(ipvs, svc, null);
    else if (rr_data(svc).last === dest) {
      rr_remember(ipvs, svc, index > 0 ? svc.destinations[index - 1] : null);
    }
  },
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.rr);
    const dest = rr_walk(ipvs, svc, rr_data(svc).last);
    if (!dest) return no_destination(ipvs, svc);
    rr_remember(ipvs, svc, dest);
    pick_line(ipvs, M.rr_pick, dest);
    return dest;
  },
  describe(svc) {
    const { last } = rr_data(svc);
    return last ? `last chosen ${formatEndpoint(last.addr, last.port)}` : 'at the head of the list';
  },
};

/** struct ip_vs_wrr_mark: place, current, maximum weight, step. */
export interface WrrData {
  cl: ip_vs_dest | null;
  cw: number;
  mw: number;
  di: number;
}

export const wrr_data = (svc: ip_vs_service): WrrData => svc.sched_data as WrrData;

function mark_set<K extends keyof WrrData>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  field: K,
  value: WrrData[K],
): void {
  remember(ipvs, svc, `mark->${field}`, wrr_data(svc), field, value);
}

/** Greatest common divisor of the weights above zero; 1 if there are none. */
function ip_vs_wrr_gcd_weight(svc: ip_vs_service): number {
  let g = 0;
  for (const { weight } of svc.destinations) if (weight > 0) g = gcd(weight, g);
  return g || 1;
}

function max_weight(svc: ip_vs_service): number {
  return svc.destinations.reduce((most, dest) => Math.max(most, dest.weight), 0);
}

function ip_vs_wrr_dest_changed(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const { cw } = wrr_data(svc);
  const di = ip_vs_wrr_gcd_weight(svc);
  mark_set(ipvs, svc, 'cl', null);
  mark_set(ipvs, svc, 'di', di);
  const early = ipvs.params.profile.sched_restarts;
  const mw = max_weight(svc) - (early ? 0 : di - 1);
  mark_set(ipvs, svc, 'mw', mw);
  if (early) {
    if (cw > mw) mark_set(ipvs, svc, 'cw', 0);
  } else if (cw > mw || cw === 0) mark_set(ipvs, svc, 'cw', mw);
  else if (di > 1) mark_set(ipvs, svc, 'cw', Math.trunc(cw / di) * di + 1);
}

/** The walk of ip_vs_wrr_schedule: lowers the current weight each time the end of the list is passed. */
function wrr_walk(ipvs: netns_ipvs, svc: ip_vs_service): ip_vs_dest | null {
  const list = svc.destinations;
  const mark = wrr_data(svc);
  const last = mark.cl;
  let stop: ip_vs_dest | null = null;
  let last_pass = false;
  let restarted = false;
  let index = last ? list.indexOf(last) + 1 : 0;
  for (;;) {
    for (; index < list.length; index++) {
      const dest = list[index];
      const heavy = !is_overloaded(dest) && dest.weight >= mark.cw;
      if (ipvs.probe)
        looked_at(ipvs, dest, 'dest->weight >= mark->cw', `${dest.weight} >= ${mark.cw}`, heavy);
      if (heavy) return dest;
      if (dest === stop) return null;
    }
    index = 0;
    mark_set(ipvs, svc, 'cw', mark.cw - mark.di);
    if (mark.cw <= 0) {
      mark_set(ipvs, svc, 'cw', mark.mw);
      if (last_pass || last === null) return null;
      restarted = true;
    }
    last_pass = mark.cw <= mark.di;
    if (last_pass && restarted && last !== null) stop = last;
  }
}

/** The walk of linux-2.6.32: the current weight falls at the head of the list. Text = why nothing was found. */
function wrr_walk_from_head(ipvs: netns_ipvs, svc: ip_vs_service): ip_vs_dest | string {
  const list = svc.destinations;
  const mark = wrr_data(svc);
  const from = mark.cl;
  for (;;) {
    if (mark.cl === null) {
      if (list.length === 0) return 'no destination available: no destinations present';
      mark_set(ipvs, svc, 'cw', mark.cw - mark.di);
      if (mark.cw <= 0) mark_set(ipvs, svc, 'cw', mark.mw);
      if (mark.cw === 0) return 'no destination available';
      mark_set(ipvs, svc, 'cl', list[0]);
    } else {
      mark_set(ipvs, svc, 'cl', list[list.indexOf(mark.cl) + 1] ?? null);
    }
    const dest = mark.cl;
    if (dest) {
      const heavy = !is_overloaded(dest) && dest.weight >= mark.cw;
      const operands = `${dest.weight} >= ${mark.cw}`;
      if (ipvs.probe) looked_at(ipvs, dest, 'dest->weight >= mark->cw', operands, heavy);
      if (heavy) return dest;
    }
    if (mark.cl === from && mark.cw === mark.di) {
      return 'no destination available: all destinations are overloaded';
    }
  }
}

function wrr_schedule_from_head(ipvs: netns_ipvs, svc: ip_vs_service): ip_vs_dest | null {
  const found = wrr_walk_from_head(ipvs, svc);
  if (typeof found === 'string') {
    ip_vs_scheduler_err(ipvs, svc, found);
    return null;
  }
  pick_line(ipvs, M.wrr_pick, found);
  return found;
}

export const ip_vs_wrr: ip_vs_scheduler = {
  name: 'wrr',
  init_service(ipvs, svc) {
    const di = ip_vs_wrr_gcd_weight(svc);
    const early = ipvs.params.profile.sched_restarts;
    const mw = max_weight(svc) - (early ? 0 : di - 1);
    const data: WrrData = { cl: null, di, mw, cw: early ? 0 : mw };
    remember(ipvs, svc, 'svc->sched_data', svc, 'sched_data', data);
    return true;
  },
  add_dest: ip_vs_wrr_dest_changed,
  del_dest: ip_vs_wrr_dest_changed,
  upd_dest: ip_vs_wrr_dest_changed,
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.wrr);
    if (ipvs.params.profile.sched_restarts) return wrr_schedule_from_head(ipvs, svc);
    if (wrr_data(svc).mw === 0) return no_destination(ipvs, svc);
    const dest = wrr_walk(ipvs, svc);
    if (!dest) {
      ip_vs_scheduler_err(ipvs, svc, 'no destination available: all destinations are overloaded');
      return null;
    }
    mark_set(ipvs, svc, 'cl', dest);
    pick_line(ipvs, M.wrr_pick, dest);
    return dest;
  },
  describe(svc) {
    const { cl, cw, mw, di } = wrr_data(svc);
    const place = cl ? formatEndpoint(cl.addr, cl.port) : 'head';
    return `cw ${cw}, mw ${mw}, di ${di}, cl ${place}`;
  },
};
