import type { AddressFamily } from '../../base/inet.ts';
import { helper as M } from '../../klog/linux-6.12.ts';
import type { MessageValue } from '../../klog/message.ts';
import type { Verdict } from '../lib/netfilter.ts';
import {
  ctinfo_dir,
  IP_CT_UNTRACKED,
  IPS_CONFIRMED,
  IPS_DYING,
  type nf_conn,
  type nf_conntrack_tuple,
} from '../lib/nf_conntrack.ts';
import { nf_conntrack_confirm } from '../lib/nf_conntrack_core.ts';
import { nf_conntrack_find, nf_ct_kill } from '../lib/nf_conntrack_table.ts';
import { is_icmp_proto } from '../lib/nf_conntrack_tuple.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import {
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NFCT,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
} from './ip_vs.ts';
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';
import { services_walk } from './services.ts';

/**
 * What IPVS does with conntracks (ip_vs_nfct.c, include/net/ip_vs.h).
 *
 * departs: where lines print the pointer of a conntrack (`ct=...`), the number of the object stands. Rules that
 * translate would set bits of `status` that are not known here, and IPVS behind another translation is not followed.
 */

/** ip_vs_register_conntrack and the host's other rules: are packets of this family tracked? */
export function conntrack_active(ipvs: netns_ipvs, af: AddressFamily): boolean {
  if (!ipvs.params.profile.has_nfct) return false;
  if (ipvs.params.conntrack) return true;
  if (ipvs.ftpsvc_counter === 0) return false;
  for (const svc of services_walk(ipvs)) if (svc.conntrack && svc.af === af) return true;
  return false;
}

function tuple_values({ src, src_all, dst, dst_all, protonum }: nf_conntrack_tuple): MessageValue[] {
  return [src, src_all, dst, dst_all, protonum];
}

function conn_values(cp: ip_vs_conn): MessageValue[] {
  const { caddr, cport, vaddr, vport, daddr, dport, protocol, state } = cp;
  return [caddr, cport, vaddr, vport, daddr, dport, protocol, state];
}

/** ip_vs_conn_uses_old_conntrack: the packet belongs to a conntrack that cannot be led to another server. */
export function ip_vs_conn_uses_old_conntrack(ipvs: netns_ipvs, skb: sk_buff): boolean {
  const { nfct } = skb;
  if (!nfct) return false;
  const old = (nfct.status & IPS_CONFIRMED) !== 0;
  ipvs.probe?.branch(
    'ip_vs_conn_uses_old_conntrack(cp, skb)',
    old ? 'the conntrack is confirmed' : 'the conntrack is new',
    old,
  );
  return old;
}

/** ip_vs_notrack: the packet goes on without conntrack; a new one is forgotten. */
function ip_vs_notrack(ipvs: netns_ipvs, skb: sk_buff): void {
  if (!skb.nfct) return;
  ipvs.probe?.note('ip_vs_notrack', 'IPVS keeps no conntrack for this entry');
  skb.nfct = null;
  skb.ctinfo = IP_CT_UNTRACKED;
}

/** nf_conntrack_alter_reply: replies will come from the real server, or go to the virtual end (`outin` false). */
function altered(ct: nf_conn, cp: ip_vs_conn, outin: boolean): nf_conntrack_tuple {
  const ports = !is_icmp_proto(ct.reply.protonum);
  if (outin) return { ...ct.reply, src: cp.daddr, src_all: ports ? cp.dport : ct.reply.src_all };
  return { ...ct.reply, dst: cp.vaddr, dst_all: ports ? cp.vport : ct.reply.dst_all };
}

/** ip_vs_update_conntrack: tells a new conntrack how IPVS translates its replies. */
function ip_vs_update_conntrack(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, outin: boolean): void {
  const { nfct: ct, ctinfo } = skb;
  if (!ct || ct.status & (IPS_CONFIRMED | IPS_DYING)) return;
  if (IP_VS_FWD_METHOD(cp) !== IP_VS_CONN_F_MASQ || cp.flags & IP_VS_CONN_F_ONE_PACKET) return;
  if (ctinfo_dir(ctinfo)) return;
  const { probe } = ipvs;
  probe?.enter('ip_vs_update_conntrack', '');
  const reply = altered(ct, cp, outin);
  if (probe) {
    const known = [ct.uid, ct.status, ctinfo];
    printk(ipvs, M.old_reply, ...known, ...tuple_values(ct.reply));
    printk(ipvs, M.new_reply, ...known, ...tuple_values(reply));
  }
  set(ipvs, ct, 'reply', reply);
  if (probe) printk(ipvs, M.updated_conntrack, ct.uid, ...conn_values(cp));
  probe?.leave('');
}

/** What every translated packet of an entry gets at its end; `outin` = it came from the client. */
export function track_or_not(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, outin: boolean): void {
  if (cp.flags & IP_VS_CONN_F_NFCT) ip_vs_update_conntrack(ipvs, skb, cp, outin);
  else ip_vs_notrack(ipvs, skb);
}

/** The same for methods that do not translate (ip_vs_send_or_cont). */
export function keep_track(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): void {
  if (!(cp.flags & IP_VS_CONN_F_NFCT)) ip_vs_notrack(ipvs, skb);
}

/** ip_vs_confirm_conntrack, and the confirmation at POST_ROUTING of what IPVS sends. */
export function ip_vs_confirm_conntrack(ipvs: netns_ipvs, skb: sk_buff): Verdict {
  return nf_conntrack_confirm(ipvs, skb);
}

/**
 * ip_vs_nfct_expect_related: a data connection to the virtual end is announced. departs: it never comes about, as
 * on a host whose rules give the control connection no helper (`CT --helper ftp`): the kernel refuses it then.
 */
export function ip_vs_nfct_expect_related(ipvs: netns_ipvs, ct: nf_conn, data: ip_vs_conn): void {
  if (!ipvs.probe) return;
  const { caddr, vaddr, vport, protocol } = data;
  printk(ipvs, M.expect_tuple, ct.uid, caddr, 0, vaddr, vport, protocol);
  ipvs.probe.note('nf_ct_expect_related', 'refused: the control connection has no conntrack helper');
}

/** ip_vs_conn_drop_conntrack: an entry takes its conntrack along. */
export function ip_vs_conn_drop_conntrack(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  if (cp.cport === 0) return;
  const { probe } = ipvs;
  probe?.enter('ip_vs_conn_drop_conntrack', '');
  const { caddr, cport, vaddr, vport, protocol } = cp;
  const tuple = { src: caddr, src_all: cport, dst: vaddr, dst_all: vport, protonum: protocol };
  if (probe) printk(ipvs, M.drop_conntrack, ...conn_values(cp));
  const ct = nf_conntrack_find(ipvs, tuple)?.ct;
  if (ct) nf_ct_kill(ipvs, ct);
  if (probe && ct) printk(ipvs, M.conntrack_deleted, ct.uid, ...tuple_values(tuple));
  else if (probe) printk(ipvs, M.no_conntrack, ...tuple_values(tuple));
  probe?.leave(ct ? 'deleted' : 'no conntrack');
}
