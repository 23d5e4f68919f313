import { conn_copy } from '../kernel/ipvs/conn_copy.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';

/** A deep copy of a machine, which nobody listens to. Every object is copied once. */
export function cloneMachine(ipvs: netns_ipvs): netns_ipvs {
  return new Cloning(ipvs).copy();
}

/**
 * Chains and timer lists may be very long, so the copy keeps its own work list instead of recursing. Entries and their
 * timers, which are nearly all of it, are found by their uid and copied field by field.
 */
class Cloning {
  private readonly copies = new Map<object, object>();
  private readonly work: object[] = [];
  /** By uid; of its full length from the start, so that it stays an array inside. */
  private readonly conns: (ip_vs_conn | undefined)[];
  private readonly originals: ip_vs_conn[] = [];

  constructor(private readonly ipvs: netns_ipvs) {
    this.conns = new Array(ipvs.next_uid);
  }

  copy(): netns_ipvs {
    const { ipvs } = this;
    const { conn_tab } = ipvs;
    const root = this.of({
      ...ipvs,
      probe: null,
      tally: null,
      conn_tab: { ...conn_tab, shortcut: null },
    }) as netns_ipvs;
    for (;;) {
      const source = this.work.pop();
      const conn = source ? undefined : this.originals.pop();
      if (source) this.fill(source, this.copies.get(source) as object);
      else if (conn) this.link(conn, this.conn(conn));
      else return root;
    }
  }

  private readonly of = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if ('kind' in value) {
      if (value.kind === 'ip_vs_conn') return this.conn(value as ip_vs_conn);
      if (value.kind === 'conn') return this.timer(value as timer_list);
    }
    const known = this.copies.get(value);
    if (known) return known;
    const made = shell(value);
    this.copies.set(value, made);
    if (!ArrayBuffer.isView(made)) this.work.push(value);
    return made;
  };

  private conn(cp: ip_vs_conn): ip_vs_conn {
    const known = this.conns[cp.uid];
    if (known) return known;
    const made = conn_copy(cp);
    this.conns[cp.uid] = made;
    this.originals.push(cp);
    return made;
  }

  private timer(timer: timer_list): timer_list {
    return this.conn(timer.owner as ip_vs_conn).timer;
  }

  /** Lets a copied entry point to copies. Addresses, and what else is never written, are shared. */
  private link(from: ip_vs_conn, to: ip_vs_conn): void {
    to.c_next = from.c_next && this.conn(from.c_next);
    to.c_prev = from.c_prev && this.conn(from.c_prev);
    to.control = from.control && this.conn(from.control);
    to.dest = this.of(from.dest) as ip_vs_conn['dest'];
    const { timer } = to;
    timer.owner = to;
    timer.next = this.of(from.timer.next) as timer_list | null;
    timer.prev = this.of(from.timer.prev) as timer_list | null;
  }

  private fill(source: object, target: object): void {
    if (Array.isArray(source)) {
      const list = target as unknown[];
      // Most buckets of a large table are empty.
      for (let i = 0; i < source.length; i++) list[i] = source[i] === null ? null : this.of(source[i]);
    } else if (source instanceof Map) {
      for (const [key, value] of source) (target as Map<unknown, unknown>).set(this.of(key), this.of(value));
    } else if (source instanceof Set) {
      for (const value of source) (target as Set<unknown>).add(this.of(value));
    } else {
      const to = target as Record<string, unknown>;
      for (const key in to) {
        const value = to[key];
        if (typeof value === 'object' && value !== null) to[key] = this.of(value);
      }
    }
  }
}

/** What a copy starts as. A spread object keeps the shape of its original, so the model stays fast on copies. */
function shell(value: object): object {
  if (Array.isArray(value)) return new Array(value.length);
  if (value instanceof Map) return new Map();
  if (value instanceof Set) return new Set();
  if (ArrayBuffer.isView(value)) return (value as Uint8Array).slice();
  return { ...value };
}
