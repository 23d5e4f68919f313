import { formatAddr, formatEndpoint } from '../../base/inet.ts';
import { xmit as M } from '../../klog/linux-6.12.ts';
import { NF_ACCEPT, NF_STOLEN, type Verdict } from '../lib/netfilter.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { IP_VS_CONN_F_MASQ, IP_VS_CONN_F_NO_CPORT, IP_VS_FWD_METHOD, type ip_vs_conn } from './ip_vs.ts';
import { ip_vs_conn_hash, ip_vs_conn_unhash } from './ip_vs_conn.ts';
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';

/**
 * Transmission (ip_vs_xmit.c). Every method ends in STOLEN; the packet leaves marked, so that the hooks it
 * meets on its way out let it pass.
 *
 * departs: routes always exist and real servers are remote; no MTU test and no ICMP from here; TTL is not
 * looked at.
 */
export function ip_vs_conn_fill_cport(ipvs: netns_ipvs, cp: ip_vs_conn, cport: number): void {
  if (!ip_vs_conn_unhash(ipvs, cp)) return;
  set(ipvs, cp, 'flags', cp.flags & ~IP_VS_CONN_F_NO_CPORT);
  ipvs.conn_no_cport_cnt--;
  set(ipvs, cp, 'cport', cport);
  ip_vs_conn_hash(ipvs, cp);
}

/** __ip_vs_get_out_rt: the route is looked up once per server and kept until the server is edited. */
function get_out_rt(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  const { dest } = cp;
  if (!dest || dest.dst_cached) return;
  set(ipvs, dest, 'dst_cached', true);
  if (ipvs.probe) printk(ipvs, M.new_dst, cp.daddr, ipvs.params.route_source ?? 0, 1);
}

/** cp->packet_xmit(skb, cp, pp, iph) */
export function packet_xmit(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): Verdict {
  const probe = ipvs.probe;
  probe?.enter(cp.packet_xmit || 'packet_xmit', `to ${formatEndpoint(cp.daddr, cp.dport)}`);
  if (cp.packet_xmit === 'ip_vs_null_xmit') {
    probe?.leave('NF_ACCEPT');
    return NF_ACCEPT;
  }
  const masq = IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ;
  if (masq && cp.flags & IP_VS_CONN_F_NO_CPORT) {
    const { transport } = skb.ip;
    if ('sport' in transport) {
      ip_vs_conn_fill_cport(ipvs, cp, transport.sport);
      if (probe) printk(ipvs, M.filled_cport, transport.sport);
    }
  }
  get_out_rt(ipvs, cp);
  if (masq) {
    const before = formatEndpoint(cp.vaddr, cp.vport);
    probe?.note('daddr:dport', `${before} -> ${formatEndpoint(cp.daddr, cp.dport)}`);
  } else if (cp.packet_xmit.startsWith('ip_vs_tunnel')) {
    probe?.note('outer header', `IPIP to ${formatAddr(cp.daddr)}`);
  } else if (cp.packet_xmit.startsWith('ip_vs_dr')) {
    probe?.note('link destination', `of ${formatAddr(cp.daddr)}; IP header unchanged`);
  }
  skb.ipvs_property = true;
  probe?.leave('NF_STOLEN');
  return NF_STOLEN;
}
