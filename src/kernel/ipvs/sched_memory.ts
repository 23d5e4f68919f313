import type { ip_vs_service } from './ip_vs.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/** Tells the probe when a scheduler's own memory (`svc->sched_data`) has changed. */

type Memory = Readonly<Record<string, unknown>> | null;

/** The memory with copies of its own lists: what a scheduler changes in place. */
function memory_of(svc: ip_vs_service): Memory {
  const data = svc.sched_data as Memory;
  if (data === null) return null;
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, Array.isArray(value) ? value.slice() : value]),
  );
}

function same_value(a: unknown, b: unknown): boolean {
  if (!Array.isArray(a) || !Array.isArray(b)) return a === b;
  return a.length === b.length && a.every((item, i) => item === b[i]);
}

function same_memory(a: Memory, b: Memory): boolean {
  if (a === null || b === null) return a === b;
  return Object.keys(b).every((name) => same_value(a[name], b[name]));
}

/**
 * Lets a scheduler work on its memory. Its fields and lists are followed, maps and what lists hold are not.
 * @param words says what the memory holds
 */
export function remembering<T>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  words: ((svc: ip_vs_service) => string) | undefined,
  work: () => T,
): T {
  const { probe } = ipvs;
  if (!probe) return work();
  const old = memory_of(svc);
  const result = work();
  const value = svc.sched_data as Memory;
  if (!same_memory(old, value)) {
    probe.memory(svc, 'sched_data', 'svc->sched_data', old, value, value && words ? words(svc) : '');
  }
  return result;
}
