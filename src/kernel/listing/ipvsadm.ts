import { formatEndpoint } from '../../base/inet.ts';
import {
  type ip_vs_dest,
  ip_vs_dest_inactconns,
  type ip_vs_service,
  type ip_vs_stats,
} from '../ipvs/ip_vs.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { shown_stats } from '../ipvs/stats.ts';
import { service_name, service_title, sorted_servers, sorted_services } from './service_title.ts';
import { forward_name, page } from './text.ts';

export { service_title } from './service_title.ts';
export { FORWARD_NAMES } from './text.ts';

/** Listings of services as ipvsadm 1.31 prints them with `-n`: services and servers sorted, blanks kept. */

const server_end = (dest: ip_vs_dest): string => formatEndpoint(dest.addr, dest.port).padEnd(28);

interface Columns {
  readonly titles: readonly string[];
  readonly service: (svc: ip_vs_service) => string;
  /** What follows address and port. */
  readonly server: (dest: ip_vs_dest) => string;
}

function listing(ipvs: netns_ipvs, { titles, service, server }: Columns): string {
  const lines = [`IP Virtual Server version 1.2.1 (size=${ipvs.conn_tab.size})`, ...titles];
  for (const svc of sorted_services(ipvs)) {
    lines.push(service(svc));
    for (const dest of sorted_servers(svc)) lines.push(`  -> ${server_end(dest)}${server(dest)}`);
  }
  return page(lines);
}

/** `ipvsadm -Ln` */
export function ipvsadm_Ln(ipvs: netns_ipvs): string {
  return listing(ipvs, {
    titles: [
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
    ],
    service: (svc) => service_title(svc, ipvs.params.hz),
    server: (dest) => {
      const counts = [
        String(dest.weight).padEnd(6),
        String(dest.activeconns).padEnd(10),
        String(ip_vs_dest_inactconns(dest)).padEnd(10),
      ];
      return ` ${forward_name(dest.conn_flags)} ${counts.join(' ')}`;
    },
  });
}

const UNITS: readonly (readonly [below: number, unit: number, letter: string])[] = [
  [1e9, 1e3, 'K'],
  [1e11, 1e6, 'M'],
  [1e14, 1e9, 'G'],
  [Number.POSITIVE_INFINITY, 1e12, 'T'],
];

/** A column of figures: nine wide, from 10^8 on in units; with `--exact` as wide as it takes. */
export function large_number(value: number, exact: boolean): string {
  const digits = String(value);
  if (exact) return digits.padStart(Math.max(9, digits.length + 1));
  if (value < 1e8) return digits.padStart(9);
  const found = UNITS.find(([below]) => value < below) ?? UNITS[UNITS.length - 1];
  return `${String(Math.floor(value / found[1])).padStart(8)}${found[2]}`;
}

const figures = (values: readonly number[], exact: boolean): string =>
  values.map((value) => large_number(value, exact)).join('');

function figure_titles(names: readonly string[]): string[] {
  const columns = names.map((name) => name.padStart(9)).join('');
  return [`${'Prot LocalAddress:Port'.padEnd(33)}${columns}`, '  -> RemoteAddress:Port'];
}

function stats_listing(ipvs: netns_ipvs, exact: boolean): string {
  const cells = (stats: ip_vs_stats): string => figures(shown_stats(ipvs, stats).counters, exact);
  return listing(ipvs, {
    titles: figure_titles(['Conns', 'InPkts', 'OutPkts', 'InBytes', 'OutBytes']),
    service: (svc) => `${service_name(svc).padEnd(33)}${cells(svc.stats)}`,
    server: (dest) => cells(dest.stats),
  });
}

/** `ipvsadm -Ln --stats` and with `--exact`: the counters of the last estimation. */
export const ipvsadm_Ln_stats_rounded = (ipvs: netns_ipvs): string => stats_listing(ipvs, false);
export const ipvsadm_Ln_stats = (ipvs: netns_ipvs): string => stats_listing(ipvs, true);

function rate_listing(ipvs: netns_ipvs, exact: boolean): string {
  const rates = (stats: ip_vs_stats): readonly number[] => shown_stats(ipvs, stats).rates;
  return listing(ipvs, {
    titles: figure_titles(['CPS', 'InPPS', 'OutPPS', 'InBPS', 'OutBPS']),
    service: (svc) => `${service_name(svc).padEnd(33)}${figures(rates(svc.stats), exact)}`,
    server: (dest) => {
      const all = rates(dest.stats);
      const counts = all.slice(0, 3).map((rate) => ` ${String(rate).padStart(8)}`);
      return `${counts.join('')}${figures(all.slice(3), exact)}`;
    },
  });
}

/** `ipvsadm -Ln --rate` and with `--exact`: per second. */
export const ipvsadm_Ln_rate = (ipvs: netns_ipvs): string => rate_listing(ipvs, false);
export const ipvsadm_Ln_rate_exact = (ipvs: netns_ipvs): string => rate_listing(ipvs, true);

type Count = readonly [title: string, width: number, value: (dest: ip_vs_dest) => number];

const CONNS: readonly Count[] = [
  ['ActiveConn', 10, (dest) => dest.activeconns],
  ['InActConn', 10, ip_vs_dest_inactconns],
];

function counts_listing(ipvs: netns_ipvs, counts: readonly Count[]): string {
  const titles = counts.map(([title, width]) => title.padEnd(width)).join(' ');
  return listing(ipvs, {
    titles: [`${'Prot LocalAddress:Port'.padEnd(33)} ${titles}`, '  -> RemoteAddress:Port'],
    service: (svc) => service_title(svc, ipvs.params.hz),
    server: (dest) => counts.map(([, width, value]) => ` ${String(value(dest)).padEnd(width)}`).join(''),
  });
}

/** `ipvsadm -Ln --thresholds` */
export function ipvsadm_Ln_thresholds(ipvs: netns_ipvs): string {
  return counts_listing(ipvs, [
    ['Uthreshold', 10, (dest) => dest.u_threshold],
    ['Lthreshold', 10, (dest) => dest.l_threshold],
    ...CONNS,
  ]);
}

/** `ipvsadm -Ln --persistent-conn` */
export function ipvsadm_Ln_persistent(ipvs: netns_ipvs): string {
  return counts_listing(ipvs, [
    ['Weight', 9, (dest) => dest.weight],
    ['PersistConn', 11, (dest) => dest.persistconns],
    ...CONNS,
  ]);
}

/** `ipvsadm -L --timeout`, in seconds. */
export function ipvsadm_L_timeout(ipvs: netns_ipvs): string {
  const { tcp_timeouts, udp_timeout } = ipvs.proto;
  const ESTABLISHED = 1;
  const FIN_WAIT = 4;
  const seconds = [tcp_timeouts[ESTABLISHED], tcp_timeouts[FIN_WAIT], udp_timeout];
  return `Timeout (tcp tcpfin udp): ${seconds.map((jiffies) => jiffies / ipvs.params.hz).join(' ')}\n`;
}
