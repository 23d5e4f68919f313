import { addrEqual } from '../../base/inet.ts';
import { core as M } from '../../klog/linux-6.12.ts';
import { type Hook, NF_INET_LOCAL_IN } from '../lib/netfilter.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { conn_param } from './conn_lookup.ts';
import { ip_vs_control_add } from './control.ts';
import {
  IP_VS_CONN_F_FWD_MASK,
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_TEMPLATE,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_dest,
  ip_vs_fwd_tag,
  type ip_vs_iphdr,
  type ip_vs_service,
} from './ip_vs.ts';
import { ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { IPPROTO_UDP } from './ip_vs_proto.ts';
import { type netns_ipvs, printk, set_timeout } from './netns_ipvs.ts';
import { has_conn_out } from './pe_sip.ts';
import { client_network, one_packet_flag, persist_param, valid_template } from './sched_persist.ts';
import { services_walk } from './services.ts';
import { ip_vs_conn_stats } from './stats.ts';

/** Connections that a real server begins (ip_vs_core.c: __ip_vs_rs_conn_out, ip_vs_new_conn_out); UDP with SIP only. */

/** ip_vs_find_real_service: the masqueraded server at the packet's source. */
export function ip_vs_find_real_service(ipvs: netns_ipvs, iph: ip_vs_iphdr): ip_vs_dest | null {
  for (const svc of services_walk(ipvs)) {
    for (const dest of svc.destinations) {
      const masq = (dest.conn_flags & IP_VS_CONN_F_FWD_MASK) === IP_VS_CONN_F_MASQ;
      const protocol = dest.protocol === iph.protocol || dest.vfwmark !== 0;
      if (masq && protocol && dest.port === iph.sport && addrEqual(dest.addr, iph.saddr)) return dest;
    }
  }
  return null;
}

/** The call's template for this very server: the one that is there, or a new one. undefined = no call. */
function template_for(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  skb: sk_buff,
  iph: ip_vs_iphdr,
): ip_vs_conn | undefined {
  const snet = client_network(iph.daddr, svc.netmask);
  const param = persist_param(ipvs, svc, skb, iph.protocol, snet, svc.addr, svc.port);
  if (!param) return undefined;
  const found = valid_template(ipvs, param, dest);
  if (found) return found;
  const ct = ip_vs_conn_new(ipvs, param, iph.saddr, iph.sport, IP_VS_CONN_F_TEMPLATE, dest, 0);
  set_timeout(ipvs, ct, svc.timeout);
  return ct;
}

/** ip_vs_new_conn_out */
function ip_vs_new_conn_out(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  skb: sk_buff,
  iph: ip_vs_iphdr,
): ip_vs_conn | null {
  if (svc.fwmark || !svc.port || !iph.sport) return null;
  const persistent = (svc.flags & IP_VS_SVC_F_PERSISTENT) !== 0;
  const ct = persistent ? template_for(ipvs, svc, dest, skb, iph) : null;
  if (ct === undefined) return null;
  const param = conn_param(svc.af, iph.protocol, iph.daddr, iph.dport, svc.addr, svc.port);
  const cp = ip_vs_conn_new(ipvs, param, iph.saddr, iph.sport, one_packet_flag(ipvs, svc, iph), dest, 0);
  if (ct) {
    ip_vs_control_add(ipvs, cp, ct);
    ip_vs_conn_put(ipvs, ct);
  }
  ip_vs_conn_stats(ipvs, cp, svc);
  if (ipvs.probe) {
    const { caddr, cport, vaddr, vport, daddr, dport, flags, refcnt } = cp;
    printk(ipvs, M.rs_initiated, ip_vs_fwd_tag(cp), caddr, cport, vaddr, vport, daddr, dport, flags, refcnt);
  }
  return cp;
}

/** __ip_vs_rs_conn_out: an entry for a packet of a real server that belongs to none. */
export function ip_vs_rs_conn_out(
  ipvs: netns_ipvs,
  skb: sk_buff,
  iph: ip_vs_iphdr,
  hook: Hook,
): ip_vs_conn | null {
  if (ipvs.conn_out_counter === 0 || iph.protocol !== IPPROTO_UDP || hook === NF_INET_LOCAL_IN) return null;
  const dest = ip_vs_find_real_service(ipvs, iph);
  if (!dest?.svc || !has_conn_out(dest.svc.pe)) return null;
  ipvs.probe?.enter('ip_vs_new_conn_out', '');
  const cp = ip_vs_new_conn_out(ipvs, dest.svc, dest, skb, iph);
  ipvs.probe?.leave(cp ? 'cp' : 'NULL');
  return cp;
}
