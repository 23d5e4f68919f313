import { formatIn6Full, type InetAddr } from '../../base/inet.ts';
import { conn_tab_walk } from '../ipvs/conn_tab.ts';
import {
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  type ip_vs_conn,
  type ip_vs_dest,
  type ip_vs_service,
} from '../ipvs/ip_vs.ts';
import { services_walk } from '../ipvs/ip_vs_ctl.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { shown_stats } from '../ipvs/stats.ts';
import { swab32 } from '../lib/jhash.ts';

/** The files under /proc/net as the kernel prints them (linux-6.12). */

const hex = (value: number, width: number): string =>
  (value >>> 0).toString(16).toUpperCase().padStart(width, '0');

function address(addr: InetAddr): string {
  return typeof addr === 'number' ? hex(addr, 8) : formatIn6Full(addr);
}

/** Seconds until the time that was asked for; 0 when only the wheel's slot is waited for. */
export function expires_seconds(ipvs: netns_ipvs, cp: ip_vs_conn): number {
  const { timer } = cp;
  const left = timer.slot >= 0 ? timer.expires - ipvs.jiffies : 0;
  return Math.max(0, Math.floor((left * 1000) / ipvs.params.hz / 1000));
}

function conn_line(ipvs: netns_ipvs, cp: ip_vs_conn): string {
  const ends = [cp.caddr, cp.cport, cp.vaddr, cp.vport, cp.daddr, cp.dport];
  const text = ends.map((end, i) => (i % 2 === 1 ? hex(end as number, 4) : address(end))).join(' ');
  const state = ip_vs_state_name(cp, ipvs.params.profile).padEnd(11);
  return `${ip_vs_proto_name(cp.protocol).padEnd(3)} ${text} ${state} ${String(expires_seconds(ipvs, cp)).padStart(7)}`;
}

/** /proc/net/ip_vs_conn: buckets upwards, each chain from its head. */
export function proc_ip_vs_conn(ipvs: netns_ipvs): string {
  const pe = ipvs.params.profile.proc_has_pe ? ' PEName PEData' : '';
  const lines = [`Pro FromIP   FPrt ToIP     TPrt DestIP   DPrt State       Expires${pe}`];
  for (const cp of conn_tab_walk(ipvs.conn_tab)) lines.push(conn_line(ipvs, cp));
  return `${lines.join('\n')}\n`;
}

const FORWARD = ['Masq', 'Local', 'Tunnel', 'Route', 'Bypass'];

function service_line(svc: ip_vs_service): string {
  const scheduler = svc.scheduler ?? 'none';
  const ops = svc.flags & IP_VS_SVC_F_ONEPACKET ? 'ops ' : '';
  let line: string;
  if (svc.fwmark) line = `FWM  ${hex(svc.fwmark, 8)} ${scheduler} ${ops}`;
  else if (typeof svc.addr === 'number') {
    line = `${ip_vs_proto_name(svc.protocol)}  ${hex(svc.addr, 8)}:${hex(svc.port, 4)} ${scheduler} ${ops} `;
  } else
    line = `${ip_vs_proto_name(svc.protocol)}  [${formatIn6Full(svc.addr)}]:${hex(svc.port, 4)} ${scheduler} `;
  if (!(svc.flags & IP_VS_SVC_F_PERSISTENT)) return line;
  const mask = svc.af === 2 ? svc.netmask : swab32(svc.netmask);
  return `${line}persistent ${svc.timeout} ${hex(mask, 8)}`;
}

function dest_line(dest: ip_vs_dest): string {
  const end = typeof dest.addr === 'number' ? hex(dest.addr, 8) : `[${formatIn6Full(dest.addr)}]`;
  const numbers = [
    String(dest.weight).padEnd(6),
    String(dest.activeconns).padEnd(10),
    String(dest.inactconns).padEnd(10),
  ];
  return `  -> ${end}:${hex(dest.port, 4)}      ${(FORWARD[dest.conn_flags & 7] ?? '').padEnd(7)} ${numbers.join(' ')}`;
}

/** /proc/net/ip_vs */
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
  return `${lines.join('\n')}\n`;
}

/** The counters of /proc/net/ip_vs_stats; rates are not modelled and left out. */
export function proc_ip_vs_stats(ipvs: netns_ipvs): string {
  const [conns, inpkts, outpkts, inbytes, outbytes] = shown_stats(ipvs, ipvs.tot_stats);
  const cell = (value: number, width: number): string => value.toString(16).toUpperCase().padStart(width);
  const row = [cell(conns, 8), cell(inpkts, 8), cell(outpkts, 8), cell(inbytes, 16), cell(outbytes, 16)];
  return [
    '   Total Incoming Outgoing         Incoming         Outgoing',
    '   Conns  Packets  Packets            Bytes            Bytes',
    row.join(' '),
    '',
  ].join('\n');
}
