import { formatAddr, type InetAddr } from '../../base/inet.ts';
import { xmit as M } from '../../klog/linux-6.12.ts';
import { ICMP_FRAG_NEEDED, ICMP_TTL_EXCEEDED, icmp_send } from '../lib/icmp.ts';
import { dst_is_local, dst_mtu, is_local_addr } from '../lib/route.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import {
  IP_VS_CONN_F_TUNNEL_TYPE_GRE,
  IP_VS_CONN_F_TUNNEL_TYPE_GUE,
  IP_VS_TUNNEL_ENCAP_FLAG_CSUM,
  type ip_vs_dest,
} from './ip_vs.ts';
import { IPPROTO_TCP } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';

/**
 * The route of a packet that is about to be sent (ip_vs_xmit.c: __ip_vs_get_out_rt and its v6 twin).
 *
 * departs: every server can be reached; all routes have the machine's MTU until an ICMP error tells of a
 * smaller one; a TCP packet longer than that came together on reception (GRO) and is taken as fitting.
 */
export const IP_VS_RT_MODE_LOCAL = 1;
export const IP_VS_RT_MODE_NON_LOCAL = 2;
/** Redirection to the host's own addresses is allowed. */
export const IP_VS_RT_MODE_RDR = 4;
export const IP_VS_RT_MODE_TUNNEL = 32;

export type OutRt = 'remote' | 'local' | 'error';

const IP_MIN_MTU = 68;
const IPV6_MIN_MTU = 1280;

/** The cached route of a server; looked up anew after each edit. */
function route_of(ipvs: netns_ipvs, dest: ip_vs_dest): boolean {
  if (!dest.dst_cached) {
    set(ipvs, dest, 'dst_cached', true);
    set(ipvs, dest, 'dst_local', is_local_addr(ipvs, dest.addr));
    const { route_source } = ipvs.params;
    if (ipvs.probe && route_source !== null) printk(ipvs, M.new_dst, dest.addr, route_source, 1);
  }
  return dest.dst_local;
}

function source_is_loopback(addr: InetAddr): boolean {
  return typeof addr === 'number' ? addr >>> 24 === 127 : false;
}

/** crosses_local_route_boundary */
function crosses(ipvs: netns_ipvs, skb: sk_buff, rt_mode: number, local: boolean): boolean {
  if (!local) return !(rt_mode & IP_VS_RT_MODE_NON_LOCAL) || source_is_loopback(skb.ip.saddr);
  if (!(rt_mode & IP_VS_RT_MODE_LOCAL)) return true;
  return !(rt_mode & IP_VS_RT_MODE_RDR) && !dst_is_local(ipvs, skb);
}

/** Bytes that the tunnel puts around a packet. */
export function tunnel_overhead(dest: ip_vs_dest): number {
  const outer = typeof dest.addr === 'number' ? 20 : 40;
  if (dest.tun_type === IP_VS_CONN_F_TUNNEL_TYPE_GUE) return outer + 12;
  if (dest.tun_type === IP_VS_CONN_F_TUNNEL_TYPE_GRE)
    return outer + (dest.tun_flags === IP_VS_TUNNEL_ENCAP_FLAG_CSUM ? 8 : 4);
  return outer;
}

/** ip_vs_exceeds_mtu, and for IPv4 the other conditions of ensure_mtu_is_adequate. */
function too_big(ipvs: netns_ipvs, skb: sk_buff, rt_mode: number, icmp: boolean, mtu: number): boolean {
  const { ip } = skb;
  if (ip.length <= mtu || (ip.protocol === IPPROTO_TCP && ip.length > ipvs.params.mtu)) return false;
  if (typeof ip.saddr !== 'number') return true;
  if (rt_mode & IP_VS_RT_MODE_TUNNEL && ipvs.sysctl.pmtu_disc === 0) return false;
  return ip.dontFragment && !icmp;
}

/** ensure_mtu_is_adequate: false = the sender was told. */
function mtu_is_adequate(
  ipvs: netns_ipvs,
  skb: sk_buff,
  rt_mode: number,
  icmp: boolean,
  mtu: number,
): boolean {
  const refused = too_big(ipvs, skb, rt_mode, icmp, mtu);
  ipvs.probe?.branch('ensure_mtu_is_adequate(...)', `length ${skb.ip.length}, mtu ${mtu}`, !refused);
  if (!refused) return true;
  if (!icmp) icmp_send(ipvs, skb, ICMP_FRAG_NEEDED, mtu);
  if (ipvs.probe) printk(ipvs, M.frag_needed, skb.ip.saddr);
  return false;
}

/** TTL and length of a packet that leaves the host. `icmp` = it is an ICMP error about the flow. */
function may_leave(
  ipvs: netns_ipvs,
  skb: sk_buff,
  dest: ip_vs_dest | null,
  daddr: InetAddr,
  rt_mode: number,
  icmp: boolean,
): boolean {
  const expired = skb.ip.ttl <= 1;
  ipvs.probe?.branch('ttl <= 1', `ttl ${skb.ip.ttl}`, expired);
  if (expired) {
    icmp_send(ipvs, skb, ICMP_TTL_EXCEEDED);
    return false;
  }
  let mtu = dst_mtu(ipvs, daddr);
  if (rt_mode & IP_VS_RT_MODE_TUNNEL) {
    if (!dest) return false;
    mtu -= tunnel_overhead(dest);
    const least = typeof daddr === 'number' ? IP_MIN_MTU : IPV6_MIN_MTU;
    if (mtu < least) {
      const fn = typeof daddr === 'number' ? '__ip_vs_get_out_rt' : '__ip_vs_get_out_rt_v6';
      if (ipvs.probe) printk(ipvs, M.mtu_too_small, fn, least);
      return false;
    }
  }
  return mtu_is_adequate(ipvs, skb, rt_mode, icmp, mtu);
}

/** __ip_vs_get_out_rt: `local` = the packet goes on to the host itself; `error` = it is freed. */
export function get_out_rt(
  ipvs: netns_ipvs,
  skb: sk_buff,
  dest: ip_vs_dest | null,
  daddr: InetAddr,
  rt_mode: number,
  icmp: boolean,
): OutRt {
  const local = dest ? route_of(ipvs, dest) : is_local_addr(ipvs, daddr);
  if (crosses(ipvs, skb, rt_mode, local)) {
    ipvs.probe?.branch('crosses_local_route_boundary(...)', formatAddr(daddr), true);
    if (ipvs.probe) printk(ipvs, M.crossing, daddr);
    return 'error';
  }
  if (local) return 'local';
  return may_leave(ipvs, skb, dest, daddr, rt_mode, icmp) ? 'remote' : 'error';
}
