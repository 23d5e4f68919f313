import type { InetAddr } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import type { Message } from '../../../klog/message.ts';
import {
  IP_VS_DEST_F_AVAILABLE,
  IP_VS_SVC_F_SCHED_SH_FALLBACK,
  IP_VS_SVC_F_SCHED_SH_PORT,
  type ip_vs_dest,
  type ip_vs_iphdr,
  type ip_vs_service,
} from '../ip_vs.ts';
import { type netns_ipvs, printk, set } from '../netns_ipvs.ts';
import { remember, remember_items } from '../sched_memory.ts';
import {
  folded_address,
  hash_address,
  type ip_vs_scheduler,
  is_overloaded,
  no_destination,
} from './scheduler.ts';

/** Schedulers that look an address up in 256 buckets: sh (source) and dh (destination). */

const TAB_SIZE = 256;
/** What the kernel prints as the size of the table. */
const TABLE_BYTES = 2048;

interface HashData {
  readonly buckets: (ip_vs_dest | null)[];
}

const data_of = (svc: ip_vs_service): HashData => svc.sched_data as HashData;

/** ip_vs_sh_hashkey: address plus port, shifted by `offset` when reselecting. */
export function ip_vs_sh_hashkey(ipvs: netns_ipvs, addr: InetAddr, port: number, offset: number): number {
  return (offset + hash_address(ipvs, folded_address(addr) + port, 8)) % TAB_SIZE;
}

export function ip_vs_dh_hashkey(ipvs: netns_ipvs, addr: InetAddr): number {
  return hash_address(ipvs, folded_address(addr), 8);
}

function fill(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  turns: (dest: ip_vs_dest) => number,
  line: Message | null,
): void {
  const { buckets } = data_of(svc);
  const filled = new Array<ip_vs_dest | null>(TAB_SIZE).fill(null);
  const list = svc.destinations;
  let at = 0;
  let taken = 0;
  for (let i = 0; i < TAB_SIZE; i++) {
    const before = buckets[i];
    if (before) set(ipvs, before, 'refcnt', before.refcnt - 1);
    if (list.length === 0) continue;
    const dest = list[at % list.length];
    set(ipvs, dest, 'refcnt', dest.refcnt + 1);
    filled[i] = dest;
    if (line && ipvs.probe) printk(ipvs, line, i, dest.addr, dest.weight);
    if (++taken >= turns(dest)) {
      at++;
      taken = 0;
    }
  }
  remember_items(ipvs, svc, 's->buckets', buckets, filled);
}

function flush(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const { buckets } = data_of(svc);
  for (const dest of buckets) if (dest) set(ipvs, dest, 'refcnt', dest.refcnt - 1);
  remember_items(ipvs, svc, 's->buckets', buckets, new Array<null>(TAB_SIZE).fill(null));
}

function init_table(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const data: HashData = { buckets: new Array<ip_vs_dest | null>(TAB_SIZE).fill(null) };
  remember(ipvs, svc, 'svc->sched_data', svc, 'sched_data', data);
}

function slots(svc: ip_vs_service, dest: ip_vs_dest): string {
  return String(data_of(svc).buckets.filter((bucket) => bucket === dest).length);
}

/** ip_vs_sh_reassign: each server takes as many buckets in a row as its weight, at least one; once it was one. */
function ip_vs_sh_reassign(ipvs: netns_ipvs, svc: ip_vs_service): void {
  const by_weight = !ipvs.params.profile.hashes_low_bits;
  fill(ipvs, svc, (dest) => (by_weight ? dest.weight : 1), M.sh_assigned);
}

export const hash_slots = (svc: ip_vs_service): readonly (ip_vs_dest | null)[] => data_of(svc).buckets;

const sh_unavailable = (dest: ip_vs_dest): boolean => dest.weight <= 0 || is_overloaded(dest);

function ip_vs_sh_get_fallback(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  addr: InetAddr,
  port: number,
): ip_vs_dest | null {
  const { buckets } = data_of(svc);
  const start = ip_vs_sh_hashkey(ipvs, addr, port, 0);
  const first = buckets[start];
  if (!first || !sh_unavailable(first)) return first;
  if (ipvs.probe) printk(ipvs, M.sh_unavailable, first.addr, first.port);
  for (let offset = 0; offset < TAB_SIZE; offset++) {
    const shift = (offset + start) % TAB_SIZE;
    const dest = buckets[ip_vs_sh_hashkey(ipvs, addr, port, shift)];
    if (!dest || !sh_unavailable(dest)) return dest;
    if (ipvs.probe) printk(ipvs, M.sh_unavailable_offset, dest.addr, dest.port, shift);
  }
  return null;
}

function sh_get(ipvs: netns_ipvs, svc: ip_vs_service, addr: InetAddr, port: number): ip_vs_dest | null {
  const bucket = ip_vs_sh_hashkey(ipvs, addr, port, 0);
  const dest = data_of(svc).buckets[bucket];
  const usable = dest !== null && !sh_unavailable(dest);
  ipvs.probe?.branch(
    '!dest || is_unavailable(dest)',
    `slot ${bucket} of ${TAB_SIZE}, weight ${dest?.weight ?? '-'}`,
    !usable,
  );
  return usable ? dest : null;
}

export const ip_vs_sh: ip_vs_scheduler = {
  name: 'sh',
  init_service(ipvs, svc) {
    init_table(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.sh_allocated, TABLE_BYTES);
    ip_vs_sh_reassign(ipvs, svc);
    return true;
  },
  done_service(ipvs, svc) {
    flush(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.sh_released, TABLE_BYTES);
  },
  add_dest: ip_vs_sh_reassign,
  del_dest: ip_vs_sh_reassign,
  upd_dest: ip_vs_sh_reassign,
  schedule(ipvs, svc, iph: ip_vs_iphdr) {
    if (ipvs.probe) printk(ipvs, M.sh);
    const addr = iph.inverse ? iph.daddr : iph.saddr;
    const with_port = (svc.flags & IP_VS_SVC_F_SCHED_SH_PORT) !== 0;
    const port = with_port ? (iph.inverse ? iph.dport : iph.sport) : 0;
    const get = svc.flags & IP_VS_SVC_F_SCHED_SH_FALLBACK ? ip_vs_sh_get_fallback : sh_get;
    const dest = get(ipvs, svc, addr, port);
    if (!dest) return no_destination(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.sh_pick, addr, dest.addr, dest.port);
    return dest;
  },
  figure: { name: 'sh slots of 256', of: slots },
};

/** ip_vs_dh_assign: one bucket each, round and round. */
function ip_vs_dh_reassign(ipvs: netns_ipvs, svc: ip_vs_service): void {
  fill(ipvs, svc, () => 1, null);
}

export const ip_vs_dh: ip_vs_scheduler = {
  name: 'dh',
  init_service(ipvs, svc) {
    init_table(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.dh_allocated, TABLE_BYTES);
    ip_vs_dh_reassign(ipvs, svc);
    return true;
  },
  done_service(ipvs, svc) {
    flush(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.dh_released, TABLE_BYTES);
  },
  add_dest: ip_vs_dh_reassign,
  del_dest: ip_vs_dh_reassign,
  upd_dest(ipvs, svc) {
    if (ipvs.params.profile.sched_restarts) ip_vs_dh_reassign(ipvs, svc);
  },
  schedule(ipvs, svc, iph) {
    if (ipvs.probe) printk(ipvs, M.dh);
    const dest = data_of(svc).buckets[ip_vs_dh_hashkey(ipvs, iph.daddr)];
    const refused =
      !dest || !(dest.flags & IP_VS_DEST_F_AVAILABLE) || dest.weight <= 0 || is_overloaded(dest);
    if (refused) return ipvs.params.profile.hashes_low_bits ? null : no_destination(ipvs, svc);
    if (ipvs.probe) printk(ipvs, M.dh_pick, iph.daddr, dest.addr, dest.port);
    return dest;
  },
  figure: { name: 'dh slots of 256', of: slots },
};
