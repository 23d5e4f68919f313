import { addrEqual, type InetAddr } from '../../base/inet.ts';
import { core as M } from '../../klog/linux-6.12.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { icmp_send } from '../lib/icmp.ts';
import { NF_ACCEPT, NF_INET_LOCAL_IN, NF_STOLEN, type Verdict } from '../lib/netfilter.ts';
import { dst_mtu, update_pmtu } from '../lib/route.ts';
import { alloc_skb, ip_vs_fill_iph, type sk_buff } from '../lib/skbuff.ts';
import { ip_vs_conn_in_get_proto } from './conn_lookup.ts';
import {
  IP_VS_CONN_F_TUNNEL,
  IP_VS_CONN_F_TUNNEL_TYPE_GRE,
  IP_VS_CONN_F_TUNNEL_TYPE_GUE,
  IP_VS_CONN_F_TUNNEL_TYPE_IPIP,
  type ip_vs_conn,
  type ip_vs_dest,
} from './ip_vs.ts';
import { __ip_vs_conn_put } from './ip_vs_conn.ts';
import { has_ports, ip_vs_proto_get } from './ip_vs_proto.ts';
import { type netns_ipvs, printk } from './netns_ipvs.ts';
import { tunnel_overhead } from './out_rt.ts';
import { services_walk } from './services.ts';
import { ip_vs_out_stats } from './stats.ts';

/**
 * Errors about the packets that the director itself wrapped (ip_vs_in_icmp, IPv4): the outer header is taken
 * off, and the client hears what concerns it. departs: the path MTU told is the one learned.
 */
const VIA = { ipip: 'IPIP', gre: 'GRE', gue: 'UDP' } as const;
const TYPES = {
  ipip: IP_VS_CONN_F_TUNNEL_TYPE_IPIP,
  gre: IP_VS_CONN_F_TUNNEL_TYPE_GRE,
  gue: IP_VS_CONN_F_TUNNEL_TYPE_GUE,
} as const;

/** ip_vs_find_tunnel: a server that is reached through this kind of tunnel. */
function ip_vs_find_tunnel(ipvs: netns_ipvs, addr: InetAddr, tun_type: number): ip_vs_dest | null {
  for (const svc of services_walk(ipvs)) {
    for (const dest of svc.destinations) {
      const tunnelled = (dest.conn_flags & 7) === IP_VS_CONN_F_TUNNEL && dest.tun_type === tun_type;
      if (tunnelled && addrEqual(dest.addr, addr)) return dest;
    }
  }
  return null;
}

type IcmpTransport = Extract<IpPacket['transport'], { kind: 'icmp' }>;

/** "Fragmentation needed": the path MTU is learned; null = the client does not ask for errors. */
function learn_mtu(
  ipvs: netns_ipvs,
  outer: IpPacket,
  inner: IpPacket,
  via: keyof typeof VIA,
  told: number,
  dest: ip_vs_dest,
): number | null {
  if (ipvs.probe) printk(ipvs, M.icmp_for_tunnel, VIA[via], outer.saddr, outer.daddr, told);
  update_pmtu(ipvs, outer.daddr, told);
  if (!inner.dontFragment) return null;
  const mtu = dst_mtu(ipvs, outer.daddr);
  const overhead = tunnel_overhead(dest);
  return mtu > 68 + overhead ? mtu - overhead : mtu;
}

function tell_client(
  ipvs: netns_ipvs,
  skb: sk_buff,
  icmp: IcmpTransport,
  inner: IpPacket,
  cp: ip_vs_conn,
  info: number,
): void {
  const { type, code } = icmp;
  if (ipvs.probe) printk(ipvs, M.sending_icmp, inner.saddr, inner.daddr, type, code, info);
  const about = alloc_skb(inner, true);
  about.hook = skb.hook;
  icmp_send(ipvs, about, { v4: { type, code }, v6: { type, code } }, info);
  ip_vs_out_stats(ipvs, cp, inner.length);
}

/** null = the error is not about a tunnel of the director. */
export function tunnel_error(ipvs: netns_ipvs, skb: sk_buff, icmp: IcmpTransport): Verdict | null {
  const outer = icmp.embedded;
  if (!outer || typeof outer.saddr !== 'number' || outer.transport.kind !== 'tunnel') return null;
  const { via, inner } = outer.transport;
  const dest = skb.hook === NF_INET_LOCAL_IN ? ip_vs_find_tunnel(ipvs, outer.daddr, TYPES[via]) : null;
  if (!dest || outer.fragmentOffset > 0) return NF_ACCEPT;
  if (!inner || typeof inner.saddr !== 'number' || !ip_vs_proto_get(inner.protocol)) return NF_ACCEPT;
  if (inner.fragmentOffset > 0 && has_ports(inner.protocol)) return NF_ACCEPT;
  const cp = ip_vs_conn_in_get_proto(ipvs, ip_vs_fill_iph(inner, false, true));
  if (!cp) return NF_ACCEPT;
  const too_big = icmp.type === 3 && icmp.code === 4;
  const told = icmp.rest & 0xffff;
  const info = too_big ? learn_mtu(ipvs, outer, inner, via, told, dest) : icmp.rest;
  if (info !== null) tell_client(ipvs, skb, icmp, inner, cp, info);
  __ip_vs_conn_put(ipvs, cp);
  return NF_STOLEN;
}
