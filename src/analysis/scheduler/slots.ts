import { formatAddr, type InetAddr } from '../../base/inet.ts';
import {
  IP_VS_SVC_F_SCHED_MH_FALLBACK,
  IP_VS_SVC_F_SCHED_MH_PORT,
  IP_VS_SVC_F_SCHED_SH_FALLBACK,
  IP_VS_SVC_F_SCHED_SH_PORT,
  type ip_vs_dest,
  type ip_vs_iphdr,
  type ip_vs_service,
} from '../../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import { hash_slots, ip_vs_dh_hashkey, ip_vs_sh_hashkey } from '../../kernel/ipvs/sched/hashed.ts';
import { mh_data, mh_slot } from '../../kernel/ipvs/sched/mh.ts';
import type { MaglevInside, SlotAsked, SlotsInside } from '../../trace/scheduler-views.ts';
import { passedOver, placeOf, tryOut } from './try-out.ts';

/** Schedulers that look an address up in a table of slots: sh, dh, mh. */

const FLAGS: Readonly<Record<string, { readonly port: number; readonly fallback: number }>> = {
  sh: { port: IP_VS_SVC_F_SCHED_SH_PORT, fallback: IP_VS_SVC_F_SCHED_SH_FALLBACK },
  mh: { port: IP_VS_SVC_F_SCHED_MH_PORT, fallback: IP_VS_SVC_F_SCHED_MH_FALLBACK },
  dh: { port: 0, fallback: 0 },
};

/** The slot of an address, and of a port where the service hashes it (else `port` is left out). */
export function slotOf(ipvs: netns_ipvs, svc: ip_vs_service, addr: InetAddr, port: number): number {
  if (svc.scheduler === 'dh') return ip_vs_dh_hashkey(ipvs, addr);
  const hashed = svc.flags & FLAGS[svc.scheduler ?? 'dh'].port ? port : 0;
  return svc.scheduler === 'mh' ? mh_slot(addr, hashed, 0) : ip_vs_sh_hashkey(ipvs, addr, hashed, 0);
}

function asked(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  table: readonly (ip_vs_dest | null)[],
  iph: ip_vs_iphdr | null,
): SlotAsked | null {
  if (!iph) return null;
  const source = (svc.scheduler !== 'dh') !== iph.inverse;
  const [addr, sport] = source ? [iph.saddr, iph.sport] : [iph.daddr, iph.dport];
  const slot = slotOf(ipvs, svc, addr, sport);
  const port = svc.flags & FLAGS[svc.scheduler ?? 'dh'].port ? sport : 0;
  const [answer = null] = tryOut(ipvs, svc, 1, iph).chosen;
  return { addr: formatAddr(addr), port, slot, server: placeOf(svc, table[slot]), answer };
}

function tableView(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  table: readonly (ip_vs_dest | null)[],
  iph: ip_vs_iphdr | null,
): Omit<SlotsInside, 'kind' | 'hashes'> {
  const places = new Map(svc.destinations.map((dest, i) => [dest, i]));
  const slots = Int16Array.from(table, (dest) => (dest && places.get(dest)) ?? -1);
  const shares = svc.destinations.map(() => 0);
  for (const place of slots) if (place >= 0) shares[place]++;
  const flags = FLAGS[svc.scheduler ?? 'dh'];
  return {
    slots,
    shares,
    passedOver: svc.destinations.map(passedOver),
    port: (svc.flags & flags.port) !== 0,
    fallback: (svc.flags & flags.fallback) !== 0,
    asked: asked(ipvs, svc, table, iph),
  };
}

export function slotsInside(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr | null): SlotsInside {
  const hashes = svc.scheduler === 'dh' ? 'destination' : 'source';
  return { kind: 'slots', hashes, ...tableView(ipvs, svc, hash_slots(svc), iph) };
}

export function maglevInside(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr | null): MaglevInside {
  const { lookup, gcd, rshift } = mh_data(svc);
  const weights = svc.destinations.map(({ last_weight }) => last_weight);
  return { kind: 'maglev', hashes: 'source', gcd, rshift, weights, ...tableView(ipvs, svc, lookup, iph) };
}
