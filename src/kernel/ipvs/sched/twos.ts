import { sched as M } from '../../../klog/linux-6.12.ts';
import { get_random_u32_below } from '../../lib/random.ts';
import type { ip_vs_dest, ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';
import {
  ip_vs_dest_conn_overhead,
  type ip_vs_scheduler,
  is_overloaded,
  looked_at,
  no_destination,
} from './scheduler.ts';

/**
 * Power of two random choices (ip_vs_twos.c): draws two servers by weight and takes the less loaded. The
 * draws come from the machine's seed: which servers a real kernel drew cannot be known, so a replay does not
 * match it.
 */

const usable = (svc: ip_vs_service): ip_vs_dest[] =>
  svc.destinations.filter((dest) => !is_overloaded(dest) && dest.weight > 0);

/** The first server at which the draw is used up. */
function draw(ipvs: netns_ipvs, list: readonly ip_vs_dest[], total: number): ip_vs_dest | undefined {
  let left = get_random_u32_below(ipvs, total + 1);
  return list.find((dest) => {
    left -= dest.weight;
    return left <= 0;
  });
}

export const ip_vs_twos: ip_vs_scheduler = {
  name: 'twos',
  schedule(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.twos);
    const list = usable(svc);
    const total = list.reduce((sum, { weight }) => sum + weight, 0);
    const choice1 = draw(ipvs, list, total);
    const choice2 = draw(ipvs, list, total);
    if (!choice1 || !choice2) return no_destination(ipvs, svc);
    const load1 = ip_vs_dest_conn_overhead(ipvs, choice1);
    const load2 = ip_vs_dest_conn_overhead(ipvs, choice2);
    const second = choice2.weight * load1 > choice1.weight * load2;
    const operands = `${choice2.weight} * ${load1} > ${choice1.weight} * ${load2}`;
    if (ipvs.probe) looked_at(ipvs, choice2, 'weight2 * overhead1 > weight1 * overhead2', operands, second);
    const dest = second ? choice2 : choice1;
    const { addr, port, activeconns, refcnt, weight } = dest;
    if (ipvs.probe) printk(ipvs, M.twos_pick, addr, port, activeconns, refcnt, weight);
    return dest;
  },
  figure: { name: 'twos overhead', of: (_svc, dest, ipvs) => String(ip_vs_dest_conn_overhead(ipvs, dest)) },
};
