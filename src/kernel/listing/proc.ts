import { formatIn6Full } from '../../base/inet.ts';
import { conn_tab_walk } from '../ipvs/conn_tab.ts';
import {
  IP_VS_CONN_F_SYNC,
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_dest,
  ip_vs_dest_inactconns,
  type ip_vs_service,
} from '../ipvs/ip_vs.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { services_walk } from '../ipvs/services.ts';
import { swab32 } from '../lib/jhash.ts';
import { forward_name, hex, page, proc_address } from './text.ts';

/** The tables under /proc/net as the kernel prints them (linux-6.12; ip_vs_conn.c, ip_vs_ctl.c). */

/** Seconds until the time that was asked for; 0 when only the wheel's slot is waited for. */
export function expires_seconds(ipvs: netns_ipvs, cp: ip_vs_conn): number {
  const { timer } = cp;
  const left = timer.slot >= 0 ? timer.expires - ipvs.jiffies : 0;
  return Math.max(0, Math.floor((left * 1000) / ipvs.params.hz / 1000));
}

/** Protocol, the three ends and the state: the columns that both listings of entries begin with. */
function conn_ends(ipvs: netns_ipvs, cp: ip_vs_conn): string {
  const client = `${proc_address(cp.caddr)} ${hex(cp.cport, 4)}`;
  const virtual = `${proc_address(cp.vaddr)} ${hex(cp.vport, 4)}`;
  const server = `${proc_address(cp.daddr)} ${hex(cp.dport, 4)}`;
  const protocol = ip_vs_proto_name(cp.protocol).padEnd(3);
  return `${protocol} ${client} ${virtual} ${server} ${ip_vs_state_name(cp, ipvs.params.profile).padEnd(11)}`;
}

function conn_page(ipvs: netns_ipvs, title: string, row: (cp: ip_vs_conn, left: string) => string): string {
  const lines = [title];
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    lines.push(row(cp, String(expires_seconds(ipvs, cp)).padStart(7)));
  }
  return page(lines);
}

/** /proc/net/ip_vs_conn: buckets upwards, each chain from its head. */
export function proc_ip_vs_conn(ipvs: netns_ipvs): string {
  const columns = ipvs.params.profile.proc_has_pe ? ' PEName PEData' : '';
  const title = `Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires${columns}`;
  return conn_page(ipvs, title, (cp, left) => {
    const pe = cp.pe_data === null ? '' : ` ${cp.pe} ${cp.pe_data}`;
    return `${conn_ends(ipvs, cp)} ${left}${pe}`;
  });
}

/** /proc/net/ip_vs_conn_sync: the same with where an entry comes from. */
export function proc_ip_vs_conn_sync(ipvs: netns_ipvs): string {
  const title = 'Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Origin Expires';
  return conn_page(ipvs, title, (cp, left) => {
    const origin = cp.flags & IP_VS_CONN_F_SYNC ? 'SYNC' : 'LOCAL';
    return `${conn_ends(ipvs, cp)} ${origin.padEnd(6)} ${left}`;
  });
}

function service_line(svc: ip_vs_service): string {
  const scheduler = svc.scheduler ?? 'none';
  const ops = svc.flags & IP_VS_SVC_F_ONEPACKET ? 'ops ' : '';
  const protocol = ip_vs_proto_name(svc.protocol);
  let line: string;
  if (svc.fwmark) line = `FWM  ${hex(svc.fwmark, 8)} ${scheduler} ${ops}`;
  else if (typeof svc.addr === 'number') {
    line = `${protocol}  ${hex(svc.addr, 8)}:${hex(svc.port, 4)} ${scheduler} ${ops} `;
  } else line = `${protocol}  [${formatIn6Full(svc.addr)}]:${hex(svc.port, 4)} ${scheduler} `;
  if (!(svc.flags & IP_VS_SVC_F_PERSISTENT)) return line;
  // A prefix length is printed as if it were a mask in network byte order.
  const mask = svc.af === 2 ? svc.netmask : swab32(svc.netmask);
  return `${line}persistent ${svc.timeout} ${hex(mask, 8)}`;
}

function dest_line(dest: ip_vs_dest): string {
  const address = typeof dest.addr === 'number' ? hex(dest.addr, 8) : `[${formatIn6Full(dest.addr)}]`;
  const numbers = [
    String(dest.weight).padEnd(6),
    String(dest.activeconns).padEnd(10),
    String(ip_vs_dest_inactconns(dest)).padEnd(10),
  ];
  return `  -> ${address}:${hex(dest.port, 4)}      ${forward_name(dest.conn_flags)} ${numbers.join(' ')}`;
}

/** /proc/net/ip_vs: services in the order of their tables, servers newest first. */
export function proc_ip_vs(ipvs: netns_ipvs): string {
  const lines = [
    `IP Virtual Server version 1.2.1 (size=${ipvs.conn_tab.size})`,
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port Forward Weight ActiveConn InActConn',
  ];
  for (const svc of services_walk(ipvs)) {
    lines.push(service_line(svc));
    for (const dest of svc.destinations) lines.push(dest_line(dest));
  }
  return page(lines);
}
