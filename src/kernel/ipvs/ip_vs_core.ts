import { formatEndpoint } from '../../base/inet.ts';
import { core as M } from '../../klog/linux-6.12.ts';
import { PACKET_HOST, TH_RST, TH_SYN } from '../../packet/packet.ts';
import { ICMP_PORT_UNREACHABLE, icmp_send } from '../lib/icmp.ts';
import {
  HOOK_NAMES,
  type Hook,
  NF_ACCEPT,
  NF_DROP,
  NF_INET_LOCAL_OUT,
  NF_STOLEN,
  VERDICT_NAMES,
  type Verdict,
} from '../lib/netfilter.ts';
import { ip_vs_fill_iph, type sk_buff } from '../lib/skbuff.ts';
import { ip_vs_conn_in_get_proto, ip_vs_conn_out_get_proto } from './conn_lookup.ts';
import { EnterFunction, LeaveFunction } from './function_lines.ts';
import { ip_vs_in_icmp, ip_vs_out_icmp } from './icmp_hooks.ts';
import {
  IP_VS_CONN_F_MASQ,
  IP_VS_CONN_F_NFCT,
  IP_VS_CONN_F_NOOUTPUT,
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_DEST_F_AVAILABLE,
  IP_VS_DIR_INPUT,
  IP_VS_DIR_OUTPUT,
  IP_VS_FWD_METHOD,
  type ip_vs_conn,
  type ip_vs_iphdr,
} from './ip_vs.ts';
import { __ip_vs_conn_put, ip_vs_conn_expire_now, ip_vs_conn_put } from './ip_vs_conn.ts';
import { ip_vs_ftp_out } from './ip_vs_ftp.ts';
import { has_ports, IPPROTO_SCTP, IPPROTO_TCP, ip_vs_proto_get, is_icmp } from './ip_vs_proto.ts';
import { IP_VS_SCTP_S_CLOSED, SCTP_CID_ABORT, SCTP_CID_INIT } from './ip_vs_proto_sctp.ts';
import { IP_VS_TCP_S_CLOSE, IP_VS_TCP_S_FIN_WAIT, IP_VS_TCP_S_TIME_WAIT } from './ip_vs_proto_tcp.ts';
import { packet_xmit } from './ip_vs_xmit.ts';
import { type netns_ipvs, printk, set, set_flags, set_in_pkts } from './netns_ipvs.ts';
import { ip_vs_conn_uses_old_conntrack, track_or_not } from './nfct.ts';
import { ip_vs_route_me_harder } from './route_me_harder.ts';
import { ip_vs_find_real_service, ip_vs_rs_conn_out } from './rs_conn_out.ts';
import { try_to_schedule } from './schedule.ts';
import { ip_vs_set_state } from './set_state.ts';
import { ip_vs_in_stats, ip_vs_out_stats } from './stats.ts';
import { ip_vs_sync_conn } from './sync_master.ts';
import { is_sync_backup, is_sync_master } from './sync_state.ts';

/** The hooks (ip_vs_core.c); linux-6.12. */

function leave(ipvs: netns_ipvs, verdict: Verdict): Verdict {
  ipvs.probe?.leave(VERDICT_NAMES[verdict]);
  return verdict;
}

/** handle_response: a packet towards the client that belongs to an entry. */
function handle_response(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, iph: ip_vs_iphdr): Verdict {
  const probe = ipvs.probe;
  probe?.enter('handle_response', '');
  if (IP_VS_FWD_METHOD(cp) === IP_VS_CONN_F_MASQ) {
    probe?.note(
      'saddr:sport',
      `${formatEndpoint(iph.saddr, iph.sport)} -> ${formatEndpoint(cp.vaddr, cp.vport)}`,
    );
    if (cp.app && !ip_vs_ftp_out(ipvs, skb, cp)) {
      ip_vs_conn_put(ipvs, cp);
      return leave(ipvs, NF_STOLEN);
    }
    ip_vs_route_me_harder(ipvs, skb, cp.vaddr);
  }
  ip_vs_out_stats(ipvs, cp, skb.ip.length);
  ip_vs_set_state(ipvs, cp, IP_VS_DIR_OUTPUT, iph);
  skb.ipvs_property = true;
  track_or_not(ipvs, skb, cp, false);
  ip_vs_conn_put(ipvs, cp);
  if (probe) LeaveFunction(ipvs, 'handle_response');
  return leave(ipvs, NF_ACCEPT);
}

/** nat_icmp_send: tells a masqueraded server that its client is not known. */
function tell_real_server(ipvs: netns_ipvs, skb: sk_buff, iph: ip_vs_iphdr): boolean {
  if (!ipvs.sysctl.nat_icmp_send || !has_ports(iph.protocol)) return false;
  const { transport } = iph;
  const reset = transport.kind === 'tcp' && (transport.flags & TH_RST) !== 0;
  const abort = transport.kind === 'sctp' && transport.chunks[0] === SCTP_CID_ABORT;
  if (reset || abort || !ip_vs_find_real_service(ipvs, iph)) return false;
  icmp_send(ipvs, skb, ICMP_PORT_UNREACHABLE);
  return true;
}

/** ip_vs_out_hook (ip_vs_out): replies of masqueraded servers, and whatever else passes towards clients. */
export function ip_vs_out_hook(ipvs: netns_ipvs, skb: sk_buff, hook: Hook): Verdict {
  const probe = ipvs.probe;
  const name = ipvs.params.profile.hook_names.out;
  if (probe) EnterFunction(ipvs, name);
  if (skb.ipvs_property) return NF_ACCEPT;
  probe?.enter(name, `hook=${HOOK_NAMES[hook]}`);
  ipvs.tally?.hooked();
  const iph = ip_vs_fill_iph(skb.ip, false);
  probe?.scope('iph', iph);
  if (is_icmp(iph.protocol)) {
    const verdict = ip_vs_out_icmp(ipvs, skb);
    if (verdict !== null) return leave(ipvs, verdict);
  }
  if (!ip_vs_proto_get(iph.protocol)) return leave(ipvs, NF_ACCEPT);
  const cp = ip_vs_conn_out_get_proto(ipvs, iph);
  if (cp) return leave(ipvs, handle_response(ipvs, skb, cp, iph));
  const first = ip_vs_rs_conn_out(ipvs, skb, iph, hook);
  if (first) return leave(ipvs, handle_response(ipvs, skb, first, iph));
  return leave(ipvs, tell_real_server(ipvs, skb, iph) ? NF_DROP : NF_ACCEPT);
}

/** is_new_conn: a TCP segment with SYN, whatever else it carries; an SCTP packet that begins with INIT. */
function is_new_conn({ transport }: ip_vs_iphdr): boolean {
  if (transport.kind === 'sctp') return transport.chunks[0] === SCTP_CID_INIT;
  return transport.kind === 'tcp' && (transport.flags & TH_SYN) !== 0;
}

/** is_new_conn_expected: may the beginning of a connection on this entry's addresses be a new one? */
function is_new_conn_expected(cp: ip_vs_conn, conn_reuse_mode: number): boolean {
  if (cp.control) return false;
  if (cp.protocol === IPPROTO_SCTP) return cp.state === IP_VS_SCTP_S_CLOSED;
  if (cp.protocol !== IPPROTO_TCP) return false;
  const half_seen = cp.state === IP_VS_TCP_S_FIN_WAIT && (cp.flags & IP_VS_CONN_F_NOOUTPUT) !== 0;
  return (
    cp.state === IP_VS_TCP_S_TIME_WAIT ||
    cp.state === IP_VS_TCP_S_CLOSE ||
    ((conn_reuse_mode & 2) !== 0 && half_seen)
  );
}

/** `no` = the entry is used; `old_ct` = it gives way, but the packet is dropped with it. */
type Reschedule = 'no' | 'now' | 'old_ct';

function must_reschedule(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn): Reschedule {
  const { expire_nodest_conn, conn_reuse_mode } = ipvs.sysctl;
  const quiesced = expire_nodest_conn !== 0 && cp.dest !== null && cp.dest.weight === 0;
  ipvs.probe?.branch(
    'sysctl_expire_nodest_conn(ipvs) && !cp->dest->weight',
    `expire_nodest_conn ${expire_nodest_conn}, weight ${cp.dest?.weight ?? '-'}`,
    quiesced,
  );
  if (quiesced) return ip_vs_conn_uses_old_conntrack(ipvs, skb) ? 'old_ct' : 'now';
  const reuse = conn_reuse_mode !== 0 && is_new_conn_expected(cp, conn_reuse_mode);
  const operands = `conn_reuse_mode ${conn_reuse_mode}, state ${cp.state}, ${cp.control ? 'controlled' : 'not controlled'}`;
  ipvs.probe?.branch('conn_reuse_mode && is_new_conn_expected(cp)', operands, reuse);
  if (!reuse) return 'no';
  if (!ip_vs_conn_uses_old_conntrack(ipvs, skb)) return 'now';
  return cp.n_control === 0 ? 'old_ct' : 'no';
}

/** A new conntrack is about to follow the packet: the entry must not take it along when it expires. */
function let_go(ipvs: netns_ipvs, cp: ip_vs_conn): void {
  set_flags(ipvs, cp, cp.flags & ~IP_VS_CONN_F_NFCT);
}

/** The entry that this packet may use: null = schedule anew; 'drop' = its server is gone, or its conntrack is old. */
function usable_entry(
  ipvs: netns_ipvs,
  skb: sk_buff,
  cp: ip_vs_conn,
  iph: ip_vs_iphdr,
): ip_vs_conn | null | 'drop' {
  const { reschedules_syn, drops_without_server } = ipvs.params.profile;
  const begins = reschedules_syn && iph.fragoffs === 0 && is_new_conn(iph);
  const reschedule = begins ? must_reschedule(ipvs, skb, cp) : 'no';
  if (reschedule !== 'no') {
    if (reschedule === 'now') let_go(ipvs, cp);
    if (cp.n_control === 0) ip_vs_conn_expire_now(ipvs, cp);
    __ip_vs_conn_put(ipvs, cp);
    return reschedule === 'old_ct' ? 'drop' : null;
  }
  const gone = cp.dest !== null && !(cp.dest.flags & IP_VS_DEST_F_AVAILABLE);
  ipvs.probe?.branch(
    '!(cp->dest->flags & IP_VS_DEST_F_AVAILABLE)',
    gone ? 'server removed' : 'server available',
    gone,
  );
  if (!gone) return cp;
  const expire = ipvs.sysctl.expire_nodest_conn !== 0;
  ipvs.probe?.branch('sysctl_expire_nodest_conn(ipvs)', String(ipvs.sysctl.expire_nodest_conn), expire);
  const old_ct = expire && ip_vs_conn_uses_old_conntrack(ipvs, skb);
  if (expire) {
    if (!old_ct) let_go(ipvs, cp);
    ip_vs_conn_expire_now(ipvs, cp);
  }
  __ip_vs_conn_put(ipvs, cp);
  return expire && !old_ct && !drops_without_server ? null : 'drop';
}

/** From the counters to the transmission: what every packet of an entry gets. */
function pass_on(ipvs: netns_ipvs, skb: sk_buff, cp: ip_vs_conn, iph: ip_vs_iphdr): Verdict {
  ip_vs_in_stats(ipvs, cp, skb.ip.length);
  ip_vs_set_state(ipvs, cp, IP_VS_DIR_INPUT, iph);
  const verdict = cp.packet_xmit ? packet_xmit(ipvs, skb, cp) : NF_ACCEPT;
  const ops = (cp.flags & IP_VS_CONN_F_ONE_PACKET) !== 0;
  if (!ops) set_in_pkts(ipvs, cp, cp.in_pkts + 1);
  if (is_sync_master(ipvs)) ip_vs_sync_conn(ipvs, cp, ops ? ipvs.sysctl.sync_threshold : cp.in_pkts);
  else if (ops && cp.control) set(ipvs, cp.control, 'in_pkts', cp.control.in_pkts + 1);
  ip_vs_conn_put(ipvs, cp);
  return verdict;
}

/** sysctl_backup_only: a host that only takes states from a master leaves packets alone. */
function is_backup_only(ipvs: netns_ipvs): boolean {
  return is_sync_backup(ipvs) && ipvs.sysctl.backup_only !== 0;
}

/** Without an out hook at LOCAL_IN: a reply to a client on the host itself, seen by ip_vs_in. */
function reply_to_host(ipvs: netns_ipvs, iph: ip_vs_iphdr): ip_vs_conn | null {
  return ipvs.params.profile.hooks_local ? null : ip_vs_conn_out_get_proto(ipvs, iph);
}

/** ip_vs_in_hook (ip_vs_in): packets from clients. */
export function ip_vs_in_hook(ipvs: netns_ipvs, skb: sk_buff, hook: Hook): Verdict {
  if (skb.ipvs_property) return NF_ACCEPT;
  const probe = ipvs.probe;
  if (skb.pkt_type !== PACKET_HOST && hook !== NF_INET_LOCAL_OUT) {
    if (probe) printk(ipvs, M.ignored_type, skb.pkt_type, skb.ip.protocol, skb.ip.daddr, hook);
    return NF_ACCEPT;
  }
  if (is_backup_only(ipvs)) return NF_ACCEPT;
  probe?.enter(ipvs.params.profile.hook_names.in, `hook=${HOOK_NAMES[hook]}`);
  ipvs.tally?.hooked();
  const iph = ip_vs_fill_iph(skb.ip, false);
  probe?.scope('iph', iph);
  if (is_icmp(iph.protocol)) {
    const verdict = ip_vs_in_icmp(ipvs, skb);
    if (verdict !== null) return leave(ipvs, verdict);
  }
  if (!ip_vs_proto_get(iph.protocol)) {
    if (ipvs.sysctl.ignore_tunneled) skb.ipvs_property = true;
    return leave(ipvs, NF_ACCEPT);
  }
  const found = ip_vs_conn_in_get_proto(ipvs, iph);
  const response = found ? null : reply_to_host(ipvs, iph);
  if (response) return leave(ipvs, handle_response(ipvs, skb, response, iph));
  const usable = found && usable_entry(ipvs, skb, found, iph);
  if (usable === 'drop') return leave(ipvs, NF_DROP);
  if (usable) return leave(ipvs, pass_on(ipvs, skb, usable, iph));
  const outcome = try_to_schedule(ipvs, skb, iph);
  return leave(ipvs, 'verdict' in outcome ? outcome.verdict : pass_on(ipvs, skb, outcome.cp, iph));
}

/** ip_vs_forward_icmp: ICMP errors passing through, before ip_vs_out_hook. */
export function ip_vs_forward_icmp(ipvs: netns_ipvs, skb: sk_buff): Verdict {
  if (!is_icmp(skb.ip.protocol) || is_backup_only(ipvs)) return NF_ACCEPT;
  ipvs.probe?.enter('ip_vs_forward_icmp', 'hook=FORWARD');
  return leave(ipvs, ip_vs_in_icmp(ipvs, skb) ?? NF_ACCEPT);
}
