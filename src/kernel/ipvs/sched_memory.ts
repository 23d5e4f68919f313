import { formatEndpoint } from '../../base/inet.ts';
import type { MemoryChange } from '../probe.ts';
import type { ip_vs_dest, ip_vs_service } from './ip_vs.ts';
import type { netns_ipvs } from './netns_ipvs.ts';

/**
 * How a scheduler changes its own memory (`svc->sched_data`): by these functions only, so that each change can
 * be taken back. Lists in it are either of a fixed length, and their items are stored, or never changed, and
 * replaced.
 */

function value_text(value: unknown): string {
  if (value === null) return 'NULL';
  if (typeof value !== 'object') return String(value);
  if (!('kind' in value) || value.kind !== 'ip_vs_dest') return 'set';
  const { addr, port } = value as ip_vs_dest;
  return formatEndpoint(addr, port);
}

/** Stores a field and tells the probe; `name` as the kernel would write it: `mark->cw`. */
export function remember<T extends object, K extends keyof T & (string | number)>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  name: string,
  target: T,
  key: K,
  value: T[K],
): void {
  const old = target[key];
  if (old === value) return;
  target[key] = value;
  if (!ipvs.probe) return;
  const told = `${value_text(old)} -> ${value_text(value)}`;
  ipvs.probe.memory(svc, name, [{ target, key, old, value }], told);
}

/** Stores items of a list of fixed length, as one change; `items` as long as the list. */
export function remember_items<T>(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  name: string,
  list: T[],
  items: readonly T[],
): void {
  const changes: MemoryChange[] = [];
  for (let key = 0; key < list.length; key++) {
    const old = list[key];
    const value = items[key];
    if (old === value) continue;
    list[key] = value;
    if (ipvs.probe) changes.push({ target: list, key, old, value });
  }
  if (changes.length > 0)
    ipvs.probe?.memory(svc, name, changes, `${changes.length} of ${list.length} changed`);
}

/** Several places that change as one. */
export function remember_all(
  ipvs: netns_ipvs,
  svc: ip_vs_service,
  name: string,
  places: readonly Omit<MemoryChange, 'old'>[],
  told: string,
): void {
  const changes = places.map((place) => {
    const target = place.target as Record<string | number, unknown>;
    const old = target[place.key];
    target[place.key] = place.value;
    return { ...place, old };
  });
  ipvs.probe?.memory(svc, name, changes, told);
}
