import type { ip_vs_iphdr, ip_vs_service } from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { SchedulerView } from '../../trace/scheduler-views.ts';
import type { Servers } from '../servers.ts';
import { cacheInside } from './cache.ts';
import { overheadsInside } from './least.ts';
import { orderInside, randomInside } from './order.ts';
import { cursorInside, wrrInside } from './round.ts';
import { maglevInside, slotsInside } from './slots.ts';

/**
 * What a service's scheduler has in mind; null = it has none. Nothing is changed.
 * @param iph the packet that the event is about, if it is for this service
 */
export function schedulerInside(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  servers: Servers,
  iph: ip_vs_iphdr | null,
): SchedulerView | null {
  switch (svc.scheduler) {
    case 'rr':
      return cursorInside(ipvs, svc);
    case 'wrr':
      return wrrInside(ipvs, svc);
    case 'lc':
    case 'wlc':
    case 'sed':
    case 'nq':
      return overheadsInside(ipvs, svc);
    case 'sh':
    case 'dh':
      return slotsInside(ipvs, svc, iph);
    case 'mh':
      return maglevInside(ipvs, svc, iph);
    case 'lblc':
    case 'lblcr':
      return cacheInside(ipvs, svc, servers, iph);
    case 'fo':
    case 'ovf':
      return orderInside(ipvs, svc);
    case 'twos':
      return randomInside(ipvs, svc);
    default:
      return null;
  }
}
