import type { InetAddr } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import { hsiphash_1u32, type SipKey } from '../../lib/siphash.ts';
import {
  IP_VS_SVC_F_SCHED_MH_FALLBACK,
  IP_VS_SVC_F_SCHED_MH_PORT,
  type ip_vs_dest,
  type ip_vs_service,
} from '../ip_vs.ts';
import { type netns_ipvs, printk, set } from '../netns_ipvs.ts';
import { remember, remember_items } from '../sched_memory.ts';
import { folded_address, gcd, type ip_vs_scheduler, is_overloaded, no_destination } from './scheduler.ts';

/** Maglev hashing (ip_vs_mh.c): a table of 4093 slots that changes little when servers come and go. */
export const IP_VS_MH_TAB_SIZE = 4093;
/** Weights are shifted until they fit this many bits. */
const TAB_BITS = 6;
/** What the kernel prints as the size of the table. */
const TABLE_BYTES = IP_VS_MH_TAB_SIZE * 8;

const key_of = (half: number): SipKey => [half, 0, half, 0];
const HASH1 = key_of(2654435761);
const HASH2 = key_of(2654446892);

export interface MhData {
  readonly lookup: (ip_vs_dest | null)[];
  gcd: number;
  rshift: number;
}

export const mh_data = (svc: ip_vs_service): MhData => svc.sched_data as MhData;

/** ip_vs_mh_hashkey: address, port and offset are added before hashing. */
function ip_vs_mh_hashkey(addr: InetAddr, port: number, key: SipKey, offset: number): number {
  return hsiphash_1u32((offset + port + folded_address(addr)) | 0, key);
}

/** Slot of an address and port; `offset` is added when reselecting. */
export const mh_slot = (addr: InetAddr, port: number, offset: number): number =>
  ip_vs_mh_hashkey(addr, port, HASH1, offset) % IP_VS_MH_TAB_SIZE;

/** A server's own order of the slots, and how many it takes at a time. */
interface Permutation {
  readonly dest: ip_vs_dest;
  readonly skip: number;
  readonly turns: number;
  perm: number;
}

/** ip_vs_mh_permutate; servers that were added with weight 0 take no slot. */
function permutations(list: readonly ip_vs_dest[], g: number, rshift: number): Permutation[] {
  const result: Permutation[] = [];
  for (const dest of list) {
    const turns = Math.trunc(dest.last_weight / g) >> rshift || (dest.last_weight !== 0 ? 1 : 0);
    if (turns < 1) continue;
    const skip = (ip_vs_mh_hashkey(dest.addr, dest.port, HASH2, 0) % (IP_VS_MH_TAB_SIZE - 1)) + 1;
    result.push({ dest, skip, turns, perm: mh_slot(dest.addr, dest.port, 0) });
  }
  return result;
}

/** Which server gets which slot: round and round, each takes its turns along its own permutation. */
export function mh_populate(
  list: readonly ip_vs_dest[],
  g: number,
  rshift: number,
): readonly (ip_vs_dest | null)[] {
  const table = empty_table();
  const order = permutations(list, g, rshift);
  let left = order.length > 0 ? IP_VS_MH_TAB_SIZE : 0;
  while (left > 0) {
    for (const ds of order) {
      for (let turn = 0; turn < ds.turns && left > 0; turn++, left--) {
        while (table[ds.perm]) ds.perm = (ds.perm + ds.skip) % IP_VS_MH_TAB_SIZE;
        table[ds.perm] = ds.dest;
      }
    }
  }
  return table;
}

/** The table becomes another one, slot by slot. */
function put_table(ipvs: netns_ipvs, svc: ip_vs_service, table: readonly (ip_vs_dest | null)[]): void {
  const { lookup } = mh_data(svc);
  for (const [slot, from] of lookup.entries()) {
    const to = table[slot];
    if (from === to) continue;
    if (from) set(ipvs, from, 'refcnt', from.refcnt - 1);
    if (to) set(ipvs, to, 'refcnt', to.refcnt + 1);
  }
  remember_items(ipvs, svc, 's->lookup', lookup, table);
}

const empty_table = (): (ip_vs_dest | null)[] => new Array<ip_vs_dest | null>(IP_VS_MH_TAB_SIZE).fill(null);

/** ip_vs_mh_gcd_weight: 0 when no server ever had a weight. */
export function mh_gcd_weight(list: readonly ip_vs_dest[]): number {
  return list.reduce((g, { last_weight }) => (last_weight > 0 ? gcd(last_weight, g) : g), 0);
}

/** ip_vs_mh_shift_weight */
export function mh_shift_weight(list: readonly ip_vs_dest[], g: number): number {
  if (g < 1) return 0;
  const most = list.reduce((max, { last_weight }) => Math.max(max, last_weight), 0);
  return Math.max(0, 32 - Math.clz32(Math.trunc(most / g)) - TAB_BITS);
}

/** ip_vs_mh_reassign: false when there are more servers than slots; the table stays as it is then. */
function ip_vs_mh_reassign(ipvs: netns_ipvs, svc: ip_vs_service): boolean {
  if (svc.num_dests > IP_VS_MH_TAB_SIZE) return false;
  const data = mh_data(svc);
  const table = data.gcd < 1 ? empty_table() : mh_populate(svc.destinations, data.gcd, data.rshift);
  put_table(ipvs, svc, table);
  if (ipvs.probe) printk(ipvs, M.mh_reassign, svc.addr, svc.port);
  return true;
}

/** ip_vs_mh_dest_changed: the kernel does not look at the outcome either. */
function ip_vs_mh_dest_changed(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const data = mh_data(svc);
  const g = mh_gcd_weight(svc.destinations);
  remember(ipvs, svc, 's->gcd', data, 'gcd', g);
  remember(ipvs, svc, 's->rshift', data, 'rshift', mh_shift_weight(svc.destinations, g));
  ip_vs_mh_reassign(ipvs, svc);
}

const is_unavailable = (dest: ip_vs_dest): boolean => dest.weight <= 0 || is_overloaded(dest);

function ip_vs_mh_get(ipvs: netns_ipvs, svc: ip_vs_service, addr: InetAddr, port: number): ip_vs_dest | null {
  const slot = mh_slot(addr, port, 0);
  const dest = mh_data(svc).lookup[slot];
  const usable = dest !== null && !is_unavailable(dest);
  const operands = `slot ${slot} of ${IP_VS_MH_TAB_SIZE}, weight ${dest?.weight ?? '-'}`;
  ipvs.probe?.branch('!dest || is_unavailable(dest)', operands, !usable);
  return usable ? dest : null;
}

function ip_vs_mh_get_fallback(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  addr: InetAddr,
  port: number,
): ip_vs_dest | null {
  const { lookup } = mh_data(svc);
  const ihash = mh_slot(addr, port, 0);
  const first = lookup[ihash];
  if (!first || !is_unavailable(first)) return first;
  if (ipvs.probe) printk(ipvs, M.mh_unavailable, first.addr, first.port);
  for (let offset = 0; offset < IP_VS_MH_TAB_SIZE; offset++) {
    const roffset = (offset + ihash) % IP_VS_MH_TAB_SIZE;
    const dest = lookup[mh_slot(addr, port, roffset)];
    if (!dest || !is_unavailable(dest)) return dest;
    if (ipvs.probe) printk(ipvs, M.mh_unavailable_offset, dest.addr, dest.port, roffset);
  }
  return null;
}

export const ip_vs_mh: ip_vs_scheduler = {
  name: 'mh',
  init_service(ipvs, svc) {
    const g = mh_gcd_weight(svc.destinations);
    const data: MhData = {
      lookup: empty_table(),
      gcd: g,
      rshift: mh_shift_weight(svc.destinations, g),
    };
    remember(ipvs, svc, 'svc->sched_data', svc, 'sched_data', data);
    if (ipvs.probe) printk(ipvs, M.mh_allocated, TABLE_BYTES);
    return ip_vs_mh_reassign(ipvs, svc);
  },
  done_service(ipvs, svc) {
    put_table(ipvs, svc, empty_table());
    if (ipvs.probe) printk(ipvs, M.mh_released, TABLE_BYTES);
  },
  add_dest: ip_vs_mh_dest_changed,
  del_dest: ip_vs_mh_dest_changed,
  upd_dest: ip_vs_mh_dest_changed,
  schedule(ipvs, svc, iph) {
    if (ipvs.probe) printk(ipvs, M.mh);
    const addr = iph.inverse ? iph.daddr : iph.saddr;
    const with_port = (svc.flags & IP_VS_SVC_F_SCHED_MH_PORT) !== 0;
    const port = with_port ? (iph.inverse ? iph.dport : iph.sport) : 0;
    const get = svc.flags & IP_VS_SVC_F_SCHED_MH_FALLBACK ? ip_vs_mh_get_fallback : ip_vs_mh_get;
    const dest = get(ipvs, svc, addr, port);
    if (!dest) return no_destination(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.mh_pick, addr, port, dest.addr, dest.port);
    return dest;
  },
  figure: {
    name: `mh slots of ${IP_VS_MH_TAB_SIZE}`,
    of: (svc, dest) => String(mh_data(svc).lookup.filter((slot) => slot === dest).length),
  },
  describe(svc) {
    const { gcd: g, rshift } = mh_data(svc);
    return `gcd ${g}, weights shifted by ${rshift}`;
  },
};
