import { formatEndpoint } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import type { Message } from '../../../klog/message.ts';
import type { ip_vs_dest, ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';
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

interface RrData {
  /** The server chosen last. */
  last: ip_vs_dest | null;
}

const rr_data = (svc: ip_vs_service): RrData => svc.sched_data as RrData;

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

export const ip_vs_rr: ip_vs_scheduler = {
  name: 'rr',
  init_service(_ipvs, svc) {
    svc.sched_data = { last: null } satisfies RrData;
    return true;
  },
  del_dest(_ipvs, svc, dest, index) {
    const data = rr_data(svc);
    if (data.last === dest) data.last = index > 0 ? svc.destinations[index - 1] : null;
  },
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.rr);
    const data = rr_data(svc);
    const dest = rr_walk(ipvs, svc, data.last);
    if (!dest) return no_destination(ipvs, svc);
    data.last = dest;
    pick_line(ipvs, M.rr_pick, dest);
    return dest;
  },
  describe(svc) {
    const { last } = rr_data(svc);
    return last ? `last chosen ${formatEndpoint(last.addr, last.port)}` : 'at the head of the list';
  },
};

/** struct ip_vs_wrr_mark: place, current, maximum weight, step. */
interface WrrData {
  cl: ip_vs_dest | null;
  cw: number;
  mw: number;
  di: number;
}

const wrr_data = (svc: ip_vs_service): WrrData => svc.sched_data as WrrData;

/** Greatest common divisor of the weights above zero; 1 if there are none. */
function ip_vs_wrr_gcd_weight(svc: ip_vs_service): number {
  let g = 0;
  for (const { weight } of svc.destinations) if (weight > 0) g = gcd(weight, g);
  return g || 1;
}

function max_weight(svc: ip_vs_service): number {
  return svc.destinations.reduce((most, dest) => Math.max(most, dest.weight), 0);
}

function ip_vs_wrr_dest_changed(_ipvs: netns_ipvs, svc: ip_vs_service): void {
  const mark = wrr_data(svc);
  mark.cl = null;
  mark.di = ip_vs_wrr_gcd_weight(svc);
  mark.mw = max_weight(svc) - (mark.di - 1);
  if (mark.cw > mark.mw || mark.cw === 0) mark.cw = mark.mw;
  else if (mark.di > 1) mark.cw = Math.trunc(mark.cw / mark.di) * mark.di + 1;
}

/** The walk of ip_vs_wrr_schedule: lowers the current weight each time the end of the list is passed. */
function wrr_walk(ipvs: netns_ipvs, svc: ip_vs_service, mark: WrrData): ip_vs_dest | null {
  const list = svc.destinations;
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
    mark.cw -= mark.di;
    if (mark.cw <= 0) {
      mark.cw = mark.mw;
      if (last_pass || last === null) return null;
      restarted = true;
    }
    last_pass = mark.cw <= mark.di;
    if (last_pass && restarted && last !== null) stop = last;
  }
}

export const ip_vs_wrr: ip_vs_scheduler = {
  name: 'wrr',
  init_service(_ipvs, svc) {
    const di = ip_vs_wrr_gcd_weight(svc);
    const mw = max_weight(svc) - (di - 1);
    svc.sched_data = { cl: null, di, mw, cw: mw } satisfies WrrData;
    return true;
  },
  add_dest: ip_vs_wrr_dest_changed,
  del_dest: ip_vs_wrr_dest_changed,
  upd_dest: ip_vs_wrr_dest_changed,
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.wrr);
    const mark = wrr_data(svc);
    if (mark.mw === 0) return no_destination(ipvs, svc);
    const dest = wrr_walk(ipvs, svc, mark);
    if (!dest) {
      ip_vs_scheduler_err(ipvs, svc, 'no destination available: all destinations are overloaded');
      return null;
    }
    mark.cl = dest;
    pick_line(ipvs, M.wrr_pick, dest);
    return dest;
  },
  describe(svc) {
    const { cl, cw, mw, di } = wrr_data(svc);
    const place = cl ? formatEndpoint(cl.addr, cl.port) : 'head';
    return `cw ${cw}, mw ${mw}, di ${di}, cl ${place}`;
  },
};
