import { addrEqual, formatAddr, type InetAddr } from '../../../base/inet.ts';
import type { Jiffies } from '../../lib/jiffies.ts';
import { del_timer, mod_timer, type timer_list, timer_setup } from '../../lib/timer.ts';
import type { ip_vs_dest, ip_vs_service } from '../ip_vs.ts';
import { type netns_ipvs, set } from '../netns_ipvs.ts';
import { remember, remember_all } from '../sched_memory.ts';
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
export const MOST = (MAX_SIZE * 3) / 2;
const CHECK_EXPIRE_SECONDS = 60;
const ENTRY_TIMEOUT_SECONDS = 6 * 60;
/** Each so many runs of the timer all entries are looked at. */
export const COUNT_FOR_FULL_EXPIRATION = 30;
/** What the kernel prints as the size of a table. */
export const table_bytes = (ipvs: netns_ipvs): number => ipvs.params.profile.lblc_table_bytes;

export interface CacheEntry {
  readonly addr: InetAddr;
  lastuse: Jiffies;
}

/** Chains are never changed but replaced. */
export interface CacheTable<E extends CacheEntry> {
  /** Chains, newest first; null = no entry. */
  readonly buckets: (readonly E[] | null)[];
  entries: number;
  rover: number;
  counter: number;
  readonly timer: timer_list;
}

export const cache_of = <E extends CacheEntry>(svc: ip_vs_service): CacheTable<E> =>
  svc.sched_data as CacheTable<E>;

export function cache_init<E extends CacheEntry>(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const timer = timer_setup('sched_periodic', svc);
  const buckets = new Array<readonly E[] | null>(TAB_SIZE).fill(null);
  const table: CacheTable<E> = { buckets, entries: 0, rover: 0, counter: 1, timer };
  remember(ipvs, svc, 'svc->sched_data', svc, 'sched_data', table);
  rearm(ipvs, timer);
}

function rearm(ipvs: netns_ipvs, timer: timer_list): void {
  const { expires, fires, slot } = timer;
  mod_timer(ipvs.timers, timer, ipvs.jiffies + CHECK_EXPIRE_SECONDS * ipvs.params.hz, ipvs.jiffies);
  ipvs.probe?.timer(timer, { expires, fires, slot });
}

export const cache_bucket = (ipvs: netns_ipvs, addr: InetAddr): number =>
  hash_address(ipvs, folded_address(addr), TAB_BITS);

export function cache_get<E extends CacheEntry>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  addr: InetAddr,
): E | null {
  const chain = cache_of<E>(svc).buckets[cache_bucket(ipvs, addr)];
  return chain?.find((entry) => addrEqual(entry.addr, addr)) ?? null;
}

/** One entry comes or goes: its chain is replaced and counted. */
function change_chain(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  { addr }: CacheEntry,
  chain: readonly CacheEntry[],
  by: 1 | -1,
): void {
  const table = cache_of(svc);
  const bucket = cache_bucket(ipvs, addr);
  const places = [
    { target: table.buckets, key: bucket, value: chain.length > 0 ? chain : null },
    { target: table, key: 'entries', value: table.entries + by },
  ];
  const told = ipvs.probe ? `${formatAddr(addr)} ${by > 0 ? 'added' : 'taken out'}` : '';
  remember_all(ipvs, svc, `tbl->bucket[${bucket}]`, places, told);
}

/** False when the table is full: the choice is used, but not remembered. */
export function cache_add(ipvs: netns_ipvs, svc: ip_vs_service, entry: CacheEntry): boolean {
  const table = cache_of(svc);
  if (table.entries >= MOST) return false;
  const chain = table.buckets[cache_bucket(ipvs, entry.addr)] ?? [];
  change_chain(ipvs, svc, entry, [entry, ...chain], 1);
  return true;
}

export function cache_remove(ipvs: netns_ipvs, svc: ip_vs_service, entry: CacheEntry): void {
  const chain = cache_of(svc).buckets[cache_bucket(ipvs, entry.addr)];
  if (!chain?.includes(entry)) return;
  const left = chain.filter((other) => other !== entry);
  change_chain(ipvs, svc, entry, left, -1);
}

/** The entry was asked for. */
export function cache_used(ipvs: netns_ipvs, svc: ip_vs_service, entry: CacheEntry): void {
  remember(ipvs, svc, 'en->lastuse', entry, 'lastuse', ipvs.jiffies);
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
  svc: ip_vs_service,
  idle: Jiffies,
  goal: number | null,
  free: (entry: E) => void,
): void {
  const table = cache_of<E>(svc);
  let left = goal ?? Number.POSITIVE_INFINITY;
  let bucket = table.rover;
  for (let i = 0; i < TAB_SIZE && left > 0; i++) {
    bucket = (bucket + 1) % TAB_SIZE;
    for (const entry of table.buckets[bucket] ?? []) {
      if (ipvs.jiffies < entry.lastuse + idle) continue;
      cache_remove(ipvs, svc, entry);
      free(entry);
      left--;
    }
  }
  remember(ipvs, svc, 'tbl->rover', table, 'rover', bucket);
}

/**
 * ip_vs_lblc_check_expire and its twin: each 30th time entries go that were idle for `expiration` jiffies;
 * else, when there are too many, those idle for six minutes, a part of the surplus.
 */
export function cache_check_expire<E extends CacheEntry>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  expiration: Jiffies,
  free: (entry: E) => void,
): void {
  const table = cache_of<E>(svc);
  const surplus = table.entries - MAX_SIZE;
  if (table.counter % COUNT_FOR_FULL_EXPIRATION === 0) {
    collect(ipvs, svc, expiration, null, free);
    remember(ipvs, svc, 'tbl->counter', table, 'counter', 1);
  } else if (surplus <= 0) {
    remember(ipvs, svc, 'tbl->counter', table, 'counter', table.counter + 1);
  } else {
    const goal = Math.min(Math.trunc((surplus * 4) / 3), MAX_SIZE / 2);
    collect(ipvs, svc, ENTRY_TIMEOUT_SECONDS * ipvs.params.hz, goal, free);
  }
  rearm(ipvs, table.timer);
}

/** The table goes with its service's memory: its timer, and what the entries hold. */
export function cache_flush<E extends CacheEntry>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  free: (entry: E) => void,
): void {
  const { timer, buckets } = cache_of<E>(svc);
  const { expires, fires, slot } = timer;
  if (del_timer(ipvs.timers, timer)) ipvs.probe?.timer(timer, { expires, fires, slot });
  for (const chain of buckets) for (const entry of chain ?? []) free(entry);
}

/** is_overloaded of lblc and lblcr: more active connections than weight, while another server is half idle. */
export function over_weight(dest: ip_vs_dest, svc: ip_vs_service): boolean {
  if (dest.activeconns <= dest.weight) return false;
  return svc.destinations.some(({ activeconns, weight }) => activeconns * 2 < weight);
}
