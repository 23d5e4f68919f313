import { addrKey } from '../base/inet.ts';
import type { LogLines } from '../observed/log-lines.ts';
import { addrOf } from '../observed/values.ts';
import type { PacketStore } from '../packet/store.ts';

/** How a capture's clock and a kernel's uptime lie to each other. */
export interface ClockMatch {
  /** Wall clock (of the capture) at uptime 0, seconds. */
  readonly bootEpoch: number;
  /** Flows that say so, of those that both have. */
  readonly agreeing: number;
  readonly flows: number;
}

/** Flows that are looked at. */
const FLOWS = 5000;
/** Flows that agree within this span tell the same offset. */
const WINDOW = 0.05;

/** First moment (seconds of uptime) at which the log has looked up each flow. */
function firstLookups(log: LogLines): Map<string, number> {
  const first = new Map<string, number>();
  for (let i = 0; i < log.length && first.size < FLOWS; i++) {
    const line = log.parsed(i);
    if (line?.message.id !== 'lookup_in' && line?.message.id !== 'lookup_out') continue;
    const { values } = line;
    const key = `${addrKey(addrOf(values[1]))}:${values[2]}>${addrKey(addrOf(values[3]))}:${values[4]}`;
    if (!first.has(key)) first.set(key, log.timeNs(i) / 1e9);
  }
  return first;
}

/**
 * The densest window of sorted values, and how many there are. Stamps of ticks are cut off, so the least of them is
 * nearest; others lie on both sides.
 */
function densest(values: readonly number[], ticks: boolean): { value: number; count: number } {
  let best = { from: 0, to: 0 };
  for (let from = 0, to = 0; from < values.length; from++) {
    while (to < values.length && values[to] - values[from] <= WINDOW) to++;
    if (to - from > best.to - best.from) best = { from, to };
  }
  const count = best.to - best.from;
  return { value: values[best.from + Math.floor(count * (ticks ? 0.05 : 0.5))], count };
}

/**
 * Finds the wall clock at uptime 0 by the flows that a capture and a log both have: each is met first at the same
 * moment. Null = they share none.
 * @param ticks the log's stamps are those of ticks
 */
export function matchClocks(log: LogLines, ticks: boolean, store: PacketStore): ClockMatch | null {
  const first = firstLookups(log);
  const offsets: number[] = [];
  for (let i = 0; i < store.length && first.size > 0; i++) {
    const { ip } = store.get(i);
    if (!ip || !('sport' in ip.transport)) continue;
    const { sport, dport } = ip.transport;
    const key = `${addrKey(ip.saddr)}:${sport}>${addrKey(ip.daddr)}:${dport}`;
    const uptime = first.get(key);
    if (uptime === undefined) continue;
    first.delete(key);
    offsets.push(store.sec(i) + store.nsec(i) / 1e9 - uptime);
  }
  if (offsets.length === 0) return null;
  const { value, count } = densest(
    offsets.sort((a, b) => a - b),
    ticks,
  );
  return { bootEpoch: value, agreeing: count, flows: offsets.length };
}
