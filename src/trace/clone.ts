import {
  conn_link,
  conn_pack,
  type conn_refs,
  conn_unpack,
  type packed_conns,
  packed_conns_init,
  packed_conns_trim,
} from '../kernel/ipvs/conn_pack.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { timer_list } from '../kernel/lib/timer.ts';

/** A machine that is kept to be copied later. Entries and their timers, which are nearly all of it, are numbers. */
export interface PackedMachine {
  /** The rest of it; stand-ins in place of entries, and an empty table. */
  readonly rest: netns_ipvs;
  /** First entry of each bucket, as a number of `conns` + 1; 0 = none. */
  readonly heads: Int32Array;
  readonly conns: packed_conns;
}

export function packMachine(ipvs: netns_ipvs): PackedMachine {
  return new Packing(ipvs).pack();
}

/** The machine as it was, which nobody listens to; it shares nothing with others that can change. */
export function unpackMachine(packed: PackedMachine): netns_ipvs {
  return new Unpacking(packed).unpack();
}

/** A deep copy of a machine, which nobody listens to. Every object is copied once. */
export function cloneMachine(ipvs: netns_ipvs): netns_ipvs {
  return unpackMachine(packMachine(ipvs));
}

/** Stands for an entry (`ip_vs_conn`) or its timer (`conn`) while entries are packed. */
interface StandIn {
  readonly kind: 'ip_vs_conn' | 'conn';
  readonly number: number;
}

/** Copies what is not an entry, object by object, each once. Lists may be very long: a work list instead of recursion. */
abstract class Copying {
  private readonly copies = new Map<object, object>();
  private readonly work: object[] = [];

  /** What becomes of an entry or its timer. */
  protected abstract replaced(value: { readonly kind: unknown }): object | null;

  protected readonly of = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    const replaced = 'kind' in value ? this.replaced(value) : null;
    if (replaced) return replaced;
    const known = this.copies.get(value);
    if (known) return known;
    const made = shell(value);
    this.copies.set(value, made);
    if (!ArrayBuffer.isView(made)) this.work.push(value);
    return made;
  };

  /** Copies what the copies so far refer to. */
  protected finish(): void {
    for (let source = this.work.pop(); source; source = this.work.pop())
      this.fill(source, this.copies.get(source) as object);
  }

  private fill(source: object, target: object): void {
    if (Array.isArray(source)) {
      const list = target as unknown[];
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

class Packing extends Copying implements conn_refs {
  private readonly conns: packed_conns;
  /** Reference to each entry by its uid, and the entries in that order. */
  private readonly refs: Int32Array;
  private readonly originals: ip_vs_conn[] = [];
  private readonly numbers = new Map<unknown, number>();

  constructor(private readonly ipvs: netns_ipvs) {
    super();
    this.conns = packed_conns_init(ipvs.conn_count);
    this.refs = new Int32Array(ipvs.next_uid);
  }

  pack(): PackedMachine {
    const { ipvs, conns, originals } = this;
    const { conn_tab } = ipvs;
    const heads = Int32Array.from(conn_tab.heads, (cp) => this.conn(cp));
    const empty = { ...conn_tab, heads: [], shortcut: null };
    const rest = this.of({ ...ipvs, probe: null, tally: null, conn_tab: empty }) as netns_ipvs;
    this.finish();
    // What an entry refers to may be found only here: more entries, a server of the trash.
    while (conns.count < originals.length) {
      conn_pack(conns, originals[conns.count], this);
      this.finish();
    }
    packed_conns_trim(conns);
    return { rest, heads, conns };
  }

  conn(cp: ip_vs_conn | null): number {
    if (cp === null) return 0;
    if (this.refs[cp.uid] === 0) this.refs[cp.uid] = this.originals.push(cp);
    return this.refs[cp.uid];
  }

  timer(timer: timer_list | null): number {
    if (timer === null) return 0;
    if (timer.kind === 'conn') return this.conn(timer.owner as ip_vs_conn);
    return -this.thing(timer, false) - 1;
  }

  thing(value: unknown, shared: boolean): number {
    const known = this.numbers.get(value);
    if (known !== undefined) return known;
    const { things } = this.conns;
    this.numbers.set(value, things.length);
    return things.push(shared ? value : this.of(value)) - 1;
  }

  protected replaced(value: { readonly kind: unknown }): StandIn | null {
    if (value.kind === 'ip_vs_conn') return { kind: value.kind, number: this.conn(value as ip_vs_conn) - 1 };
    return value.kind === 'conn' ? { kind: value.kind, number: this.timer(value as timer_list) - 1 } : null;
  }
}

class Unpacking extends Copying {
  private readonly cps: readonly ip_vs_conn[];

  constructor(private readonly packed: PackedMachine) {
    super();
    const { conns } = packed;
    this.cps = Array.from({ length: conns.count }, (_, number) => conn_unpack(conns, number));
  }

  unpack(): netns_ipvs {
    const { cps } = this;
    const { rest, heads, conns } = this.packed;
    const root = this.of(rest) as netns_ipvs;
    this.finish();
    for (let number = 0; number < cps.length; number++) conn_link(conns, number, cps, this.of);
    const { conn_tab } = root;
    conn_tab.heads.length = heads.length;
    for (let bucket = 0; bucket < heads.length; bucket++)
      conn_tab.heads[bucket] = heads[bucket] === 0 ? null : cps[heads[bucket] - 1];
    return root;
  }

  protected replaced(value: { readonly kind: unknown }): ip_vs_conn | timer_list | null {
    if (value.kind !== 'ip_vs_conn' && value.kind !== 'conn') return null;
    const cp = this.cps[(value as StandIn).number];
    return value.kind === 'conn' ? cp.timer : cp;
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
