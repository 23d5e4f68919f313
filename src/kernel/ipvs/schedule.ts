import { core as M } from '../../klog/linux-6.12.ts';
import { TH_RST, TH_SYN } from '../../packet/packet.ts';
import { ICMP_PORT_UNREACHABLE, icmp_send } from '../lib/icmp.ts';
import { NF_ACCEPT, NF_DROP, VERDICT_NAMES, type Verdict } from '../lib/netfilter.ts';
import { is_unicast } from '../lib/route.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { conn_param, ip_vs_conn_in_get } from './conn_lookup.ts';
import { ip_vs_todrop } from './defense.ts';
import {
  IP_VS_CONN_F_BYPASS,
  IP_VS_DIR_INPUT,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  ip_vs_fwd_tag,
  type ip_vs_iphdr,
  type ip_vs_service,
} from './ip_vs.ts';
import { __ip_vs_conn_put, ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { has_ports, IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from './ip_vs_proto.ts';
import { SCTP_CID_ABORT, SCTP_CID_INIT } from './ip_vs_proto_sctp.ts';
import { schedule } from './ip_vs_sched.ts';
import { packet_xmit } from './ip_vs_xmit.ts';
import { type netns_ipvs, printk, set_in_pkts } from './netns_ipvs.ts';
import { ends_of, ip_vs_sched_persist, one_packet_flag, refused, type Scheduled } from './sched_persist.ts';
import { FTPDATA, FTPPORT, ip_vs_service_find } from './service_lookup.ts';
import { ip_vs_set_state } from './set_state.ts';
import { ip_vs_conn_stats, ip_vs_in_stats } from './stats.ts';

/**
 * Scheduling of new connections (ip_vs_core.c; conn_schedule of the protocols); linux-6.12.
 */

/** The connection of a service without persistence. */
function sched_plain(ipvs: netns_ipvs, svc: ip_vs_service, skb: sk_buff, iph: ip_vs_iphdr): Scheduled {
  const { src_addr, src_port, dst_addr, dst_port } = ends_of(iph);
  const probe = ipvs.probe;
  if (!svc.fwmark && dst_port !== svc.port) {
    probe?.branch('!svc->fwmark && pptr[1] != svc->port', `${dst_port} != ${svc.port}`, true);
    if (svc.port === 0 && probe) printk(ipvs, M.schedule_port_zero);
    return refused(0);
  }
  const dest = schedule(ipvs, svc, iph);
  if (!dest) {
    if (probe) printk(ipvs, M.schedule_no_dest);
    return refused(0);
  }
  const param = conn_param(svc.af, iph.protocol, src_addr, src_port, dst_addr, dst_port);
  const dport = dest.port || dst_port;
  const cp = ip_vs_conn_new(ipvs, param, dest.addr, dport, one_packet_flag(ipvs, svc, iph), dest, skb.mark);
  if (probe) {
    const { caddr, cport, vaddr, vport, daddr, flags, refcnt } = cp;
    printk(ipvs, M.schedule, ip_vs_fwd_tag(cp), caddr, cport, vaddr, vport, daddr, cp.dport, flags, refcnt);
  }
  ip_vs_conn_stats(ipvs, cp, svc);
  return { cp, ignored: 1 };
}

/** A reply of a server on this host is not scheduled: its entry runs the other way. */
function reply_of_local_server(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr): boolean {
  const { src_addr, src_port, dst_addr, dst_port } = ends_of(iph);
  const cp = ip_vs_conn_in_get(
    ipvs,
    conn_param(svc.af, iph.protocol, dst_addr, dst_port, src_addr, src_port),
  );
  if (!cp) return false;
  __ip_vs_conn_put(ipvs, cp);
  return true;
}

/** ip_vs_schedule: chooses a server for a new connection and makes its entry. */
export function ip_vs_schedule(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  skb: sk_buff,
  iph: ip_vs_iphdr,
): Scheduled {
  const probe = ipvs.probe;
  const { src_port } = ends_of(iph);
  const done = (scheduled: Scheduled): Scheduled => {
    probe?.leave(scheduled.cp ? 'cp' : `NULL, ignored ${scheduled.ignored}`);
    return scheduled;
  };
  probe?.enter('ip_vs_schedule', '');
  const { hooks_local, ftp_data_needs_template } = ipvs.params.profile;
  if (!ftp_data_needs_template && src_port === FTPDATA) {
    probe?.branch('cport == FTPDATA', `source port ${src_port}`, true);
    return done(refused(1));
  }
  if (hooks_local && !skb.from_network && reply_of_local_server(ipvs, svc, iph)) return done(refused(1));
  const persistent = (svc.flags & IP_VS_SVC_F_PERSISTENT) !== 0;
  probe?.branch('svc->flags & IP_VS_SVC_F_PERSISTENT', `flags 0x${svc.flags.toString(16)} & 0x1`, persistent);
  return done(persistent ? ip_vs_sched_persist(ipvs, svc, skb, iph) : sched_plain(ipvs, svc, skb, iph));
}

/** ip_vs_leave with cache_bypass: the packet goes on to its own destination, through an entry without server. */
function leave_by_bypass(ipvs: netns_ipvs, svc: ip_vs_service, skb: sk_buff, iph: ip_vs_iphdr): Verdict {
  if (ipvs.probe) printk(ipvs, M.cache_bypass);
  const param = conn_param(svc.af, iph.protocol, iph.saddr, iph.sport, iph.daddr, iph.dport);
  const flags = IP_VS_CONN_F_BYPASS | one_packet_flag(ipvs, svc, iph);
  const cp = ip_vs_conn_new(ipvs, param, svc.af === 2 ? 0 : [0, 0, 0, 0], 0, flags, null, skb.mark);
  ip_vs_in_stats(ipvs, cp, skb.ip.length);
  ip_vs_set_state(ipvs, cp, IP_VS_DIR_INPUT, iph);
  const verdict = packet_xmit(ipvs, skb, cp);
  set_in_pkts(ipvs, cp, cp.in_pkts + 1);
  ip_vs_conn_put(ipvs, cp);
  return verdict;
}

/** ip_vs_leave: no server for this packet. Tells the client, except for FTP data of an FTP service. */
function ip_vs_leave(ipvs: netns_ipvs, svc: ip_vs_service, skb: sk_buff, iph: ip_vs_iphdr): Verdict {
  const probe = ipvs.probe;
  const { dst_port } = ends_of(iph);
  probe?.enter('ip_vs_leave', `port ${dst_port}`);
  const leave = (verdict: Verdict): Verdict => {
    probe?.leave(VERDICT_NAMES[verdict]);
    return verdict;
  };
  const plain = !iph.inverse && !iph.icmp;
  if (ipvs.sysctl.cache_bypass && svc.fwmark && plain && is_unicast(ipvs, iph.daddr)) {
    return leave(leave_by_bypass(ipvs, svc, skb, iph));
  }
  if (svc.port === FTPPORT && dst_port !== FTPPORT) return leave(NF_ACCEPT);
  if (!iph.icmp) icmp_send(ipvs, skb, ICMP_PORT_UNREACHABLE);
  return leave(NF_DROP);
}

/** tcp_conn_schedule: SYN without RST begins a connection; with sloppy_tcp anything but RST. */
function tcp_may_schedule(ipvs: netns_ipvs, flags: number): boolean {
  const rst = (flags & TH_RST) !== 0;
  const syn = (flags & TH_SYN) !== 0;
  if (ipvs.params.profile.schedules_syn_rst) {
    ipvs.probe?.branch('th->syn', `syn ${+syn}`, syn);
    return syn;
  }
  const sloppy = ipvs.sysctl.sloppy_tcp !== 0;
  const refuse = rst || !(sloppy || syn);
  ipvs.probe?.branch(
    'th->rst || !(sysctl_sloppy_tcp(ipvs) || th->syn)',
    `rst ${+rst}, syn ${+syn}, sloppy_tcp ${+sloppy}`,
    refuse,
  );
  return !refuse;
}

/** sctp_conn_schedule: INIT; with sloppy_sctp anything but ABORT. */
function sctp_may_schedule(ipvs: netns_ipvs, chunk: number): boolean {
  const sloppy = ipvs.sysctl.sloppy_sctp !== 0;
  const refuse = chunk === SCTP_CID_ABORT || !(sloppy || chunk === SCTP_CID_INIT);
  ipvs.probe?.branch(
    'ABORT || !(sysctl_sloppy_sctp(ipvs) || INIT)',
    `chunk ${chunk}, sloppy_sctp ${+sloppy}`,
    refuse,
  );
  return !refuse;
}

/** Is the transport header there, and may this packet begin a connection? Inside an ICMP error only ports count. */
function may_schedule(ipvs: netns_ipvs, iph: ip_vs_iphdr): boolean | 'short' {
  const { transport, icmp } = iph;
  if (icmp) return 'sport' in transport ? true : 'short';
  if (iph.protocol === IPPROTO_TCP) {
    return transport.kind === 'tcp' ? tcp_may_schedule(ipvs, transport.flags) : 'short';
  }
  if (iph.protocol === IPPROTO_SCTP) {
    const chunk = transport.kind === 'sctp' ? transport.chunks[0] : undefined;
    return chunk === undefined ? 'short' : sctp_may_schedule(ipvs, chunk);
  }
  return transport.kind === 'short' ? 'short' : true;
}

/** An entry, or the verdict that ends the packet's way. */
export type Attempt = { readonly verdict: Verdict } | { readonly cp: ip_vs_conn };

const SCHEDULE_NAMES: Readonly<Record<number, string>> = {
  [IPPROTO_TCP]: 'tcp_conn_schedule',
  [IPPROTO_UDP]: 'udp_conn_schedule',
  [IPPROTO_SCTP]: 'sctp_conn_schedule',
};

/** ip_vs_try_to_schedule: later fragments never begin anything; AH and ESP neither. */
export function try_to_schedule(ipvs: netns_ipvs, skb: sk_buff, iph: ip_vs_iphdr): Attempt {
  if (iph.fragoffs > 0) return { verdict: NF_ACCEPT };
  const probe = ipvs.probe;
  probe?.enter(SCHEDULE_NAMES[iph.protocol] ?? 'ah_esp_conn_schedule', '');
  const attempt: Attempt = has_ports(iph.protocol) ? conn_schedule(ipvs, skb, iph) : { verdict: NF_ACCEPT };
  probe?.leave('verdict' in attempt ? VERDICT_NAMES[attempt.verdict] : 'cp');
  return attempt;
}

/** pp->conn_schedule: tcp_conn_schedule, udp_conn_schedule, sctp_conn_schedule. */
function conn_schedule(ipvs: netns_ipvs, skb: sk_buff, iph: ip_vs_iphdr): Attempt {
  const may = may_schedule(ipvs, iph);
  if (may !== true) return { verdict: may === 'short' ? NF_DROP : NF_ACCEPT };
  const { dst_addr, dst_port } = ends_of(iph);
  const svc = ip_vs_service_find(ipvs, iph.af, skb.mark, iph.protocol, dst_addr, dst_port);
  if (!svc) return { verdict: NF_ACCEPT };
  if (ip_vs_todrop(ipvs)) return { verdict: NF_DROP };
  const { cp, ignored } = ip_vs_schedule(ipvs, svc, skb, iph);
  if (cp) return { cp };
  if (ignored > 0) return { verdict: NF_ACCEPT };
  return { verdict: ignored === 0 ? ip_vs_leave(ipvs, svc, skb, iph) : NF_DROP };
}
