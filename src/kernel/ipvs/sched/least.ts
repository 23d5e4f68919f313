import { sched as M } from '../../../klog/linux-6.12.ts';
import type { Message } from '../../../klog/message.ts';
import { type ip_vs_dest, ip_vs_dest_inactconns, type ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';
import {
  ip_vs_dest_conn_overhead,
  type ip_vs_scheduler,
  is_overloaded,
  looked_at,
  no_destination,
} from './scheduler.ts';

/** Schedulers that take the server with the least load: lc, wlc, sed, nq. On a tie the earlier in the list wins. */

type Load = (ipvs: netns_ipvs, dest: ip_vs_dest) => number;
export const sed_overhead = (_ipvs: netns_ipvs, dest: ip_vs_dest): number => dest.activeconns + 1;

/** The server with the least load per weight among those with weight and without overload. */
export function least_weighted(ipvs: netns_ipvs, svc: ip_vs_service, load: Load): ip_vs_dest | null {
  let least: ip_vs_dest | null = null;
  let loh = 0;
  for (const dest of svc.destinations) {
    const usable = !is_overloaded(dest) && dest.weight > 0;
    if (!usable) {
      if (ipvs.probe)
        looked_at(
          ipvs,
          dest,
          'usable',
          `weight ${dest.weight}${is_overloaded(dest) ? ', overloaded' : ''}`,
          false,
        );
      continue;
    }
    const doh = load(ipvs, dest);
    const better = least === null || loh * dest.weight > doh * least.weight;
    if (ipvs.probe) {
      const against = least ? `${loh} * ${dest.weight} > ${doh} * ${least.weight}` : `first, overhead ${doh}`;
      looked_at(ipvs, dest, 'loh * dw > doh * lw', against, better);
    }
    if (better) {
      least = dest;
      loh = doh;
    }
  }
  return least;
}

function chosen(ipvs: netns_ipvs, message: Message, dest: ip_vs_dest, overhead: number): ip_vs_dest {
  if (ipvs.probe)
    printk(ipvs, message, dest.addr, dest.port, dest.activeconns, dest.refcnt, dest.weight, overhead);
  return dest;
}

export const ip_vs_wlc: ip_vs_scheduler = {
  name: 'wlc',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.wlc);
    const least = least_weighted(ipvs, svc, ip_vs_dest_conn_overhead);
    if (!least) return no_destination(ipvs, svc);
    return chosen(ipvs, M.wlc_pick, least, ip_vs_dest_conn_overhead(ipvs, least));
  },
  figure: { name: 'wlc overhead', of: (_svc, dest, ipvs) => String(ip_vs_dest_conn_overhead(ipvs, dest)) },
};

export const ip_vs_sed: ip_vs_scheduler = {
  name: 'sed',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.sed);
    const least = least_weighted(ipvs, svc, sed_overhead);
    if (!least) return no_destination(ipvs, svc);
    return chosen(ipvs, M.sed_pick, least, sed_overhead(ipvs, least));
  },
  figure: { name: 'sed overhead', of: (_svc, dest, ipvs) => String(sed_overhead(ipvs, dest)) },
};

export const ip_vs_nq: ip_vs_scheduler = {
  name: 'nq',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.nq);
    const idle = svc.destinations.find(
      (dest) => !is_overloaded(dest) && dest.weight !== 0 && dest.activeconns === 0,
    );
    if (idle) {
      if (ipvs.probe) looked_at(ipvs, idle, 'atomic_read(&dest->activeconns) == 0', 'is idle', true);
      return chosen(ipvs, M.nq_pick, idle, sed_overhead(ipvs, idle));
    }
    const least = least_weighted(ipvs, svc, sed_overhead);
    if (!least) return no_destination(ipvs, svc);
    return chosen(ipvs, M.nq_pick, least, sed_overhead(ipvs, least));
  },
  figure: { name: 'nq overhead', of: (_svc, dest, ipvs) => String(sed_overhead(ipvs, dest)) },
};

export const ip_vs_lc: ip_vs_scheduler = {
  name: 'lc',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.lc);
    let least: ip_vs_dest | null = null;
    let loh = 0;
    for (const dest of svc.destinations) {
      if (is_overloaded(dest) || dest.weight === 0) continue;
      const doh = ip_vs_dest_conn_overhead(ipvs, dest);
      const better = least === null || doh < loh;
      if (ipvs.probe)
        looked_at(ipvs, dest, '!least || doh < loh', least ? `${doh} < ${loh}` : `overhead ${doh}`, better);
      if (better) {
        least = dest;
        loh = doh;
      }
    }
    if (!least) return no_destination(ipvs, svc);
    if (ipvs.probe)
      printk(ipvs, M.lc_pick, least.addr, least.port, least.activeconns, ip_vs_dest_inactconns(least));
    return least;
  },
  figure: { name: 'lc overhead', of: (_svc, dest, ipvs) => String(ip_vs_dest_conn_overhead(ipvs, dest)) },
};
