import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';

/**
 * A deep copy of a machine. Chains and timer lists may be very long, so the copy keeps its own work list
 * instead of recursing, and every object is copied once.
 */
export function cloneMachine(ipvs: netns_ipvs): netns_ipvs {
  const copies = new Map<object, object>();
  const work: object[] = [];
  const copyOf = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const known = copies.get(value);
    if (known) return known;
    const made = shell(value);
    copies.set(value, made);
    if (!ArrayBuffer.isView(made)) work.push(value);
    return made;
  };
  const root = copyOf({
    ...ipvs,
    probe: null,
    tally: null,
    conn_tab: { ...ipvs.conn_tab, shortcut: null },
  }) as netns_ipvs;
  for (let source = work.pop(); source; source = work.pop())
    fill(source, copies.get(source) as object, copyOf);
  return root;
}

/** What a copy starts as. A spread object keeps the shape of its original, so the model stays fast on copies. */
function shell(value: object): object {
  if (Array.isArray(value)) return new Array(value.length);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  return { ...value };
}

function fill(source: object, target: object, copyOf: (value: unknown) => unknown): void {
  if (Array.isArray(source)) {
    const list = target as unknown[];
    for (let i = 0; i < source.length; i++) list[i] = copyOf(source[i]);
  } else if (source instanceof Map) {
    for (const [key, value] of source) (target as Map<unknown, unknown>).set(copyOf(key), copyOf(value));
  } else if (source instanceof Set) {
    for (const value of source) (target as Set<unknown>).add(copyOf(value));
  } else {
    const to = target as Record<string, unknown>;
    for (const key in to) {
      const value = to[key];
      if (typeof value === 'object' && value !== null) to[key] = copyOf(value);
    }
  }
}
