import { formatAddr, formatEndpoint, type In6, type InetAddr } from '../../base/inet.ts';
import { core as M } from '../../klog/linux-6.12.ts';
import { TH_RST, TH_SYN } from '../../packet/packet.ts';
import { ICMP_PORT_UNREACHABLE, icmp_send } from '../lib/icmp.ts';
import { NF_ACCEPT, NF_DROP, type Verdict } from '../lib/netfilter.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { conn_param, ip_vs_conn_in_get, ip_vs_ct_in_get } from './conn_lookup.ts';
import { ip_vs_control_add } from './control.ts';
import {
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_TEMPLATE,
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_dest,
  ip_vs_fwd_tag,
  type ip_vs_iphdr,
  type ip_vs_service,
} from './ip_vs.ts';
import { __ip_vs_conn_put, ip_vs_check_template, ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP } from './ip_vs_proto.ts';
import { schedule } from './ip_vs_sched.ts';
import { type netns_ipvs, printk, set } from './netns_ipvs.ts';
import { FTPDATA, FTPPORT, ip_vs_service_find } from './service_lookup.ts';
import { ip_vs_conn_stats } from './stats.ts';

/**
 * Scheduling of new connections (ip_vs_core.c; conn_schedule of the protocols); linux-6.12.
 * departs: no persistence engines, no drop_packet, no cache_bypass.
 */

/** Why there is no connection: 1 = none of IPVS's business, 0 = no server (tell the client), -1 = drop. */
type Ignored = -1 | 0 | 1;
interface Scheduled {
  readonly cp: ip_vs_conn | null;
  readonly ignored: Ignored;
}
const refused = (ignored: Ignored): Scheduled => ({ cp: null, ignored });

interface Ends {
  readonly src_addr: InetAddr;
  readonly src_port: number;
  readonly dst_addr: InetAddr;
  readonly dst_port: number;
}

function ends_of(iph: ip_vs_iphdr): Ends {
  return iph.inverse
    ? { src_addr: iph.daddr, src_port: iph.dport, dst_addr: iph.saddr, dst_port: iph.sport }
    : { src_addr: iph.saddr, src_port: iph.sport, dst_addr: iph.daddr, dst_port: iph.dport };
}

function prefix_word(word: number, bits: number): number {
  if (bits <= 0) return 0;
  return bits >= 32 ? word : (word & (0xffffffff << (32 - bits))) >>> 0;
}

/** The client's network: masked with the service's netmask or cut to its prefix length. */
export function client_network(addr: InetAddr, netmask: number): InetAddr {
  if (typeof addr === 'number') return (addr & netmask) >>> 0;
  return [0, 1, 2, 3].map((i) => prefix_word(addr[i], netmask - 32 * i)) as unknown as In6;
}

function fwmark_address(svc: ip_vs_service): InetAddr {
  return svc.af === 2 ? svc.fwmark : [svc.fwmark, 0, 0, 0];
}

/** Which template a packet asks for: per port, for all ports (port zero, FTP), or per firewall mark. */
function template_key(
  svc: ip_vs_service,
  iph: ip_vs_iphdr,
  ends: Ends,
): { protocol: number; vaddr: InetAddr; vport: number } {
  if (ends.dst_port === svc.port) {
    return { protocol: iph.protocol, vaddr: ends.dst_addr, vport: svc.port === FTPPORT ? 0 : ends.dst_port };
  }
  if (svc.fwmark) return { protocol: IPPROTO_IP, vaddr: fwmark_address(svc), vport: 0 };
  return { protocol: iph.protocol, vaddr: ends.dst_addr, vport: 0 };
}

/** The valid template of this client, or null. */
function find_template(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr, snet: InetAddr, ends: Ends) {
  const key = template_key(svc, iph, ends);
  const param = conn_param(svc.af, key.protocol, snet, 0, key.vaddr, key.vport);
  ipvs.probe?.scope('param', param);
  const ct = ip_vs_ct_in_get(ipvs, param);
  const valid = ct !== null && ip_vs_check_template(ipvs, ct);
  ipvs.probe?.branch(
    'ct && ip_vs_check_template(ct)',
    ct ? (valid ? 'template valid' : 'template invalidated') : 'no template',
    valid,
  );
  return { ct: valid ? ct : null, param };
}

function new_template(
  ipvs: netns_ipvs,
  skb: sk_buff,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  param: ReturnType<typeof conn_param>,
  dst_port: number,
): ip_vs_conn {
  const dport = dst_port === svc.port && svc.port !== FTPPORT ? dest.port : 0;
  const ct = ip_vs_conn_new(ipvs, param, dest.addr, dport, IP_VS_CONN_F_TEMPLATE, dest, skb.mark);
  set(ipvs, ct, 'timeout', svc.timeout);
  return ct;
}

function one_packet_flag(svc: ip_vs_service, iph: ip_vs_iphdr): number {
  return svc.flags & IP_VS_SVC_F_ONEPACKET && iph.protocol === IPPROTO_UDP ? IP_VS_CONN_F_ONE_PACKET : 0;
}

/** ip_vs_sched_persist: follow the client's template, or make one, then make the connection it controls. */
function ip_vs_sched_persist(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  skb: sk_buff,
  iph: ip_vs_iphdr,
): Scheduled {
  const ends = ends_of(iph);
  const { src_addr, src_port, dst_addr, dst_port } = ends;
  const snet = client_network(src_addr, svc.netmask);
  const probe = ipvs.probe;
  probe?.enter(
    'ip_vs_sched_persist',
    `${formatEndpoint(src_addr, src_port)} -> ${formatEndpoint(dst_addr, dst_port)}`,
  );
  probe?.note(
    'snet',
    `${formatAddr(src_addr)} & ${svc.af === 2 ? formatAddr(svc.netmask) : `/${svc.netmask}`} = ${formatAddr(snet)}`,
  );
  if (probe) printk(ipvs, M.p_schedule, src_addr, src_port, dst_addr, dst_port, snet);
  probe?.branch('dst_port == svc->port', `${dst_port} == ${svc.port}`, dst_port === svc.port);
  const { ct: found, param } = find_template(ipvs, svc, iph, snet, ends);
  const dest = found ? found.dest : schedule(ipvs, svc, iph);
  if (!dest) {
    if (probe) printk(ipvs, M.p_schedule_no_dest);
    probe?.leave('NULL');
    return refused(0);
  }
  const ct = found ?? new_template(ipvs, skb, svc, dest, param, dst_port);
  const dport = dst_port === svc.port && dest.port ? dest.port : dst_port;
  const flow = conn_param(svc.af, iph.protocol, src_addr, src_port, dst_addr, dst_port);
  const cp = ip_vs_conn_new(ipvs, flow, dest.addr, dport, one_packet_flag(svc, iph), dest, skb.mark);
  ip_vs_control_add(ipvs, cp, ct);
  ip_vs_conn_put(ipvs, ct);
  ip_vs_conn_stats(ipvs, cp, svc);
  probe?.leave('cp');
  return { cp, ignored: 1 };
}

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
  const cp = ip_vs_conn_new(ipvs, param, dest.addr, dport, one_packet_flag(svc, iph), dest, skb.mark);
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
  if (src_port === FTPDATA) {
    probe?.branch('cport == FTPDATA', `source port ${src_port}`, true);
    return done(refused(1));
  }
  if (!skb.from_network && !iph.icmp && reply_of_local_server(ipvs, svc, iph)) return done(refused(1));
  const persistent = (svc.flags & IP_VS_SVC_F_PERSISTENT) !== 0;
  probe?.branch('svc->flags & IP_VS_SVC_F_PERSISTENT', `flags 0x${svc.flags.toString(16)} & 0x1`, persistent);
  return done(persistent ? ip_vs_sched_persist(ipvs, svc, skb, iph) : sched_plain(ipvs, svc, skb, iph));
}

/** ip_vs_leave: no server for this packet. Tells the client, except for FTP data of an FTP service. */
function ip_vs_leave(ipvs: netns_ipvs, svc: ip_vs_service, skb: sk_buff, iph: ip_vs_iphdr): Verdict {
  const probe = ipvs.probe;
  const { dst_port } = ends_of(iph);
  probe?.enter('ip_vs_leave', `port ${dst_port}`);
  if (svc.port === FTPPORT && dst_port !== FTPPORT) {
    probe?.leave('NF_ACCEPT');
    return NF_ACCEPT;
  }
  if (!iph.icmp) icmp_send(ipvs, skb, ICMP_PORT_UNREACHABLE);
  probe?.leave('NF_DROP');
  return NF_DROP;
}

/** May this packet begin a connection? TCP: SYN (sloppy_tcp: anything but RST). UDP: always. */
function may_schedule(ipvs: netns_ipvs, iph: ip_vs_iphdr): boolean {
  if (iph.protocol !== IPPROTO_TCP || iph.icmp) return true;
  const flags = iph.transport.kind === 'tcp' ? iph.transport.flags : 0;
  const rst = (flags & TH_RST) !== 0;
  const syn = (flags & TH_SYN) !== 0;
  const sloppy = ipvs.sysctl.sloppy_tcp !== 0;
  const refuse = rst || !(sloppy || syn);
  ipvs.probe?.branch(
    'th->rst || !(sysctl_sloppy_tcp(ipvs) || th->syn)',
    `rst ${+rst}, syn ${+syn}, sloppy_tcp ${+sloppy}`,
    refuse,
  );
  return !refuse;
}

/** Outcome of conn_schedule: a verdict that ends the packet's way, or go on (with or without entry). */
export type ConnSchedule = { readonly verdict: Verdict } | { readonly cp: ip_vs_conn | null };

/** pp->conn_schedule: tcp_conn_schedule, udp_conn_schedule. */
export function conn_schedule(ipvs: netns_ipvs, skb: sk_buff, iph: ip_vs_iphdr): ConnSchedule {
  const probe = ipvs.probe;
  probe?.enter(iph.protocol === IPPROTO_TCP ? 'tcp_conn_schedule' : 'udp_conn_schedule', '');
  const outcome = try_schedule(ipvs, skb, iph);
  probe?.leave(
    'verdict' in outcome
      ? outcome.verdict === NF_DROP
        ? 'NF_DROP'
        : 'NF_ACCEPT'
      : outcome.cp
        ? 'cp'
        : 'no entry',
  );
  return outcome;
}

function try_schedule(ipvs: netns_ipvs, skb: sk_buff, iph: ip_vs_iphdr): ConnSchedule {
  if (iph.transport.kind === 'short') return { verdict: NF_DROP };
  if (!may_schedule(ipvs, iph)) return { cp: null };
  const { dst_addr, dst_port } = ends_of(iph);
  const svc = ip_vs_service_find(ipvs, iph.af, skb.mark, iph.protocol, dst_addr, dst_port);
  if (!svc) return { cp: null };
  const { cp, ignored } = ip_vs_schedule(ipvs, svc, skb, iph);
  if (cp || ignored > 0) return { cp };
  return { verdict: ignored === 0 ? ip_vs_leave(ipvs, svc, skb, iph) : NF_DROP };
}
