import { eventRow, rowMatches } from '../../analysis/rows.ts';
import type { Servers } from '../../analysis/servers.ts';
import { firstIndex } from '../../base/column.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { RowQuery, RowWindow } from '../protocol/case-api.ts';

type Filter = Omit<RowQuery, 'from' | 'count'>;

/** The filtered list of events; the last filter's answer is kept. */
export class RowList {
  private key: string | null = null;
  private events: Uint32Array = new Uint32Array(0);

  constructor(
    private readonly trace: Trace,
    private readonly servers: Servers,
  ) {}

  private use(filter: Filter): void {
    const key = `${filter.kinds.join()}|${filter.filter}`;
    if (key === this.key) return;
    this.key = key;
    this.events = Uint32Array.from(this.matching(filter));
  }

  private *matching({ kinds, filter }: Filter): Generator<number> {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const { trace, servers } = this;
    for (let event = 0; event < trace.index.length; event++) {
      if (!kinds.includes(EVENT_KINDS[trace.index.kindOf(event)])) continue;
      if (words.length === 0 || rowMatches(eventRow(trace, servers, event), words)) yield event;
    }
  }

  window(query: RowQuery): RowWindow {
    this.use(query);
    const to = Math.min(this.events.length, query.from + query.count);
    const rows: RowWindow['rows'][number][] = [];
    for (let at = Math.max(0, query.from); at < to; at++)
      rows.push(eventRow(this.trace, this.servers, this.events[at]));
    return { from: query.from, total: this.events.length, rows };
  }

  /** Place of an event in the list; filtered out = -1 - the place of the first row behind it. */
  rowOf(event: number, filter: Filter): number {
    this.use(filter);
    const at = firstIndex(0, this.events.length, (i) => this.events[i] >= event);
    return at < this.events.length && this.events[at] === event ? at : -1 - at;
  }
}
