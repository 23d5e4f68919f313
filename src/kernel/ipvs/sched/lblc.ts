import { formatEndpoint } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import { IP_VS_DEST_F_AVAILABLE, type ip_vs_dest, type ip_vs_iphdr, type ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';
import {
  type CacheEntry,
  cache_add,
  cache_check_expire,
  cache_flush,
  cache_get,
  cache_init,
  cache_of,
  cache_remove,
  cache_used,
  dest_hold,
  dest_put,
  over_weight,
  table_bytes,
} from './cache.ts';
import { least_weighted } from './least.ts';
import { type ip_vs_scheduler, lblc_overhead, no_destination } from './scheduler.ts';

/** Locality-based least-connection (ip_vs_lblc.c): remembers one server per destination address. */
export interface LblcEntry extends CacheEntry {
  readonly dest: ip_vs_dest;
}

/** The remembered server, if it can still be used. */
function cached(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr): ip_vs_dest | null {
  const entry = cache_get<LblcEntry>(ipvs, svc, iph.daddr);
  ipvs.probe?.branch(
    'ip_vs_lblc_get(svc->af, tbl, &iph->daddr)',
    entry ? formatEndpoint(entry.dest.addr, entry.dest.port) : 'nothing remembered',
    entry !== null,
  );
  if (!entry) return null;
  cache_used(ipvs, svc, entry);
  const { dest } = entry;
  const available = (dest.flags & IP_VS_DEST_F_AVAILABLE) !== 0;
  const usable = available && dest.weight > 0 && !over_weight(dest, svc);
  const operands = `${available ? 'available' : 'removed'}, weight ${dest.weight}, active ${dest.activeconns}`;
  ipvs.probe?.branch('available && weight > 0 && !is_overloaded(dest, svc)', operands, usable);
  return usable ? dest : null;
}

/** ip_vs_lblc_new: an entry for another server replaces the old one. */
function remember(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr, dest: ip_vs_dest): void {
  const old = cache_get<LblcEntry>(ipvs, svc, iph.daddr);
  if (old?.dest === dest) return;
  if (old) {
    cache_remove(ipvs, svc, old);
    dest_put(ipvs, old.dest);
  }
  const entry: LblcEntry = { addr: iph.daddr, lastuse: ipvs.jiffies, dest };
  if (cache_add(ipvs, svc, entry)) dest_hold(ipvs, dest);
}

export const ip_vs_lblc: ip_vs_scheduler = {
  name: 'lblc',
  init_service(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.lblc_allocated, table_bytes(ipvs));
    cache_init<LblcEntry>(ipvs, svc);
    return true;
  },
  done_service(ipvs, svc) {
    cache_flush<LblcEntry>(ipvs, svc, ({ dest }) => dest_put(ipvs, dest));
    if (ipvs.probe) printk(ipvs, M.lblc_released, table_bytes(ipvs));
  },
  periodic(ipvs, svc) {
    const expiration = ipvs.sysctl.lblc_expiration * ipvs.params.hz;
    cache_check_expire<LblcEntry>(ipvs, svc, expiration, ({ dest }) => dest_put(ipvs, dest));
  },
  schedule(ipvs, svc, iph) {
    if (ipvs.probe) printk(ipvs, M.lblc);
    let dest = cached(ipvs, svc, iph);
    if (!dest) {
      dest = least_weighted(ipvs, svc, lblc_overhead);
      if (!dest) return no_destination(ipvs, svc);
      const { addr, port, activeconns, refcnt, weight } = dest;
      const overhead = lblc_overhead(ipvs, dest);
      if (ipvs.probe) printk(ipvs, M.lblc_pick, addr, port, activeconns, refcnt, weight, overhead);
      remember(ipvs, svc, iph, dest);
    }
    if (ipvs.probe) printk(ipvs, M.lblc_chosen, iph.daddr, dest.addr, dest.port);
    return dest;
  },
  figure: { name: 'wlc overhead', of: (_svc, dest, ipvs) => String(lblc_overhead(ipvs, dest)) },
  describe: (svc) => `${cache_of(svc).entries} addresses remembered`,
};
