import { EventContext } from '../../analysis/filter/event-context.ts';
import { FACTS_CATALOGUE, PACKET_CATALOGUE } from '../../analysis/filter/packet-catalogue.ts';
import type { LogTexts } from '../../analysis/log-texts.ts';
import { eventRow, rowMatches } from '../../analysis/rows.ts';
import type { Servers } from '../../analysis/servers.ts';
import { Column, firstIndex } from '../../base/column.ts';
import { type FilterTest, testFor } from '../../expression/filter.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { RowQuery, RowWindow } from '../protocol/case-api.ts';

type Filter = Omit<RowQuery, 'from' | 'count'>;

/** Events that are looked at in one go; fewer when the filter needs what was printed, because they are played again. */
const SLICE = 8192;
const SLICE_OF_TEXTS = 1024;
/** Filters whose answers are kept: moving to a packet by its number asks for the list without a filter. */
const KEPT = 3;

/** One filter on its way through the events. */
class Scan {
  readonly events = new Column(Uint32Array);
  scanned = 0;
  private readonly kinds: readonly boolean[];

  constructor(
    readonly key: string,
    kinds: Filter['kinds'],
    private readonly found: FilterTest<EventContext>,
    private readonly context: EventContext,
    private readonly most: number,
  ) {
    this.kinds = EVENT_KINDS.map((kind) => kinds.includes(kind));
  }

  get complete(): boolean {
    return this.scanned === this.context.trace.index.length;
  }

  private get slice(): number {
    const { found } = this;
    if (found.kind === 'all') return this.context.trace.index.length;
    const withTexts = found.kind === 'expression' && found.fields.includes('ipvs.message');
    return withTexts ? Math.min(SLICE_OF_TEXTS, this.most) : this.most;
  }

  advance(): void {
    const { found, context, kinds } = this;
    const { index } = context.trace;
    const to = Math.min(index.length, this.scanned + this.slice);
    for (let event = this.scanned; event < to; event++) {
      if (!kinds[index.kindOf(event)]) continue;
      if (found.kind === 'all' || found.test(context.at(event))) this.events.push(event);
    }
    this.scanned = to;
  }
}

/**
 * The filtered list of events. A call looks at so many events and no more: who asks again gets further, and a newer
 * filter takes the place of an older one between two calls.
 */
export class RowList {
  private scans: readonly Scan[] = [];
  private readonly context: EventContext;

  constructor(
    private readonly trace: Trace,
    private readonly servers: Servers,
    texts: LogTexts,
    /** Events that are looked at in one go. */
    private readonly slice = SLICE,
    /** How long one call may look, in milliseconds; it looks at one slice at least. */
    private readonly budget = 0,
  ) {
    this.context = new EventContext(trace, texts);
  }

  private use({ filter, kinds }: Filter): Scan {
    const key = `${kinds.join()}|${filter}`;
    let scan = this.scans.find((one) => one.key === key);
    if (!scan) {
      const catalogue = this.trace.index.detailed ? PACKET_CATALOGUE : FACTS_CATALOGUE;
      const found = testFor(filter, catalogue, (words) => this.hasWords(words));
      scan = new Scan(key, kinds, found, this.context, this.slice);
      this.scans = [scan, ...this.scans].slice(0, KEPT);
    }
    const until = performance.now() + this.budget;
    do {
      if (!scan.complete) scan.advance();
    } while (!scan.complete && performance.now() < until);
    return scan;
  }

  private hasWords(words: readonly string[]): (context: EventContext) => boolean {
    return ({ event }) => rowMatches(eventRow(this.trace, this.servers, event), words);
  }

  window(query: RowQuery): RowWindow {
    const { events, scanned, complete } = this.use(query);
    const to = Math.min(events.length, query.from + query.count);
    const rows: RowWindow['rows'][number][] = [];
    for (let at = Math.max(0, query.from); at < to; at++)
      rows.push(eventRow(this.trace, this.servers, events.at(at)));
    return { from: query.from, total: events.length, rows, scanned, complete };
  }

  /** Place of an event in the list; filtered out (so far) = -1 - the place of the first row behind it. */
  rowOf(event: number, filter: Filter): number {
    const { events } = this.use(filter);
    const at = firstIndex(0, events.length, (i) => events.at(i) >= event);
    return at < events.length && events.at(at) === event ? at : -1 - at;
  }
}
