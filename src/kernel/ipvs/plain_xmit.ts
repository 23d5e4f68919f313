import { addrEqual, formatEndpoint, type InetAddr } from '../../base/inet.ts';
import { only } from '../../klog/linux-2.6.32.ts';
import type { Message } from '../../klog/message.ts';
import { ICMP_FRAG_NEEDED, icmp_send } from '../lib/icmp.ts';
import { NF_ACCEPT, NF_STOLEN, VERDICT_NAMES, type Verdict } from '../lib/netfilter.ts';
import { printk_ratelimited } from '../lib/ratelimit.ts';
import { dst_mtu } from '../lib/route.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { EnterFunction, LeaveFunction } from './function_lines.ts';
import {
  IP_VS_CONN_F_BYPASS,
  IP_VS_CONN_F_LOCALNODE,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_TUNNEL,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
  type ip_vs_dest,
} from './ip_vs.ts';
import { type netns_ipvs, printk, set, set_in_pkts } from './netns_ipvs.ts';

/**
 * The transmitters as long as they were plain (ip_vs_xmit.c, linux-2.6.32): a route, the MTU, and away. They
 * look neither at the TTL nor at where the route leads.
 *
 * departs: every server can be reached, and all routes have the machine's MTU.
 */
const RT_TOS_MASK = 0x1e;
const IP_HEADER = 20;
const IP_MIN_MTU = 68;
const IPV6_HEADER = 40;
const IPV6_MIN_MTU = 1280;

/** Servers of this address that hold the route already: each is a reference to it. */
function route_users(ipvs: netns_ipvs, addr: InetAddr): number {
  let users = 0;
  for (const list of [...ipvs.svc_table, ...ipvs.svc_fwm_table]) {
    for (const { destinations } of list) {
      for (const dest of destinations) if (dest.dst_cached && addrEqual(dest.addr, addr)) users++;
    }
  }
  return users;
}

/** __ip_vs_get_out_rt: the server keeps its route. */
function get_out_rt(ipvs: netns_ipvs, skb: sk_buff, dest: ip_vs_dest | null): void {
  if (!dest || dest.dst_cached) return;
  set(ipvs, dest, 'dst_cached', true);
  if (ipvs.probe) {
    const refcnt = route_users(ipvs, dest.addr) + 1;
    if (typeof dest.addr !== 'number') printk(ipvs, only.new_dst_v6, dest.addr, refcnt);
    else printk(ipvs, only.new_dst, dest.addr, refcnt, skb.ip.tos & RT_TOS_MASK);
  }
}

/** What is said when a packet does not fit: masquerading only dumps it, which no kernel prints. */
function frag_message(fn: string): Message | null {
  return fn.startsWith('ip_vs_nat_xmit') ? null : only.frag_needed;
}

/** False = the packet is too long and must not be fragmented (IPv6 never is): its sender was told. */
function fits(ipvs: netns_ipvs, skb: sk_buff, fn: string, mtu: number): boolean {
  const whole = skb.ip.dontFragment || typeof skb.ip.saddr !== 'number';
  const refused = whole && skb.ip.length > mtu;
  ipvs.probe?.branch('(skb->len > mtu) && DF', `length ${skb.ip.length}, mtu ${mtu}`, refused);
  if (!refused) return true;
  icmp_send(ipvs, skb, ICMP_FRAG_NEEDED, mtu);
  const message = frag_message(fn);
  if (message) printk_ratelimited(ipvs, message, fn);
  return false;
}

/** Route and MTU; false = freed. */
function send(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, fn: string): boolean {
  const method = IP_VS_FWD_METHOD(cp);
  const tunnel = method === IP_VS_CONN_F_TUNNEL;
  get_out_rt(ipvs, skb, method === IP_VS_CONN_F_BYPASS ? null : cp.dest);
  const v6 = typeof cp.daddr !== 'number';
  const mtu = dst_mtu(ipvs, cp.daddr) - (tunnel ? (v6 ? IPV6_HEADER : IP_HEADER) : 0);
  if (tunnel && mtu < (v6 ? IPV6_MIN_MTU : IP_MIN_MTU)) {
    printk_ratelimited(ipvs, v6 ? only.mtu_less_v6 : only.mtu_less, fn);
    return false;
  }
  if (!fits(ipvs, skb, fn, mtu)) return false;
  skb.ipvs_property = true;
  return true;
}

/** ip_vs_null_xmit, ip_vs_bypass_xmit, ip_vs_nat_xmit, ip_vs_tunnel_xmit, ip_vs_dr_xmit. `tell` = for the reader. */
export function plain_xmit(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, tell: () => void): Verdict {
  if (IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_LOCALNODE) return NF_ACCEPT;
  const fn = cp.packet_xmit;
  if (ipvs.probe) EnterFunction(ipvs, fn);
  const sent = send(ipvs, skb, cp, fn);
  if (sent) tell();
  if (ipvs.probe) LeaveFunction(ipvs, fn, !sent);
  return NF_STOLEN;
}

/** ip_vs_icmp_xmit: an error for the server; only masquerading needs it translated. */
export function plain_icmp_xmit(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): Verdict {
  const fn = typeof cp.daddr === 'number' ? 'ip_vs_icmp_xmit' : 'ip_vs_icmp_xmit_v6';
  ipvs.probe?.enter(fn, `to ${formatEndpoint(cp.daddr, cp.dport)}`);
  if (ipvs.probe) EnterFunction(ipvs, fn);
  let verdict: Verdict = NF_STOLEN;
  if (IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ) {
    send(ipvs, skb, cp, fn);
  } else {
    ipvs.probe?.enter(cp.packet_xmit, `to ${formatEndpoint(cp.daddr, cp.dport)}`);
    verdict = plain_xmit(ipvs, skb, cp, () => undefined);
    ipvs.probe?.leave(VERDICT_NAMES[verdict]);
    set_in_pkts(ipvs, cp, cp.in_pkts + 1);
  }
  if (ipvs.probe) LeaveFunction(ipvs, fn);
  ipvs.probe?.leave(VERDICT_NAMES[verdict]);
  return verdict;
}
