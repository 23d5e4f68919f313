import { type Grouped, groupBy, WordColumn } from '../../base/column.ts';
import type { EventIndex, Life } from '../../trace/event-index.ts';
import type { LifeRef } from '../../trace/life-views.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor, ServerRef } from '../../trace/views.ts';
import { cursorLabel } from '../labels.ts';
import type { Servers } from '../servers.ts';

const NONE = new Uint32Array(0);

/** How an event made an entry. */
export interface Way {
  /** The function that called ip_vs_conn_new; '' = none did. */
  readonly maker: string;
  /** The scheduler that was asked; '' = none. */
  readonly scheduler: string;
}

/** A run that was played, and the names that are told of in its biographies. */
export class LifeRun {
  private byEntry: Grouped | null = null;
  /** Ways of events that were visited for it, by event; where ways are indexed, none. */
  readonly ways = new Map<number, Way>();

  constructor(
    readonly trace: Trace,
    readonly servers: Servers,
  ) {}

  life(uid: number): Life | null {
    return this.trace.index.lives.get(uid) ?? null;
  }

  /** Name of an entry, wherever it is told of. */
  ref(uid: number): LifeRef | null {
    const life = this.life(uid);
    return life && { id: `ip_vs_conn#${uid}`, label: life.label, template: life.template };
  }

  server(uid: number): ServerRef | null {
    const key = this.trace.index.lives.endsOf(uid)?.server;
    return key ? this.servers.byKey(key) : null;
  }

  label(at: Cursor): string {
    return cursorLabel(this.trace, at);
  }

  /** The events that are about an entry, in order. */
  eventsOf(uid: number): Uint32Array {
    this.byEntry ??= eventsByEntry(this.trace.index);
    const { offsets, rows } = this.byEntry;
    return uid + 1 < offsets.length ? rows.subarray(offsets[uid], offsets[uid + 1]) : NONE;
  }
}

/** Numbers of events by the uid of the entry that they are about. */
function eventsByEntry(index: EventIndex): Grouped {
  const entries = new WordColumn(index.length);
  let most = 0;
  for (let event = 0; event < index.length; event++) {
    const entry = index.entryOf(event);
    entries.push(entry);
    if (entry > most) most = entry;
  }
  for (const uid of index.lives.keys()) if (uid > most) most = uid;
  return groupBy(entries, most + 1);
}
