import { formatEndpoint, type InetAddr } from '../../../base/inet.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import { IP_VS_DEST_F_OVERLOAD, type ip_vs_dest, type ip_vs_iphdr, type ip_vs_service } from '../ip_vs.ts';
import { ip_vs_proto_name } from '../ip_vs_proto.ts';
import { type netns_ipvs, printk } from '../netns_ipvs.ts';

/**
 * struct ip_vs_scheduler. `schedule` returns null when no server can take the connection; it prints its own
 * error then. `destinations` is in the kernel's order, newest first.
 */
export interface ip_vs_scheduler {
  readonly name: string;
  /** False = the service cannot have this scheduler (EINVAL). */
  init_service?(ipvs: netns_ipvs, svc: ip_vs_service): boolean;
  done_service?(ipvs: netns_ipvs, svc: ip_vs_service): void;
  add_dest?(ipvs: netns_ipvs, svc: ip_vs_service, dest: ip_vs_dest): void;
  /** `index` is where the removed server stood. */
  del_dest?(ipvs: netns_ipvs, svc: ip_vs_service, dest: ip_vs_dest, index: number): void;
  upd_dest?(ipvs: netns_ipvs, svc: ip_vs_service, dest: ip_vs_dest): void;
  schedule(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr): ip_vs_dest | null;
  /** What its timer does, if it has one. */
  periodic?(ipvs: netns_ipvs, svc: ip_vs_service): void;
  /** Name and text of what it compares per server, for the views; none for table schedulers without one. */
  readonly figure?: { readonly name: string; of(svc: ip_vs_service, dest: ip_vs_dest): string };
  /** Its own state in words. */
  describe?(svc: ip_vs_service): string;
}

export function is_overloaded(dest: ip_vs_dest): boolean {
  return (dest.flags & IP_VS_DEST_F_OVERLOAD) !== 0;
}

/** The address as one word: IPv6 words xor-ed. */
export function folded_address(addr: InetAddr): number {
  return typeof addr === 'number' ? addr : (addr[0] ^ addr[1] ^ addr[2] ^ addr[3]) >>> 0;
}

/** Greatest common divisor; gcd(a, 0) = a. */
export function gcd(a: number, b: number): number {
  return b === 0 ? a : gcd(b, a % b);
}

/** hash_32 (include/linux/hash.h): the upper `bits` of the product with the golden ratio. */
export function hash_32(key: number, bits: number): number {
  return Math.imul(key | 0, 0x61c88647) >>> (32 - bits);
}

/** 256 * active + total: what lc and wlc call the overhead (linux-6.12.117). */
export function ip_vs_dest_conn_overhead(dest: ip_vs_dest): number {
  return dest.activeconns * 256 + dest.activeconns + dest.inactconns;
}

/** ip_vs_scheduler_err: printed at any debug_level. */
export function ip_vs_scheduler_err(ipvs: netns_ipvs, svc: ip_vs_service, text: string): void {
  if (!ipvs.probe) return;
  const name = svc.scheduler ?? 'none';
  if (svc.fwmark) printk(ipvs, M.err_fwm, name, svc.fwmark, svc.fwmark, text);
  else printk(ipvs, M.err_addr, name, ip_vs_proto_name(svc.protocol), svc.addr, svc.port, text);
}

export function no_destination(ipvs: netns_ipvs, svc: ip_vs_service): null {
  ip_vs_scheduler_err(ipvs, svc, 'no destination available');
  return null;
}

/** One line of the path per server that was looked at. */
export function looked_at(
  ipvs: netns_ipvs,
  dest: ip_vs_dest,
  condition: string,
  operands: string,
  taken: boolean,
): void {
  ipvs.probe?.branch(condition, `${formatEndpoint(dest.addr, dest.port)} ${operands}`, taken);
}
