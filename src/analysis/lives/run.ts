import { type Grouped, groupBy } from '../../base/column.ts';
import type { Life } from '../../trace/event-index.ts';
import type { LifeRef } from '../../trace/life-views.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor, ServerRef } from '../../trace/views.ts';
import { cursorLabel } from '../labels.ts';
import type { Servers } from '../servers.ts';

const NONE = new Uint32Array(0);

/** A run that was played, and the names that are told of in its biographies. */
export class LifeRun {
  private byEntry: Grouped | null = null;

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
    const key = this.trace.index.lifeLog.ends.get(uid)?.server;
    return key ? this.servers.byKey(key) : null;
  }

  label(at: Cursor): string {
    return cursorLabel(this.trace, at);
  }

  /** The events that are about an entry, in order. */
  eventsOf(uid: number): Uint32Array {
    if (!this.byEntry) {
      const { entries, lives } = this.trace.index;
      let most = 0;
      for (const known of lives.keys()) if (known > most) most = known;
      for (const entry of entries.filled) if (entry > most) most = entry;
      this.byEntry = groupBy(entries, most + 1);
    }
    const { offsets, rows } = this.byEntry;
    return uid + 1 < offsets.length ? rows.subarray(offsets[uid], offsets[uid + 1]) : NONE;
  }
}
