import { formatAddr, formatEndpoint } from '../../base/inet.ts';
import { xmit as M } from '../../klog/linux-6.12.ts';
import { NF_ACCEPT, NF_INET_FORWARD, NF_STOLEN, VERDICT_NAMES, type Verdict } from '../lib/netfilter.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import {
  IP_VS_CONN_F_BYPASS,
  IP_VS_CONN_F_LOCALNODE,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NFCT,
  IP_VS_CONN_F_NO_CPORT,
  IP_VS_CONN_F_SYNC,
  IP_VS_CONN_F_TUNNEL,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
} from './ip_vs.ts';
import { ip_vs_conn_hash, ip_vs_conn_unhash } from './ip_vs_conn.ts';
import { ip_vs_ftp_in } from './ip_vs_ftp.ts';
import { type netns_ipvs, printk, set, set_flags } from './netns_ipvs.ts';
import { ip_vs_confirm_conntrack, keep_track, track_or_not } from './nfct.ts';
import {
  get_out_rt,
  IP_VS_RT_MODE_LOCAL,
  IP_VS_RT_MODE_NON_LOCAL,
  IP_VS_RT_MODE_RDR,
  IP_VS_RT_MODE_TUNNEL,
} from './out_rt.ts';
import { plain_xmit } from './plain_xmit.ts';

/**
 * Transmission (ip_vs_xmit.c): STOLEN when the packet was sent or freed, ACCEPT when it goes on to the host
 * itself. It leaves marked, so that the hooks it meets on its way out let it pass.
 */
export function ip_vs_conn_fill_cport(ipvs: netns_ipvs, cp: ip_vs_conn, cport: number): void {
  if (!ip_vs_conn_unhash(ipvs, cp)) return;
  set_flags(ipvs, cp, cp.flags & ~IP_VS_CONN_F_NO_CPORT);
  ipvs.conn_no_cport_cnt--;
  set(ipvs, cp, 'cport', cport);
  ip_vs_conn_hash(ipvs, cp);
  ipvs.tally?.rehashed(cp);
}

/** A masqueraded entry without client port learns it from this packet. */
function fill_from(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): void {
  const { transport } = skb.ip;
  if (!('sport' in transport)) return;
  ip_vs_conn_fill_cport(ipvs, cp, transport.sport);
  if (ipvs.probe) printk(ipvs, M.filled_cport, transport.sport);
}

const BOTH = IP_VS_RT_MODE_LOCAL | IP_VS_RT_MODE_NON_LOCAL;

/** Where a method may send to; an ICMP error that passes FORWARD is never redirected to the host itself. */
function rt_mode_of(method: number, icmp: boolean, skb: sk_buff): number {
  if (method === IP_VS_CONN_F_BYPASS) return IP_VS_RT_MODE_NON_LOCAL;
  if (method === IP_VS_CONN_F_TUNNEL) return BOTH | IP_VS_RT_MODE_TUNNEL;
  if (method !== IP_VS_CONN_F_MASQ) return BOTH;
  return icmp && skb.hook === NF_INET_FORWARD ? IP_VS_RT_MODE_NON_LOCAL : BOTH | IP_VS_RT_MODE_RDR;
}

/** What becomes of the packet, for the reader. */
function tell(ipvs: netns_ipvs, cp: ip_vs_conn, method: number): void {
  const probe = ipvs.probe;
  if (!probe) return;
  if (method === IP_VS_CONN_F_MASQ) {
    probe.note(
      'daddr:dport',
      `${formatEndpoint(cp.vaddr, cp.vport)} -> ${formatEndpoint(cp.daddr, cp.dport)}`,
    );
  } else if (method === IP_VS_CONN_F_TUNNEL) {
    probe.note('outer header', `to ${formatAddr(cp.daddr)}`);
  } else if (method === IP_VS_CONN_F_BYPASS) {
    probe.note('link destination', 'of the route to the original destination');
  } else {
    probe.note('link destination', `of ${formatAddr(cp.daddr)}; IP header unchanged`);
  }
}

/** ip_vs_tunnel_xmit_prepare: what goes into the tunnel leaves its conntrack behind. */
function into_tunnel(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): Verdict {
  skb.ipvs_property = true;
  if (cp.flags & IP_VS_CONN_F_NFCT) ip_vs_confirm_conntrack(ipvs, skb);
  skb.nfct = null;
  return NF_STOLEN;
}

/** ip_vs_nat_send_or_cont, ip_vs_send_or_cont: what is sent passes POST_ROUTING, where its conntrack is confirmed. */
function send_or_cont(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, local: boolean): Verdict {
  const method = IP_VS_FWD_METHOD(cp);
  if (method === IP_VS_CONN_F_TUNNEL && !local) return into_tunnel(ipvs, skb, cp);
  skb.ipvs_property = true;
  if (method === IP_VS_CONN_F_MASQ) track_or_not(ipvs, skb, cp, true);
  else keep_track(ipvs, skb, cp);
  if (local) return NF_ACCEPT;
  ip_vs_confirm_conntrack(ipvs, skb);
  return NF_STOLEN;
}

function transmit(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, icmp: boolean): Verdict {
  const method = IP_VS_FWD_METHOD(cp);
  if (ipvs.params.profile.plain_xmit) {
    if (method === IP_VS_CONN_F_MASQ && cp.flags & IP_VS_CONN_F_NO_CPORT) fill_from(ipvs, skb, cp);
    return plain_xmit(ipvs, skb, cp, () => tell(ipvs, cp, method));
  }
  if (method === IP_VS_CONN_F_LOCALNODE) return send_or_cont(ipvs, skb, cp, true);
  const masq = method === IP_VS_CONN_F_MASQ;
  if (masq && !icmp && cp.flags & IP_VS_CONN_F_NO_CPORT) fill_from(ipvs, skb, cp);
  const daddr = method === IP_VS_CONN_F_BYPASS ? skb.ip.daddr : cp.daddr;
  const rt = get_out_rt(ipvs, skb, cp.dest, daddr, rt_mode_of(method, icmp, skb), icmp);
  if (rt === 'error') return NF_STOLEN;
  const local = rt === 'local';
  if (masq && local && cp.flags & IP_VS_CONN_F_SYNC && skb.nfct) {
    ipvs.probe?.note(
      'stopping DNAT to local address',
      'the entry came from a master, and the packet is tracked',
    );
    return NF_STOLEN;
  }
  const to_loopback = masq && local && typeof cp.daddr === 'number' && cp.daddr >>> 24 === 127;
  if (to_loopback && skb.from_network) {
    if (icmp && ipvs.probe) printk(ipvs, M.icmp_loopback, 'ip_vs_icmp_xmit', cp.daddr);
    return NF_STOLEN;
  }
  tell(ipvs, cp, method);
  if (masq && !icmp && cp.app) ip_vs_ftp_in(ipvs, skb, cp);
  return send_or_cont(ipvs, skb, cp, local);
}

/** cp->packet_xmit(skb, cp, pp, iph), and ip_vs_icmp_xmit for an error about the flow (`icmp`). */
export function packet_xmit(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, icmp = false): Verdict {
  const probe = ipvs.probe;
  probe?.enter(cp.packet_xmit || 'packet_xmit', `to ${formatEndpoint(cp.daddr, cp.dport)}`);
  const verdict = transmit(ipvs, skb, cp, icmp);
  probe?.leave(VERDICT_NAMES[verdict]);
  return verdict;
}
