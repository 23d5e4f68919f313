import { formatAddr } from '../../base/inet.ts';
import { only } from '../../klog/linux-2.6.32.ts';
import { core as M } from '../../klog/linux-6.12.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { NF_ACCEPT, NF_DROP, VERDICT_NAMES, type Verdict } from '../lib/netfilter.ts';
import { ip_vs_fill_iph, type sk_buff } from '../lib/skbuff.ts';
import { ip_vs_conn_in_get_proto, ip_vs_conn_out_get_proto } from './conn_lookup.ts';
import { IP_VS_CONN_F_MASQ, IP_VS_FWD_METHOD, type ip_vs_conn } from './ip_vs.ts';
import { __ip_vs_conn_put, ip_vs_conn_put } from './ip_vs_conn.ts';
import { has_ports, ip_vs_proto_get } from './ip_vs_proto.ts';
import { packet_xmit } from './ip_vs_xmit.ts';
import { type netns_ipvs, printk, set_in_pkts } from './netns_ipvs.ts';
import { track_or_not } from './nfct.ts';
import { plain_icmp_xmit } from './plain_xmit.ts';
import { ip_vs_route_me_harder } from './route_me_harder.ts';
import { try_to_schedule } from './schedule.ts';
import { ip_vs_in_stats, ip_vs_out_stats } from './stats.ts';
import { tunnel_error } from './tunnel_error.ts';

/**
 * ICMP errors about IPVS flows (ip_vs_core.c: ip_vs_out_icmp, ip_vs_in_icmp and their v6 twins).
 * departs: checksums count as right.
 */

/** Related: destination unreachable, source quench, time exceeded; for IPv6 any error. */
function is_related(v4: boolean, type: number): boolean {
  return v4 ? type === 3 || type === 4 || type === 11 : type < 128;
}

type IcmpTransport = Extract<IpPacket['transport'], { kind: 'icmp' }>;

function icmp_line(ipvs: netns_ipvs, skb: sk_buff, icmp: IcmpTransport, outgoing: boolean): void {
  const v4 = typeof skb.ip.saddr === 'number';
  if (v4) {
    const message = outgoing ? M.outgoing_icmp : M.incoming_icmp;
    printk(ipvs, message, icmp.type, icmp.rest >>> 16, skb.ip.saddr, skb.ip.daddr);
  } else if (is_related(false, icmp.type)) {
    const message = outgoing ? M.outgoing_icmpv6 : M.incoming_icmpv6;
    printk(ipvs, message, icmp.type, icmp.rest >>> 16, skb.ip.saddr, skb.ip.daddr);
  }
}

/** The packet that the error is about, if IPVS handles its protocol and its header is there. */
function embedded_of(icmp: IcmpTransport): IpPacket | null {
  const { embedded } = icmp;
  if (!embedded || !ip_vs_proto_get(embedded.protocol)) return null;
  return embedded.fragmentOffset > 0 && has_ports(embedded.protocol) ? null : embedded;
}

/** handle_response_icmp: an error about what the client sent, translated back. */
function handle_response_icmp(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): Verdict {
  const masq = IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ;
  if (!masq && ipvs.probe && !ipvs.params.profile.hooks_local) printk(ipvs, only.half_connection);
  if (masq) ip_vs_route_me_harder(ipvs, skb, cp.vaddr);
  ip_vs_out_stats(ipvs, cp, skb.ip.length);
  skb.ipvs_property = true;
  track_or_not(ipvs, skb, cp, false);
  __ip_vs_conn_put(ipvs, cp);
  return NF_ACCEPT;
}

/** ip_vs_out_icmp: an error from a real server's side. null = not related, the hook goes on. */
export function ip_vs_out_icmp(ipvs: netns_ipvs, skb: sk_buff): Verdict | null {
  return about(ipvs, skb, true, (icmp) => {
    const embedded = embedded_of(icmp);
    const cp = embedded && ip_vs_conn_out_get_proto(ipvs, ip_vs_fill_iph(embedded, true, true));
    return cp ? handle_response_icmp(ipvs, skb, cp) : NF_ACCEPT;
  });
}

/** ip_vs_icmp_xmit: by the entry's own way; masquerading rewrites addresses and the packet inside. */
function ip_vs_icmp_xmit(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): Verdict {
  if (ipvs.params.profile.plain_xmit) return plain_icmp_xmit(ipvs, skb, cp);
  const verdict = packet_xmit(ipvs, skb, cp, true);
  if (IP_VS_FWD_METHOD(cp) !== IP_VS_CONN_F_MASQ) set_in_pkts(ipvs, cp, cp.in_pkts + 1);
  return verdict;
}

/** ip_vs_in_icmp: an error from the client's side about a reply it got, or from the way to a tunnel's end. */
export function ip_vs_in_icmp(ipvs: netns_ipvs, skb: sk_buff): Verdict | null {
  return about(ipvs, skb, false, (icmp) => {
    const { hooks_local } = ipvs.params.profile;
    const handled = hooks_local ? tunnel_error(ipvs, skb, icmp) : null;
    if (handled !== null) return handled;
    const embedded = embedded_of(icmp);
    if (!embedded) return NF_ACCEPT;
    const ciph = ip_vs_fill_iph(embedded, true, true);
    const found = ip_vs_conn_in_get_proto(ipvs, ciph);
    if (found) {
      ip_vs_in_stats(ipvs, found, skb.ip.length);
      const verdict = ip_vs_icmp_xmit(ipvs, skb, found);
      __ip_vs_conn_put(ipvs, found);
      return verdict;
    }
    if (!hooks_local) {
      const response = ip_vs_conn_out_get_proto(ipvs, ciph);
      return response ? handle_response_icmp(ipvs, skb, response) : NF_ACCEPT;
    }
    const schedule = ipvs.sysctl.schedule_icmp !== 0;
    ipvs.probe?.branch('sysctl_schedule_icmp(ipvs)', String(ipvs.sysctl.schedule_icmp), schedule);
    if (!schedule) return NF_ACCEPT;
    const outcome = try_to_schedule(ipvs, skb, ciph);
    if ('verdict' in outcome) return outcome.verdict;
    ip_vs_in_stats(ipvs, outcome.cp, skb.ip.length);
    const verdict = ip_vs_icmp_xmit(ipvs, skb, outcome.cp);
    ip_vs_conn_put(ipvs, outcome.cp);
    return verdict;
  });
}

function about(
  ipvs: netns_ipvs,
  skb: sk_buff,
  outgoing: boolean,
  handle: (icmp: IcmpTransport) => Verdict,
): Verdict | null {
  const { transport } = skb.ip;
  if (transport.kind !== 'icmp') return NF_DROP;
  const v4 = typeof skb.ip.saddr === 'number';
  const probe = ipvs.probe;
  const name = `ip_vs_${outgoing ? 'out' : 'in'}_icmp${v4 ? '' : '_v6'}`;
  probe?.enter(name, `${formatAddr(skb.ip.saddr)} -> ${formatAddr(skb.ip.daddr)}`);
  if (probe) icmp_line(ipvs, skb, transport, outgoing);
  const related = is_related(v4, transport.type);
  probe?.branch('related', `type ${transport.type}`, related);
  if (!related) {
    probe?.leave('not related');
    return null;
  }
  const verdict = handle(transport);
  probe?.leave(VERDICT_NAMES[verdict]);
  return verdict;
}
