import type { LogLines } from '../observed/log-lines.ts';
import type { LogStore } from '../readers/klog/store.ts';
import { ASSUMED_UPTIME_SECONDS } from './assumptions.ts';

/** The log of one boot, on the clock of its kernel. */
export interface BootLog {
  readonly log: LogLines;
  /** Wall clock at uptime 0 in seconds, or null. */
  readonly bootEpoch: number | null;
  /** Ticks a second, if the stamps are those of ticks; null = they are finer. */
  readonly hz: number | null;
  readonly assumptions: readonly string[];
}

/** Values of HZ that kernels are built with, the coarsest first. */
const HZS = [100, 250, 300, 1000];
/** Stamps that must lie on ticks before they are taken for ticks. */
const ENOUGH = 30;

/** The boot with most messages: first and last record behind. */
function busiest(store: LogStore): { index: number; from: number; to: number } {
  const { boots } = store;
  let best = { index: 0, from: 0, to: boots[1]?.firstRecord ?? store.length };
  for (let index = 1; index < boots.length; index++) {
    const from = boots[index].firstRecord;
    const to = boots[index + 1]?.firstRecord ?? store.length;
    if (to - from > best.to - best.from) best = { index, from, to };
  }
  return best;
}

/** Uptimes in nanoseconds; a record without a stamp stands at the time of the one before. */
function uptimes(store: LogStore, from: number, to: number, bootMs: number): Float64Array {
  const times = new Float64Array(to - from);
  let last = 0;
  for (let i = from; i < to; i++) {
    const uptime = store.uptimeNs(i);
    const wall = (store.epochMs(i) - bootMs) * 1e6;
    if (!Number.isNaN(uptime)) last = uptime;
    else if (!Number.isNaN(wall)) last = wall;
    times[i - from] = last;
  }
  return times;
}

/** When uptime was 0, by stamps that tell only wall clock. */
function bootOfWall(store: LogStore, from: number, to: number): number {
  for (let i = from; i < to; i++) {
    const epoch = store.epochMs(i);
    if (!Number.isNaN(epoch)) return epoch - ASSUMED_UPTIME_SECONDS * 1000;
  }
  return Number.NaN;
}

function ticks(times: Float64Array): number | null {
  if (new Set(times).size < ENOUGH) return null;
  const on = (hz: number): boolean => times.every((ns) => Math.abs(((ns * hz) / 1e9) % 1) < 1e-4);
  return HZS.find(on) ?? null;
}

/** The messages of a log's busiest boot, with the times that its stamps give. */
export function bootLog(store: LogStore): BootLog {
  const { index, from, to } = busiest(store);
  const assumptions: string[] = [];
  const told = store.boots[index]?.bootEpoch ?? Number.NaN;
  let bootMs = told;
  const stamped = from < to && !Number.isNaN(store.uptimeNs(from));
  if (Number.isNaN(bootMs) && !stamped) {
    bootMs = bootOfWall(store, from, to);
    if (!Number.isNaN(bootMs)) {
      const first = `uptime at its first line is taken as ${ASSUMED_UPTIME_SECONDS} s`;
      assumptions.push(`The log has wall-clock stamps only: ${first}.`);
    } else if (to > from)
      assumptions.push('The log has no stamps: its lines follow each other at one moment.');
  }
  if (store.boots.length > 1)
    assumptions.push(`The log spans ${store.boots.length} boots; the one with most lines of IPVS is shown.`);
  const times = uptimes(store, from, to, bootMs);
  return {
    log: {
      length: to - from,
      parsed: (i) => store.parsed(from + i),
      timeNs: (i) => times[i],
      cpu: (i) => store.cpu(from + i),
    },
    bootEpoch: Number.isNaN(bootMs) ? null : bootMs / 1000,
    hz: ticks(times),
    assumptions,
  };
}
