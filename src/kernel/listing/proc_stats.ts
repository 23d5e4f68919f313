import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { shown_stats } from '../ipvs/stats.ts';
import { page } from './text.ts';

/** The totals under /proc/net: everything in hexadecimal, without leading zeros (ip_vs_ctl.c). */

const WIDTHS = [8, 8, 8, 16, 16];

function row(values: readonly number[]): string {
  return values.map((value, i) => value.toString(16).toUpperCase().padStart(WIDTHS[i])).join(' ');
}

/** /proc/net/ip_vs_stats: totals and rates of the last estimation. */
export function proc_ip_vs_stats(ipvs: netns_ipvs): string {
  const { counters, rates } = shown_stats(ipvs, ipvs.tot_stats);
  return page([
    '   Total Incoming Outgoing         Incoming         Outgoing',
    '   Conns  Packets  Packets            Bytes            Bytes',
    row(counters),
    '',
    ' Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s',
    row(rates),
  ]);
}

/**
 * /proc/net/ip_vs_stats_percpu of a host with one processor: its line has the running counters, which `-Z`
 * does not touch; the line of the sum is that of /proc/net/ip_vs_stats.
 */
export function proc_ip_vs_stats_percpu(ipvs: netns_ipvs): string {
  const { tot_stats } = ipvs;
  const { counters, rates } = shown_stats(ipvs, tot_stats);
  const { conns, inpkts, outpkts, inbytes, outbytes } = tot_stats;
  return page([
    '       Total Incoming Outgoing         Incoming         Outgoing',
    'CPU    Conns  Packets  Packets            Bytes            Bytes',
    `  0 ${row([conns, inpkts, outpkts, inbytes, outbytes])}`,
    `  ~ ${row(counters)}`,
    '',
    '     Conns/s   Pkts/s   Pkts/s          Bytes/s          Bytes/s',
    `    ${row(rates)}`,
  ]);
}
