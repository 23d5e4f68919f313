import { formatEndpoint } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import type { Message } from '../../../klog/message.ts';
import type { Jiffies } from '../../lib/jiffies.ts';
import { IP_VS_DEST_F_AVAILABLE, type ip_vs_dest, type ip_vs_iphdr, type ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';
import { remember_all } from '../sched_memory.ts';
import {
  type CacheEntry,
  cache_add,
  cache_check_expire,
  cache_flush,
  cache_get,
  cache_init,
  cache_of,
  cache_used,
  dest_hold,
  dest_put,
  over_weight,
  table_bytes,
} from './cache.ts';
import { least_weighted } from './least.ts';
import { type ip_vs_scheduler, is_overloaded, lblc_overhead, no_destination } from './scheduler.ts';

/** Locality-based least-connection with replication (ip_vs_lblcr.c): a set of servers per destination address. */
export interface LblcrEntry extends CacheEntry {
  /** Newest member first; never changed but replaced. */
  set: readonly ip_vs_dest[];
  /** When the set last changed. */
  lastmod: Jiffies;
}

function server_line(ipvs: netns_ipvs, message: Message, dest: ip_vs_dest): void {
  if (!ipvs.probe) return;
  const { addr, port, activeconns, refcnt, weight } = dest;
  printk(ipvs, message, addr, port, activeconns, refcnt, weight, lblc_overhead(ipvs, dest));
}

/** The load of `a` per weight is above that of `b`. */
const heavier = (ipvs: netns_ipvs, a: ip_vs_dest, b: ip_vs_dest): boolean =>
  lblc_overhead(ipvs, a) * b.weight > lblc_overhead(ipvs, b) * a.weight;

/** ip_vs_dest_set_min: the least loaded member that can be used. */
function ip_vs_dest_set_min(ipvs: netns_ipvs, members: readonly ip_vs_dest[]): ip_vs_dest | null {
  let least: ip_vs_dest | null = null;
  for (const dest of members) {
    if (is_overloaded(dest) || dest.weight <= 0 || !(dest.flags & IP_VS_DEST_F_AVAILABLE)) continue;
    if (least === null || heavier(ipvs, least, dest)) least = dest;
  }
  if (least) server_line(ipvs, M.lblcr_set_min, least);
  return least;
}

/** ip_vs_dest_set_max: the most loaded member, removed ones included. */
function ip_vs_dest_set_max(ipvs: netns_ipvs, members: readonly ip_vs_dest[]): ip_vs_dest | null {
  let most: ip_vs_dest | null = null;
  for (const dest of members) {
    if (dest.weight > 0 && (most === null || heavier(ipvs, dest, most))) most = dest;
  }
  if (most) server_line(ipvs, M.lblcr_set_max, most);
  return most;
}

function change_set(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  entry: LblcrEntry,
  members: readonly ip_vs_dest[],
  told: string,
): void {
  const places = [
    { target: entry, key: 'set', value: members },
    { target: entry, key: 'lastmod', value: ipvs.jiffies },
  ];
  remember_all(ipvs, svc, 'en->set', places, told);
}

/** A set that has not changed for a long time loses its most loaded member. */
function shrink(ipvs: netns_ipvs, svc: ip_vs_service, entry: LblcrEntry): void {
  const expiration = ipvs.sysctl.lblcr_expiration * ipvs.params.hz;
  const old = entry.set.length > 1 && ipvs.jiffies > entry.lastmod + expiration;
  ipvs.probe?.branch('size > 1 && lastmod + lblcr_expiration < jiffies', `${entry.set.length} servers`, old);
  const most = old ? ip_vs_dest_set_max(ipvs, entry.set) : null;
  if (!most) return;
  const left = entry.set.filter((dest) => dest !== most);
  change_set(ipvs, svc, entry, left, ipvs.probe ? `${formatEndpoint(most.addr, most.port)} taken out` : '');
  dest_put(ipvs, most);
}

function insert(ipvs: netns_ipvs, svc: ip_vs_service, entry: LblcrEntry, dest: ip_vs_dest): void {
  if (entry.set.includes(dest)) return;
  dest_hold(ipvs, dest);
  const told = ipvs.probe ? `${formatEndpoint(dest.addr, dest.port)} added` : '';
  change_set(ipvs, svc, entry, [dest, ...entry.set], told);
}

/** __ip_vs_lblcr_schedule: the rule of wlc over all servers. */
function from_all(ipvs: netns_ipvs, svc: ip_vs_service): ip_vs_dest | null {
  const dest = least_weighted(ipvs, svc, lblc_overhead);
  if (dest) server_line(ipvs, M.lblcr_pick, dest);
  return dest;
}

/** An address that is known: its set first, then all servers. */
function with_entry(ipvs: netns_ipvs, svc: ip_vs_service, entry: LblcrEntry): ip_vs_dest | null {
  cache_used(ipvs, svc, entry);
  const least = ip_vs_dest_set_min(ipvs, entry.set);
  shrink(ipvs, svc, entry);
  const usable = least !== null && !over_weight(least, svc);
  const operands = least ? formatEndpoint(least.addr, least.port) : 'no usable member';
  ipvs.probe?.branch('dest && !is_overloaded(dest, svc)', operands, usable);
  if (usable) return least;
  const dest = from_all(ipvs, svc);
  if (!dest) return no_destination(ipvs, svc);
  insert(ipvs, svc, entry, dest);
  return dest;
}

function without_entry(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr): ip_vs_dest | null {
  const dest = from_all(ipvs, svc);
  if (!dest) {
    if (ipvs.probe) printk(ipvs, M.lblcr_no_destination);
    return null;
  }
  const entry: LblcrEntry = { addr: iph.daddr, lastuse: ipvs.jiffies, set: [], lastmod: ipvs.jiffies };
  if (cache_add(ipvs, svc, entry)) insert(ipvs, svc, entry, dest);
  return dest;
}

function put_all(ipvs: netns_ipvs, entry: LblcrEntry): void {
  for (const dest of entry.set) dest_put(ipvs, dest);
}

export const ip_vs_lblcr: ip_vs_scheduler = {
  name: 'lblcr',
  init_service(ipvs, svc) {
    if (ipvs.probe) printk(ipvs, M.lblcr_allocated, table_bytes(ipvs));
    cache_init<LblcrEntry>(ipvs, svc);
    return true;
  },
  done_service(ipvs, svc) {
    cache_flush<LblcrEntry>(ipvs, svc, (entry) => put_all(ipvs, entry));
    if (ipvs.probe) printk(ipvs, M.lblcr_released, table_bytes(ipvs));
  },
  periodic(ipvs, svc) {
    const expiration = ipvs.sysctl.lblcr_expiration * ipvs.params.hz;
    cache_check_expire<LblcrEntry>(ipvs, svc, expiration, (entry) => put_all(ipvs, entry));
  },
  schedule(ipvs, svc, iph) {
    if (ipvs.probe) printk(ipvs, M.lblcr);
    const entry = cache_get<LblcrEntry>(ipvs, svc, iph.daddr);
    const dest = entry ? with_entry(ipvs, svc, entry) : without_entry(ipvs, svc, iph);
    if (dest && ipvs.probe) printk(ipvs, M.lblcr_chosen, iph.daddr, dest.addr, dest.port);
    return dest;
  },
  figure: { name: 'wlc overhead', of: (_svc, dest, ipvs) => String(lblc_overhead(ipvs, dest)) },
  describe: (svc) => `sets for ${cache_of(svc).entries} addresses`,
};
