import { addrEqual, addrKey, type InetAddr } from '../../base/inet.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { NF_INET_LOCAL_IN } from './netfilter.ts';
import type { sk_buff } from './skbuff.ts';

/**
 * What the model knows of routing (net/ipv4/route.c): which addresses are the host's own, and path MTUs.
 * Everything else has a route of the machine's MTU.
 */
const PMTU_SECONDS = 600;
const MIN_PMTU = 552;

const is_loopback = (addr: InetAddr): boolean =>
  typeof addr === 'number' ? addr >>> 24 === 127 : addr[3] === 1 && (addr[0] | addr[1] | addr[2]) === 0;

/** Is a packet to this address for the host itself? Addresses of services count as its own. */
export function is_local_addr(ipvs: netns_ipvs, addr: InetAddr): boolean {
  if (is_loopback(addr) || ipvs.params.local_addresses.some((own) => addrEqual(own, addr))) return true;
  return ipvs.svc_table.some((list) => list.some((svc) => addrEqual(svc.addr, addr)));
}

/** RTCF_LOCAL: is the host itself the destination of this packet? */
export function dst_is_local(ipvs: netns_ipvs, skb: sk_buff): boolean {
  return skb.hook === NF_INET_LOCAL_IN || is_local_addr(ipvs, skb.ip.daddr);
}

/** 224.0.0.0/4, ff00::/8, 255.255.255.255, and 0.0.0.0 are no unicast. */
export function is_unicast(ipvs: netns_ipvs, addr: InetAddr): boolean {
  if (is_local_addr(ipvs, addr)) return false;
  if (typeof addr === 'number') return addr !== 0 && addr >>> 28 < 14;
  return addr[0] >>> 24 !== 0xff;
}

/** dst_mtu of the route to a server. */
export function dst_mtu(ipvs: netns_ipvs, addr: InetAddr): number {
  if (ipvs.pmtu.size === 0) return ipvs.params.mtu;
  const learned = ipvs.pmtu.get(addrKey(addr));
  return learned && learned.expires > ipvs.jiffies ? learned.mtu : ipvs.params.mtu;
}

/** ipv4_update_pmtu: a smaller path MTU holds for ten minutes. */
export function update_pmtu(ipvs: netns_ipvs, addr: InetAddr, told: number): void {
  if (told >= dst_mtu(ipvs, addr)) return;
  const mtu = Math.max(told, MIN_PMTU);
  ipvs.pmtu.set(addrKey(addr), { mtu, expires: ipvs.jiffies + PMTU_SECONDS * ipvs.params.hz });
}
