import { sysctl_key } from '../../kernel/ipvs/sysctl.ts';
import type { Changer, DifferenceGroup } from '../../trace/difference-views.ts';
import type { Life } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import { cursorLabel } from '../labels.ts';
import type { Difference } from './diff.ts';
import { GROUP_FIELDS, type Item } from './snapshot.ts';

/** A moment of one run. */
export interface Side {
  readonly trace: Trace;
  readonly cursor: Cursor;
}

/** Lists of the kernel in which objects of a group stand; the lives of entries are known in another way. */
const LISTS: Partial<Record<DifferenceGroup, string>> = {
  service: 'ip_vs_svc_table',
  server: 'svc->destinations',
  trash: 'ipvs->dest_trash',
  conntrack: 'nf_conntrack_hash',
};

/** Below 0 when `a` is before `b`. */
export function compareCursors(a: Cursor, b: Cursor): number {
  return a.event - b.event || a.step - b.step;
}

/** Finds who changed what, between two moments of one run or up to a moment of either of two. */
export class Changers {
  private readonly across: boolean;
  /** The later moment is the one up to which writes count; nothing at or before the earlier one does. */
  private readonly later: Side;
  private readonly earlier: Cursor;
  private readonly laterIs: 'a' | 'b';

  constructor(
    private readonly a: Side,
    private readonly b: Side,
  ) {
    this.across = a.trace !== b.trace;
    const backwards = !this.across && compareCursors(a.cursor, b.cursor) > 0;
    this.laterIs = backwards ? 'a' : 'b';
    this.later = backwards ? a : b;
    this.earlier = this.across ? { event: -2, step: 0 } : backwards ? b.cursor : a.cursor;
  }

  private changer(side: 'a' | 'b', at: Cursor | null): Changer | null {
    if (!at || at.event < 0) return null;
    const { trace, cursor } = this[side];
    if (compareCursors(at, this.earlier) <= 0 || compareCursors(at, cursor) > 0) return null;
    return { side, at, label: cursorLabel(trace, at) };
  }

  /** Where a whole object came from or went to. */
  object({ group, sign, a, b, chains }: Difference): Changer | null {
    if (sign === '!=') return chains ? this.chain(chains) : null;
    if (chains) return this.chain(chains);
    const item = b ?? a;
    const side = this.across ? (b ? 'b' : 'a') : this.laterIs;
    if (!item || item.uid === 0) return null;
    const { trace, cursor } = this[side];
    const list = LISTS[group];
    if (list) return this.changer(side, trace.index.setBy(item.uid, list, cursor));
    const life = trace.index.lives.get(item.uid);
    if (!life) return null;
    // Seen in time, an object that only the later moment has was made, else it was released.
    const made = this.across || (sign === '+') === (this.laterIs === 'b');
    if (made) return this.changer(side, this.born(side, life));
    return this.changer(side, this.died(life.died));
  }

  private died(event: number): Cursor | null {
    return event < 0 ? null : this.endOf(this.laterIs, event);
  }

  /** Where an entry was made; in the event of the cursor it is there already. */
  private born(side: 'a' | 'b', life: Life): Cursor {
    const { trace, cursor } = this[side];
    const { event, step } = trace.index.birthOf(life);
    return { event, step: event === cursor.event ? Math.min(step, cursor.step) : step };
  }

  /** The end of an event, no later than the cursor. Steps are counted where it matters: in the event of the earlier moment. */
  private endOf(side: 'a' | 'b', event: number): Cursor {
    const { trace, cursor } = this[side];
    if (event === cursor.event) return cursor;
    const counts = event === this.earlier.event ? trace : trace.index;
    return { event, step: counts.stepsOf(event) };
  }

  /** The last one that was made or released of those that only one of the chains has. */
  private chain({ a, b }: NonNullable<Difference['chains']>): Changer | null {
    if (this.across) return null;
    const [left, right] = [new Set(a?.uids), new Set(b?.uids)];
    const moved = [...left, ...right].filter((uid) => left.has(uid) !== right.has(uid));
    let last: Changer | null = null;
    for (const uid of moved) {
      const life = this.later.trace.index.lives.get(uid);
      if (!life) continue;
      for (const at of [this.born(this.laterIs, life), this.died(life.died)]) {
        const found = this.changer(this.laterIs, at);
        if (found && (!last || compareCursors(found.at, last.at) > 0)) last = found;
      }
    }
    return last;
  }

  /** Where a field got the value of the later moment; `side` = asked for one of two sides. */
  field({ group, a, b }: Difference, field: number, side: 'a' | 'b' = this.laterIs): Changer | null {
    const item = side === 'a' ? a : b;
    if (!item) return null;
    if (group === 'sysctl') return this.changer(side, this.command(side, item.name));
    const { name, written = name } = GROUP_FIELDS[group][field];
    if (written === null) return this.changer(side, this.counted(side, group, item));
    const { trace, cursor } = this[side];
    return this.changer(side, item.uid > 0 ? trace.index.setBy(item.uid, written, cursor) : null);
  }

  /** The last command that wrote a value of sysctl, or the timeouts. */
  private command(side: 'a' | 'b', name: string): Cursor | null {
    const { trace, cursor } = this[side];
    for (let event = cursor.event; event >= Math.max(0, this.earlier.event); event--) {
      const { input } = trace.index.at(event);
      const from = input < 0 ? null : trace.program.inputs.at(input);
      if (from?.kind !== 'command') continue;
      const { command } = from;
      const key = command.op === 'sysctl' ? sysctl_key(command.name) : command.op;
      const writes =
        key === name ||
        (key === 'sync_threshold' && name === 'sync_period') ||
        (key === 'set-timeout' && name.startsWith('ipvsadm'));
      if (writes) return this.endOf(side, event);
    }
    return null;
  }

  /** The last packet that was counted: of a server the last that went to it. */
  private counted(side: 'a' | 'b', group: DifferenceGroup, item: Item): Cursor | null {
    const { trace, cursor } = this[side];
    const { index } = trace;
    const only = group === 'server' || group === 'trash' ? index.serverKeys.indexOf(item.name) : null;
    if (group === 'counter' && !item.name.startsWith('tot_stats')) return null;
    for (let event = cursor.event; event >= Math.max(0, this.earlier.event); event--) {
      const { kind, server } = index.at(event);
      if (kind !== 'packet' || server < 0 || (only !== null && server !== only)) continue;
      return this.endOf(side, event);
    }
    return null;
  }
}
