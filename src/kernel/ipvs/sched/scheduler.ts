import { formatEndpoint, type InetAddr } from '../../../base/inet.ts';
import { only } from '../../../klog/linux-2.6.32.ts';
import { sched as M } from '../../../klog/linux-6.12.ts';
import { printk_ratelimited } from '../../lib/ratelimit.ts';
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
  readonly figure?: {
    readonly name: string;
    of(svc: ip_vs_service, dest: ip_vs_dest, ipvs: netns_ipvs): string;
  };
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

/** Where hash_32 was not used yet (linux-2.6.32): the lower bits of the product with 2654435761. */
export function hash_low(key: number, bits: number): number {
  return Math.imul(key | 0, 2654435761) & (2 ** bits - 1);
}

/** Bucket of an address, as the kernel hashes it. */
export function hash_address(ipvs: netns_ipvs, key: number, bits: number): number {
  return ipvs.params.profile.hashes_low_bits ? hash_low(key, bits) : hash_32(key, bits);
}

function weigh(ipvs: netns_ipvs, dest: ip_vs_dest, factor: number): number {
  const total = ipvs.params.profile.overhead.total ? dest.activeconns : 0;
  return dest.activeconns * factor + total + dest.inactconns;
}

/** What lc and wlc call the overhead: 256 * active + total (linux-6.12.117), 256 * active + inactive (2.6.32). */
export function ip_vs_dest_conn_overhead(ipvs: netns_ipvs, dest: ip_vs_dest): number {
  return weigh(ipvs, dest, ipvs.params.profile.overhead.lc);
}

/** The same for lblc and lblcr, which once counted an active connection 50 times. */
export function lblc_overhead(ipvs: netns_ipvs, dest: ip_vs_dest): number {
  return weigh(ipvs, dest, ipvs.params.profile.overhead.lblc);
}

/** ip_vs_scheduler_err: printed at any debug_level. */
export function ip_vs_scheduler_err(ipvs: netns_ipvs, svc: ip_vs_service, text: string): void {
  const name = svc.scheduler ?? 'none';
  if (ipvs.params.profile.ratelimits) {
    printk_ratelimited(ipvs, only.no_destination, name.toUpperCase(), text);
    return;
  }
  if (!ipvs.probe) return;
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
