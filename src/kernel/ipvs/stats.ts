import type { Jiffies } from '../lib/jiffies.ts';
import { initialJiffies } from '../lib/jiffies.ts';
import { IP_VS_DEST_F_AVAILABLE, type ip_vs_conn, type ip_vs_service, type ip_vs_stats } from './ip_vs.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/**
 * Counters. Listings show what the last estimation saw (every 2 s; ip_vs_est.c), not the running values:
 * each object keeps both. Estimations are not timers here: an object notices, when it is touched or read,
 * that one has passed.
 *
 * departs: rates are not kept; all objects are estimated at the same instant, the phase of the recordings
 * (uptime 3.96 s + 2 s * n at any HZ).
 */
const PERIOD_SECONDS = 2;
const PHASE_SECONDS = 3.96;

/** Number of estimations before `now`; one at `now` itself counts only when reading. */
function tick_of(hz: number, now: Jiffies, reading: boolean): number {
  const since = now - initialJiffies(hz) - Math.round(PHASE_SECONDS * hz);
  const period = PERIOD_SECONDS * hz;
  return reading ? Math.floor(since / period) : Math.ceil(since / period) - 1;
}

function settle(stats: ip_vs_stats, tick: number): void {
  if (tick <= stats.tick) return;
  stats.tick = tick;
  stats.shown = [stats.conns, stats.inpkts, stats.outpkts, stats.inbytes, stats.outbytes];
}

function in_packet(stats: ip_vs_stats, tick: number, bytes: number): void {
  settle(stats, tick);
  stats.inpkts++;
  stats.inbytes += bytes;
}

function out_packet(stats: ip_vs_stats, tick: number, bytes: number): void {
  settle(stats, tick);
  stats.outpkts++;
  stats.outbytes += bytes;
}

/** ip_vs_in_stats: bytes as the IP length; nothing for a removed server. */
export function ip_vs_in_stats(ipvs: netns_ipvs, cp: ip_vs_conn, bytes: number): void {
  const { dest } = cp;
  if (!dest || !(dest.flags & IP_VS_DEST_F_AVAILABLE)) return;
  const tick = tick_of(ipvs.params.hz, ipvs.jiffies, false);
  in_packet(dest.stats, tick, bytes);
  if (dest.svc) in_packet(dest.svc.stats, tick, bytes);
  in_packet(ipvs.tot_stats, tick, bytes);
}

/** ip_vs_out_stats */
export function ip_vs_out_stats(ipvs: netns_ipvs, cp: ip_vs_conn, bytes: number): void {
  const { dest } = cp;
  if (!dest || !(dest.flags & IP_VS_DEST_F_AVAILABLE)) return;
  const tick = tick_of(ipvs.params.hz, ipvs.jiffies, false);
  out_packet(dest.stats, tick, bytes);
  if (dest.svc) out_packet(dest.svc.stats, tick, bytes);
  out_packet(ipvs.tot_stats, tick, bytes);
}

/** ip_vs_conn_stats: one more connection for server, service and total. */
export function ip_vs_conn_stats(ipvs: netns_ipvs, cp: ip_vs_conn, svc: ip_vs_service): void {
  const tick = tick_of(ipvs.params.hz, ipvs.jiffies, false);
  for (const stats of [cp.dest?.stats, svc.stats, ipvs.tot_stats]) {
    if (!stats) continue;
    settle(stats, tick);
    stats.conns++;
  }
}

/** What a listing shows at this moment. */
export function shown_stats(ipvs: netns_ipvs, stats: ip_vs_stats): ip_vs_stats['shown'] {
  if (tick_of(ipvs.params.hz, ipvs.jiffies, true) > stats.tick) {
    return [stats.conns, stats.inpkts, stats.outpkts, stats.inbytes, stats.outbytes];
  }
  return stats.shown;
}

/** ip_vs_zero_stats: counting starts again from zero. */
export function zero_stats(stats: ip_vs_stats): void {
  stats.conns = 0;
  stats.inpkts = 0;
  stats.outpkts = 0;
  stats.inbytes = 0;
  stats.outbytes = 0;
  stats.shown = [0, 0, 0, 0, 0];
}
