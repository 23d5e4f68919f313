import { last_estimation, read_rates, settle, start_estimator, stop_estimator } from './estimator.ts';
import { IP_VS_DEST_F_AVAILABLE, type ip_vs_conn, type ip_vs_service, type ip_vs_stats } from './ip_vs.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/**
 * Counters of real servers, services and the whole (struct ip_vs_stats). Listings show what the last
 * estimation saw, not the running values: each object keeps both.
 */

/** Number of the last estimation that cannot have seen what happens now: one in this jiffy still does. */
function passed(ipvs: netns_ipvs): number {
  return last_estimation(ipvs.estimation, ipvs.params.hz, ipvs.jiffies, false);
}

function in_packet(stats: ip_vs_stats, estimation: number, bytes: number): void {
  settle(stats, estimation);
  stats.inpkts++;
  stats.inbytes += bytes;
}

function out_packet(stats: ip_vs_stats, estimation: number, bytes: number): void {
  settle(stats, estimation);
  stats.outpkts++;
  stats.outbytes += bytes;
}

/** ip_vs_in_stats: bytes as the IP length; nothing for a removed server. */
export function ip_vs_in_stats(ipvs: netns_ipvs, cp: ip_vs_conn, bytes: number): void {
  const { dest } = cp;
  if (!dest || !(dest.flags & IP_VS_DEST_F_AVAILABLE)) return;
  const estimation = passed(ipvs);
  in_packet(dest.stats, estimation, bytes);
  if (dest.svc) in_packet(dest.svc.stats, estimation, bytes);
  in_packet(ipvs.tot_stats, estimation, bytes);
}

/** ip_vs_out_stats */
export function ip_vs_out_stats(ipvs: netns_ipvs, cp: ip_vs_conn, bytes: number): void {
  const { dest } = cp;
  if (!dest || !(dest.flags & IP_VS_DEST_F_AVAILABLE)) return;
  const estimation = passed(ipvs);
  out_packet(dest.stats, estimation, bytes);
  if (dest.svc) out_packet(dest.svc.stats, estimation, bytes);
  out_packet(ipvs.tot_stats, estimation, bytes);
}

/** ip_vs_conn_stats: one more connection for server, service and total. */
export function ip_vs_conn_stats(ipvs: netns_ipvs, cp: ip_vs_conn, svc: ip_vs_service): void {
  const estimation = passed(ipvs);
  for (const stats of [cp.dest?.stats, svc.stats, ipvs.tot_stats]) {
    if (!stats) continue;
    settle(stats, estimation);
    stats.conns++;
  }
}

/** What a listing shows: connections, packets in and out, bytes in and out, and the same per second. */
export interface ShownStats {
  readonly counters: readonly number[];
  readonly rates: readonly number[];
}

/**
 * ip_vs_copy_stats: since the last `-Z`, as of the last estimation; one at this very jiffy counts. Where
 * counters are not copied by the estimation, as they are.
 */
export function shown_stats(ipvs: netns_ipvs, stats: ip_vs_stats): ShownStats {
  const copy = { ...stats, kstats: [...stats.kstats], rates: [...stats.rates] };
  settle(copy, last_estimation(ipvs.estimation, ipvs.params.hz, ipvs.jiffies, true));
  if (ipvs.params.profile.counters === 'running') {
    const { conns, inpkts, outpkts, inbytes, outbytes } = stats;
    return { counters: [conns, inpkts, outpkts, inbytes, outbytes], rates: read_rates(copy) };
  }
  return { counters: copy.kstats.map((count, i) => count - stats.kstats0[i]), rates: read_rates(copy) };
}

/** The counters themselves begin anew (linux-2.6.32). */
function clear(stats: ip_vs_stats): void {
  stats.conns = 0;
  stats.inpkts = 0;
  stats.outpkts = 0;
  stats.inbytes = 0;
  stats.outbytes = 0;
  stats.kstats.fill(0);
  stats.rates.fill(0);
}

/** ip_vs_zero_stats: remembers what was shown as the new zero; what came since then will still be counted. */
export function zero_stats(ipvs: netns_ipvs, stats: ip_vs_stats): void {
  settle(stats, passed(ipvs));
  if (ipvs.params.profile.counters === 'running') {
    clear(stats);
    return;
  }
  for (const [i, count] of stats.kstats.entries()) {
    stats.kstats0[i] = count;
    stats.rates[i] = 0;
  }
}

/** An object comes under estimation, or leaves it. */
export function begin_estimation(ipvs: netns_ipvs, stats: ip_vs_stats): void {
  start_estimator(ipvs.estimation, ipvs.params.hz, stats, ipvs.jiffies);
}

export function end_estimation(ipvs: netns_ipvs, stats: ip_vs_stats): void {
  stop_estimator(ipvs.estimation, ipvs.params.hz, stats, ipvs.jiffies);
}
