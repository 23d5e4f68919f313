import { addrEqual, type InetAddr } from '../../../base/inet.ts';
import type { Jiffies } from '../../lib/jiffies.ts';
import { del_timer, mod_timer, type timer_list, timer_setup } from '../../lib/timer.ts';
import type { ip_vs_dest, ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, set } from '../netns_ipvs.ts';
import { folded_address, hash_address } from './scheduler.ts';

/**
 * What lblc and lblcr have in common: entries by destination address in 1024 buckets, and the timer that
 * collects old ones (ip_vs_lblc.c, ip_vs_lblcr.c). departs: references to servers are given back at once,
 * not after an RCU grace period.
 */
const TAB_BITS = 10;
const TAB_SIZE = 1024;
/** Above this many entries the collection begins; one and a half times as many are never exceeded. */
export const MAX_SIZE = TAB_SIZE * 16;
const CHECK_EXPIRE_SECONDS = 60;
const ENTRY_TIMEOUT_SECONDS = 6 * 60;
/** Each so many runs of the timer all entries are looked at. */
const COUNT_FOR_FULL_EXPIRATION = 30;
/** What the kernel prints as the size of a table. */
export const table_bytes = (ipvs: netns_ipvs): number => ipvs.params.profile.lblc_table_bytes;

export interface CacheEntry {
  readonly addr: InetAddr;
  lastuse: Jiffies;
}

export interface CacheTable<E extends CacheEntry> {
  /** Chains, newest first; buckets without entry are left out. */
  readonly buckets: Map<number, E[]>;
  entries: number;
  rover: number;
  counter: number;
  readonly timer: timer_list;
}

export function cache_init<E extends CacheEntry>(ipvs: netns_ipvs, svc: ip_vs_service): CacheTable<E> {
  const timer = timer_setup('sched_periodic', svc);
  rearm(ipvs, timer);
  return { buckets: new Map(), entries: 0, rover: 0, counter: 1, timer };
}

function rearm(ipvs: netns_ipvs, timer: timer_list): void {
  mod_timer(ipvs.timers, timer, ipvs.jiffies + CHECK_EXPIRE_SECONDS * ipvs.params.hz, ipvs.jiffies);
}

const bucket_of = (ipvs: netns_ipvs, addr: InetAddr): number =>
  hash_address(ipvs, folded_address(addr), TAB_BITS);

export function cache_get<E extends CacheEntry>(
  ipvs: netns_ipvs,
  table: CacheTable<E>,
  addr: InetAddr,
): E | null {
  return table.buckets.get(bucket_of(ipvs, addr))?.find((entry) => addrEqual(entry.addr, addr)) ?? null;
}

/** False when the table is full: the choice is used, but not remembered. */
export function cache_add<E extends CacheEntry>(ipvs: netns_ipvs, table: CacheTable<E>, entry: E): boolean {
  if (table.entries >= (MAX_SIZE * 3) / 2) return false;
  const bucket = bucket_of(ipvs, entry.addr);
  const chain = table.buckets.get(bucket);
  if (chain) chain.unshift(entry);
  else table.buckets.set(bucket, [entry]);
  table.entries++;
  return true;
}

export function cache_remove<E extends CacheEntry>(ipvs: netns_ipvs, table: CacheTable<E>, entry: E): void {
  const bucket = bucket_of(ipvs, entry.addr);
  const chain = table.buckets.get(bucket);
  const at = chain?.indexOf(entry) ?? -1;
  if (!chain || at < 0) return;
  chain.splice(at, 1);
  if (chain.length === 0) table.buckets.delete(bucket);
  table.entries--;
}

export function dest_hold(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  set(ipvs, dest, 'refcnt', dest.refcnt + 1);
}

export function dest_put(ipvs: netns_ipvs, dest: ip_vs_dest): void {
  set(ipvs, dest, 'refcnt', dest.refcnt - 1);
}

/** Bucket by bucket behind the rover until `goal` entries (null = all that are old) are gone. */
function collect<E extends CacheEntry>(
  ipvs: netns_ipvs,
  table: CacheTable<E>,
  now: Jiffies,
  idle: Jiffies,
  goal: number | null,
  free: (entry: E) => void,
): void {
  let left = goal ?? Number.POSITIVE_INFINITY;
  let bucket = table.rover;
  for (let i = 0; i < TAB_SIZE && left > 0; i++) {
    bucket = (bucket + 1) % TAB_SIZE;
    for (const entry of [...(table.buckets.get(bucket) ?? [])]) {
      if (now < entry.lastuse + idle) continue;
      cache_remove(ipvs, table, entry);
      free(entry);
      left--;
    }
  }
  table.rover = bucket;
}

/**
 * ip_vs_lblc_check_expire and its twin: each 30th time entries go that were idle for `expiration` jiffies;
 * else, when there are too many, those idle for six minutes, a part of the surplus.
 */
export function cache_check_expire<E extends CacheEntry>(
  ipvs: netns_ipvs,
  table: CacheTable<E>,
  expiration: Jiffies,
  free: (entry: E) => void,
): void {
  const now = ipvs.jiffies;
  const surplus = table.entries - MAX_SIZE;
  if (table.counter % COUNT_FOR_FULL_EXPIRATION === 0) {
    collect(ipvs, table, now, expiration, null, free);
    table.counter = 1;
  } else if (surplus <= 0) {
    table.counter++;
  } else {
    const goal = Math.min(Math.trunc((surplus * 4) / 3), MAX_SIZE / 2);
    collect(ipvs, table, now, ENTRY_TIMEOUT_SECONDS * ipvs.params.hz, goal, free);
  }
  rearm(ipvs, table.timer);
}

/** The table goes: its timer and all entries. */
export function cache_flush<E extends CacheEntry>(
  ipvs: netns_ipvs,
  table: CacheTable<E>,
  free: (entry: E) => void,
): void {
  del_timer(ipvs.timers, table.timer);
  for (const chain of table.buckets.values()) for (const entry of chain) free(entry);
  table.buckets.clear();
  table.entries = 0;
}

/** is_overloaded of lblc and lblcr: more active connections than weight, while another server is half idle. */
export function over_weight(dest: ip_vs_dest, svc: ip_vs_service): boolean {
  if (dest.activeconns <= dest.weight) return false;
  return svc.destinations.some(({ activeconns, weight }) => activeconns * 2 < weight);
}
