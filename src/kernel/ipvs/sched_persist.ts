import { formatAddr, formatEndpoint, type In6, type InetAddr } from '../../base/inet.ts';
import { core as M } from '../../klog/linux-6.12.ts';
import type { sk_buff } from '../lib/skbuff.ts';
import { conn_param, ip_vs_ct_in_get } from './conn_lookup.ts';
import { ip_vs_control_add } from './control.ts';
import {
  IP_VS_CONN_F_ONE_PACKET,
  IP_VS_CONN_F_TEMPLATE,
  IP_VS_SVC_F_ONEPACKET,
  type ip_vs_conn,
  type ip_vs_conn_param,
  type ip_vs_dest,
  type ip_vs_iphdr,
  type ip_vs_service,
} from './ip_vs.ts';
import { ip_vs_check_template, ip_vs_conn_new, ip_vs_conn_put } from './ip_vs_conn.ts';
import { IPPROTO_IP, IPPROTO_UDP } from './ip_vs_proto.ts';
import { schedule } from './ip_vs_sched.ts';
import { type netns_ipvs, printk, set_timeout } from './netns_ipvs.ts';
import { ip_vs_sip_fill_param } from './pe_sip.ts';
import { FTPPORT } from './service_lookup.ts';
import { ip_vs_conn_stats } from './stats.ts';

/** Persistence: templates and the connections that they control (ip_vs_core.c); linux-6.12. */

/** Why there is no connection: 1 = none of IPVS's business, 0 = no server (tell the client), -1 = drop. */
export type Ignored = -1 | 0 | 1;
export interface Scheduled {
  readonly cp: ip_vs_conn | null;
  readonly ignored: Ignored;
}
export const refused = (ignored: Ignored): Scheduled => ({ cp: null, ignored });

export interface Ends {
  readonly src_addr: InetAddr;
  readonly src_port: number;
  readonly dst_addr: InetAddr;
  readonly dst_port: number;
}

export function ends_of(iph: ip_vs_iphdr): Ends {
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

/**
 * ip_vs_conn_fill_param_persist: what the template is looked up by; null = the persistence engine finds
 * nothing in the packet.
 */
export function persist_param(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  skb: sk_buff,
  protocol: number,
  snet: InetAddr,
  vaddr: InetAddr,
  vport: number,
): ip_vs_conn_param | null {
  if (svc.pe === null) return conn_param(svc.af, protocol, snet, 0, vaddr, vport);
  const pe_data = ip_vs_sip_fill_param(ipvs, skb.ip.transport);
  return pe_data === null ? null : conn_param(svc.af, protocol, snet, 0, vaddr, vport, svc.pe, pe_data);
}

/** The template of this key if it may be followed, else null. */
export function valid_template(
  ipvs: netns_ipvs,
  param: ip_vs_conn_param,
  wanted: ip_vs_dest | null,
): ip_vs_conn | null {
  ipvs.probe?.scope('param', param);
  const ct = ip_vs_ct_in_get(ipvs, param);
  const valid = ct !== null && ip_vs_check_template(ipvs, ct, wanted);
  ipvs.probe?.branch(
    'ct && ip_vs_check_template(ct)',
    ct ? (valid ? 'template valid' : 'template invalidated') : 'no template',
    valid,
  );
  return valid ? ct : null;
}

function new_template(
  ipvs: netns_ipvs,
  skb: sk_buff,
  svc: ip_vs_service,
  dest: ip_vs_dest,
  param: ip_vs_conn_param,
  dst_port: number,
): ip_vs_conn {
  const dport = dst_port === svc.port && svc.port !== FTPPORT ? dest.port : 0;
  const ct = ip_vs_conn_new(ipvs, param, dest.addr, dport, IP_VS_CONN_F_TEMPLATE, dest, skb.mark);
  set_timeout(ipvs, ct, svc.timeout);
  return ct;
}

/** `-o`: an entry for one packet only; linux-2.6.32 does not know the flag. */
export function one_packet_flag(ipvs: netns_ipvs, svc: ip_vs_service, iph: ip_vs_iphdr): number {
  if (!ipvs.params.profile.one_packet) return 0;
  return svc.flags & IP_VS_SVC_F_ONEPACKET && iph.protocol === IPPROTO_UDP ? IP_VS_CONN_F_ONE_PACKET : 0;
}

/** Where each persistent service keeps to its port (linux-2.6.32), FTP data without a template goes nowhere. */
function is_foreign_port(ipvs: netns_ipvs, svc: ip_vs_service, dst_port: number): boolean {
  if (!ipvs.params.profile.ftp_data_needs_template || dst_port === svc.port) return false;
  ipvs.probe?.branch('svc->port', String(svc.port), svc.port !== 0);
  return svc.port !== 0;
}

/** ip_vs_sched_persist: follow the client's template, or make one, then make the connection it controls. */
export function ip_vs_sched_persist(
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
  const key = template_key(svc, iph, ends);
  const param = persist_param(ipvs, svc, skb, key.protocol, snet, key.vaddr, key.vport);
  if (!param) {
    probe?.leave('NULL');
    return refused(-1);
  }
  const found = valid_template(ipvs, param, null);
  if (!found && is_foreign_port(ipvs, svc, dst_port)) {
    probe?.leave('NULL');
    return refused(0);
  }
  const dest = found ? found.dest : schedule(ipvs, svc, iph);
  if (!dest) {
    if (probe) printk(ipvs, M.p_schedule_no_dest);
    probe?.leave('NULL');
    return refused(0);
  }
  const ct = found ?? new_template(ipvs, skb, svc, dest, param, dst_port);
  const dport = dst_port === svc.port && dest.port ? dest.port : dst_port;
  const flow = conn_param(svc.af, iph.protocol, src_addr, src_port, dst_addr, dst_port);
  const cp = ip_vs_conn_new(ipvs, flow, dest.addr, dport, one_packet_flag(ipvs, svc, iph), dest, skb.mark);
  ip_vs_control_add(ipvs, cp, ct);
  ip_vs_conn_put(ipvs, ct);
  ip_vs_conn_stats(ipvs, cp, svc);
  probe?.leave('cp');
  return { cp, ignored: 1 };
}
