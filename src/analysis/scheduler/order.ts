import type { ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { ip_vs_dest_conn_overhead } from '../../kernel/ipvs/sched/scheduler.ts';
import type { OrderInside, RandomInside } from '../../trace/scheduler-views.ts';
import { passedOver, tryOut } from './try-out.ts';

/** Schedulers that take the heaviest (fo, ovf), and the one that draws lots (twos). */

export function orderInside(ipvs: netns_ipvs, svc: ip_vs_service): OrderInside {
  const overflows = svc.scheduler === 'ovf';
  const tried = svc.destinations.map((dest, server) => {
    const { weight, activeconns: active } = dest;
    const full = overflows && active > weight ? `full: ${active} active, weight ${weight}` : '';
    return { server, weight, active, passedOver: passedOver(dest) || full };
  });
  tried.sort((one, other) => other.weight - one.weight);
  return { kind: 'order', tried, winner: tryOut(ipvs, svc, 1).chosen[0] ?? null, overflows };
}

/** The kernel draws from 0 to the sum of weights; the first server has the 0 as well. */
export function randomInside(ipvs: netns_ipvs, svc: ip_vs_service): RandomInside {
  const usable = svc.destinations.filter((dest) => passedOver(dest) === '');
  const total = usable.reduce((sum, { weight }) => sum + weight, 0);
  return {
    kind: 'random',
    seed: ipvs.params.random_seed,
    servers: svc.destinations.map((dest) => ({
      chance: usable.includes(dest) ? (dest.weight + (dest === usable[0] ? 1 : 0)) / (total + 1) : 0,
      overhead: ip_vs_dest_conn_overhead(ipvs, dest),
      weight: dest.weight,
      passedOver: passedOver(dest),
    })),
  };
}
