import { type AddressFamily, formatAddr, formatEndpoint, type InetAddr } from '../../base/inet.ts';
import { conn_tab_walk } from '../ipvs/conn_tab.ts';
import {
  IP_VS_SVC_F_ONEPACKET,
  IP_VS_SVC_F_PERSISTENT,
  IP_VS_SVC_F_SCHED1,
  IP_VS_SVC_F_SCHED2,
  IP_VS_SVC_F_SCHED3,
  type ip_vs_dest,
  type ip_vs_service,
  type ip_vs_stats,
} from '../ipvs/ip_vs.ts';
import { services_walk } from '../ipvs/ip_vs_ctl.ts';
import { ip_vs_proto_name, ip_vs_state_name } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { shown_stats } from '../ipvs/stats.ts';
import { expires_seconds } from './proc.ts';

/** Listings as ipvsadm 1.31 prints them with `-n`: services and servers sorted, connections in kernel order. */

const words = (addr: InetAddr): readonly number[] => (typeof addr === 'number' ? [addr] : addr);

function compare_address(a: InetAddr, b: InetAddr): number {
  const x = words(a);
  const y = words(b);
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const difference = (x[i] ?? 0) - (y[i] ?? 0);
    if (difference) return difference;
  }
  return 0;
}

function sorted_services(ipvs: netns_ipvs): ip_vs_service[] {
  return [...services_walk(ipvs)].sort(
    (a, b) =>
      a.fwmark - b.fwmark ||
      a.af - b.af ||
      a.protocol - b.protocol ||
      compare_address(a.addr, b.addr) ||
      a.port - b.port,
  );
}

function sorted_servers(svc: ip_vs_service): ip_vs_dest[] {
  return [...svc.destinations].sort((a, b) => compare_address(a.addr, b.addr) || a.port - b.port);
}

function sched_flags(svc: ip_vs_service): string {
  const prefix = svc.scheduler === 'sh' || svc.scheduler === 'mh' ? svc.scheduler : null;
  const names: string[] = [];
  if (svc.flags & IP_VS_SVC_F_SCHED1) names.push(prefix ? `${prefix}-fallback` : 'flag-1');
  if (svc.flags & IP_VS_SVC_F_SCHED2) names.push(prefix ? `${prefix}-port` : 'flag-2');
  if (svc.flags & IP_VS_SVC_F_SCHED3) names.push('flag-3');
  return names.length ? ` (${names.join(',')})` : '';
}

function mask_text(svc: ip_vs_service): string {
  if (svc.af === 2) return svc.netmask === 0xffffffff ? '' : ` mask ${formatAddr(svc.netmask)}`;
  return svc.netmask === 128 ? '' : ` mask ${svc.netmask}`;
}

/** `10.0.0.100:80`, `1`, `1 IPv6`: how a listing names a service. */
function service_name(svc: ip_vs_service): string {
  if (svc.fwmark) return `${svc.fwmark}${svc.af === (10 satisfies AddressFamily) ? ' IPv6' : ''}`;
  return formatEndpoint(svc.addr, svc.port);
}

function protocol_of(svc: ip_vs_service): string {
  return (svc.fwmark ? 'FWM' : ip_vs_proto_name(svc.protocol)).padEnd(4);
}

/** `TCP  10.0.0.100:80 wlc persistent 360`: the service's line of `ipvsadm -Ln`. */
export function service_title(svc: ip_vs_service, hz: number): string {
  let line = `${protocol_of(svc)} ${service_name(svc)} ${svc.scheduler ?? 'none'}${sched_flags(svc)}`;
  if (svc.flags & IP_VS_SVC_F_PERSISTENT) line += ` persistent ${svc.timeout / hz}${mask_text(svc)}`;
  if (svc.pe) line += ` pe ${svc.pe}`;
  if (svc.flags & IP_VS_SVC_F_ONEPACKET) line += ' ops';
  return line;
}

export const FORWARD_NAMES = ['Masq', 'Local', 'Tunnel', 'Route', 'Bypass'] as const;

const HEAD = (ipvs: netns_ipvs): string => `IP Virtual Server version 1.2.1 (size=${ipvs.conn_tab.size})`;
const server_end = (dest: ip_vs_dest): string => formatEndpoint(dest.addr, dest.port).padEnd(28);

function listing(
  ipvs: netns_ipvs,
  titles: readonly string[],
  service: (svc: ip_vs_service) => string,
  server: (dest: ip_vs_dest) => string,
): string {
  const lines = [HEAD(ipvs), ...titles];
  for (const svc of sorted_services(ipvs)) {
    lines.push(service(svc));
    for (const dest of sorted_servers(svc)) lines.push(server(dest));
  }
  return `${lines.join('\n')}\n`;
}

/** `ipvsadm -Ln` */
export function ipvsadm_Ln(ipvs: netns_ipvs): string {
  const row = (dest: ip_vs_dest): string => {
    const method = (FORWARD_NAMES[dest.conn_flags & 7] ?? '').padEnd(7);
    const counts = [
      String(dest.weight).padEnd(6),
      String(dest.activeconns).padEnd(10),
      String(dest.inactconns).padEnd(10),
    ];
    return `  -> ${server_end(dest)} ${method} ${counts.join(' ')}`;
  };
  const titles = [
    'Prot LocalAddress:Port Scheduler Flags',
    '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
  ];
  return listing(ipvs, titles, (svc) => service_title(svc, ipvs.params.hz), row);
}

function stats_cells(stats: ip_vs_stats['shown']): string {
  return stats.map((value) => String(value).padStart(Math.max(9, String(value).length + 1))).join('');
}

/** `ipvsadm -Ln --stats --exact`: the counters of the last estimation. */
export function ipvsadm_Ln_stats(ipvs: netns_ipvs): string {
  const titles = [
    `${'Prot LocalAddress:Port'.padEnd(33)}${['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes'].map((t) => t.padStart(9)).join('')}`,
    '  -> RemoteAddress:Port',
  ];
  return listing(
    ipvs,
    titles,
    (svc) =>
      `${`${protocol_of(svc)} ${service_name(svc)}`.padEnd(33)}${stats_cells(shown_stats(ipvs, svc.stats))}`,
    (dest) => `  -> ${server_end(dest)}${stats_cells(shown_stats(ipvs, dest.stats))}`,
  );
}

function three_figures(title: string, figures: (dest: ip_vs_dest) => readonly number[]) {
  return (ipvs: netns_ipvs): string =>
    listing(
      ipvs,
      [title, '  -> RemoteAddress:Port'],
      (svc) => service_title(svc, ipvs.params.hz),
      (dest) =>
        `  -> ${server_end(dest)} ${figures(dest)
          .map((n) => String(n).padEnd(10))
          .join(' ')}`,
    );
}

/** `ipvsadm -Ln --thresholds` */
export const ipvsadm_Ln_thresholds = three_figures(
  'Prot LocalAddress:Port            Uthreshold Lthreshold ActiveConn InActConn ',
  (dest) => [dest.u_threshold, dest.l_threshold, dest.activeconns, dest.inactconns],
);

/** `ipvsadm -Ln --persistent-conn` */
export function ipvsadm_Ln_persistent(ipvs: netns_ipvs): string {
  return listing(
    ipvs,
    [
      'Prot LocalAddress:Port            Weight    PersistConn ActiveConn InActConn ',
      '  -> RemoteAddress:Port',
    ],
    (svc) => service_title(svc, ipvs.params.hz),
    (dest) => {
      const cells = [String(dest.weight).padEnd(9), String(dest.persistconns).padEnd(11)];
      cells.push(String(dest.activeconns).padEnd(10), String(dest.inactconns).padEnd(10));
      return `  -> ${server_end(dest)} ${cells.join(' ')}`;
    },
  );
}

/** `ipvsadm -Lnc`: in kernel order. */
export function ipvsadm_Lnc(ipvs: netns_ipvs): string {
  const lines = [
    'IPVS connection entries',
    'pro expire state       source             virtual            destination',
  ];
  for (const cp of conn_tab_walk(ipvs.conn_tab)) {
    const seconds = expires_seconds(ipvs, cp);
    const time = `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(seconds % 60).padStart(2, '0')}`;
    const cells = [
      ip_vs_proto_name(cp.protocol).padEnd(3),
      time.padEnd(6),
      ip_vs_state_name(cp, ipvs.params.profile).padEnd(11),
    ];
    cells.push(formatEndpoint(cp.caddr, cp.cport).padEnd(18), formatEndpoint(cp.vaddr, cp.vport).padEnd(18));
    lines.push(`${cells.join(' ')} ${formatEndpoint(cp.daddr, cp.dport)}`);
  }
  return `${lines.join('\n')}\n`;
}
