import { initialJiffies, type Jiffies } from '../lib/jiffies.ts';
import type { ip_vs_stats } from './ip_vs.ts';

/**
 * Rate estimation (ip_vs_est.c): every 2 s counters are copied to what listings show, and rates follow them.
 *
 * The kernel spreads estimators over 50 rows, one per tick of 40 ms, but puts every new one into the same row
 * until that row is full (thousands of objects). So all are estimated at one instant, and nothing has to run
 * then: an object notices, when it is touched or read, that estimations have passed.
 *
 * departs: one row; its phase is that of the recordings (uptime 3.96 s + 2 s * n), because the real one
 * depends on how long the kernel measured itself when the first service was added.
 */
const ROWS = 50;
const PERIOD_SECONDS = 2;
const PHASE_SECONDS = 3.96;
/** A thread that was away for longer than this many ticks begins a new phase (ip_vs_est_kthread_start). */
const KEPT_TICKS = 4;

/** The estimation thread: which estimations there were and will be. Plain data. */
export interface Estimation {
  /** Instant of estimation number `number`; others lie whole periods later. */
  base: Jiffies;
  number: number;
  /** run_estimation = 0 since then; null = it runs. */
  stopped_at: Jiffies | null;
}

export function estimation_init(hz: number): Estimation {
  return { base: initialJiffies(hz) + Math.round(PHASE_SECONDS * hz), number: 0, stopped_at: null };
}

const tick_jiffies = (hz: number): number => Math.floor((PERIOD_SECONDS * hz) / ROWS);
const period_jiffies = (hz: number): number => tick_jiffies(hz) * ROWS;

/** Number of the last estimation before `now`; `inclusive` counts one at `now` itself. */
export function last_estimation(est: Estimation, hz: number, now: Jiffies, inclusive: boolean): number {
  const { base, number, stopped_at } = est;
  const until = stopped_at !== null && now > stopped_at ? stopped_at + 1 : now + (inclusive ? 1 : 0);
  return number + Math.max(0, Math.ceil((until - base) / period_jiffies(hz))) - 1;
}

/** When the thread estimates next, as jiffies; null = it does not run. */
export function next_estimation(est: Estimation, hz: number, now: Jiffies): Jiffies | null {
  if (est.stopped_at !== null) return null;
  const number = last_estimation(est, hz, now, true) + 1;
  return est.base + (number - est.number) * period_jiffies(hz);
}

/** Scaled by 2^10, over 2 s. */
const PACKET_SCALE = 512;
/** Scaled by 2^5, over 2 s. */
const BYTE_SCALE = 16;
const FIRST_BYTES = 3;

/** ip_vs_chain_estimation: brings an object to estimation `number`; those it has missed saw no traffic. */
export function settle(stats: ip_vs_stats, number: number): void {
  let missed = number - stats.tick;
  if (missed <= 0) return;
  stats.tick = number;
  const now = [stats.conns, stats.inpkts, stats.outpkts, stats.inbytes, stats.outbytes];
  const { kstats, rates } = stats;
  let moving = false;
  for (const [i, count] of now.entries()) {
    const rate = (count - kstats[i]) * (i < FIRST_BYTES ? PACKET_SCALE : BYTE_SCALE);
    rates[i] += Math.floor((rate - rates[i]) / 4);
    kstats[i] = count;
    moving ||= rates[i] !== 0;
  }
  while (--missed > 0 && moving) {
    moving = false;
    for (const [i, rate] of rates.entries()) {
      rates[i] = rate + Math.floor(-rate / 4);
      moving ||= rates[i] !== 0;
    }
  }
}

/** ip_vs_read_estimator: per second, rounded as the kernel rounds. */
export function read_rates(stats: Pick<ip_vs_stats, 'rates'>): number[] {
  return stats.rates.map((rate, i) =>
    i < FIRST_BYTES ? Math.floor((rate + 0x1ff) / 1024) : Math.floor((rate + 0xf) / 32),
  );
}

/** ip_vs_start_estimator: the thread takes new objects in at its next tick, so a near estimation misses them. */
export function start_estimator(est: Estimation, hz: number, stats: ip_vs_stats, now: Jiffies): void {
  stats.tick = last_estimation(est, hz, now + tick_jiffies(hz), false);
}

/** ip_vs_stop_estimator: what is shown stays as it is until the object is started again. */
export function stop_estimator(est: Estimation, hz: number, stats: ip_vs_stats, now: Jiffies): void {
  settle(stats, last_estimation(est, hz, now, false));
  stats.tick = Number.POSITIVE_INFINITY;
}

/** The thread ends (run_estimation = 0). */
export function stop_thread(est: Estimation, now: Jiffies): void {
  est.stopped_at ??= now;
}

/** ip_vs_est_kthread_start: goes on with the row it stopped at; after a longer pause in a new phase. */
export function start_thread(est: Estimation, hz: number, now: Jiffies): void {
  const { stopped_at, base } = est;
  if (stopped_at === null) return;
  const tick = tick_jiffies(hz);
  const period = period_jiffies(hz);
  const last = last_estimation(est, hz, stopped_at, true);
  const instant = base + (last - est.number) * period;
  const ticks_since = Math.floor((stopped_at - instant) / tick);
  est.stopped_at = null;
  if (Math.abs(instant + (ticks_since + 1) * tick - now) <= KEPT_TICKS * tick) return;
  est.base = now + (ROWS - 1 - ticks_since) * tick;
  est.number = last + 1;
}
