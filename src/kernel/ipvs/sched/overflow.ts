import { sched as M } from '../../../klog/linux-6.12.ts';
import type { ip_vs_dest } from '../ip_vs.ts';
import { printk } from '../netns_ipvs.ts';
import { type ip_vs_scheduler, is_overloaded, looked_at, no_destination } from './scheduler.ts';

/** Schedulers that take the heaviest server: fo (failover) and ovf (the next one when it is full). */

export const ip_vs_fo: ip_vs_scheduler = {
  name: 'fo',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.fo);
    let heaviest: ip_vs_dest | null = null;
    for (const dest of svc.destinations) {
      const weight = heaviest?.weight ?? 0;
      const better = !is_overloaded(dest) && dest.weight > weight;
      if (ipvs.probe) looked_at(ipvs, dest, 'dest->weight > hw', `${dest.weight} > ${weight}`, better);
      if (better) heaviest = dest;
    }
    if (!heaviest) return no_destination(ipvs, svc);
    const { addr, port, activeconns, weight } = heaviest;
    if (ipvs.probe) printk(ipvs, M.fo_pick, addr, port, activeconns, weight);
    return heaviest;
  },
};

export const ip_vs_ovf: ip_vs_scheduler = {
  name: 'ovf',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.ovf);
    let heaviest: ip_vs_dest | null = null;
    for (const dest of svc.destinations) {
      const { weight, activeconns } = dest;
      const room = !is_overloaded(dest) && activeconns <= weight && weight !== 0;
      const better = room && (heaviest === null || weight > heaviest.weight);
      const operands = `active ${activeconns}, weight ${weight}`;
      if (ipvs.probe) looked_at(ipvs, dest, 'activeconns <= w && w > hw', operands, better);
      if (better) heaviest = dest;
    }
    if (!heaviest) return no_destination(ipvs, svc);
    const { addr, port, activeconns, weight } = heaviest;
    if (ipvs.probe) printk(ipvs, M.ovf_pick, addr, port, activeconns, weight);
    return heaviest;
  },
  figure: { name: 'active of weight', of: (_svc, dest) => `${dest.activeconns}/${dest.weight}` },
};
