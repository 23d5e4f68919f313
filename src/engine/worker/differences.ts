import { between, momentText } from '../../analysis/differences/between.ts';
import { Changers, compareCursors, type Side } from '../../analysis/differences/changers.ts';
import { type Difference, diffSnapshots } from '../../analysis/differences/diff.ts';
import {
  countLines,
  LISTING_OF,
  type LinePair,
  type ListingName,
  lineRows,
  pairLines,
} from '../../analysis/differences/lines.ts';
import { countGroups, DifferenceRows } from '../../analysis/differences/rows.ts';
import { type Snapshot, snapshotOf } from '../../analysis/differences/snapshot.ts';
import { clampCursor } from '../../analysis/moment.ts';
import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { DifferenceRow } from '../../trace/difference-views.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type {
  Anchor,
  DifferencesQuery,
  DifferencesView,
  DifferenceWindow,
  SideMoment,
} from '../protocol/differences.ts';
import type { SideName } from '../protocol/side-name.ts';

/** Lets look at the machine of a moment. */
function lookAt<T>({ trace, cursor }: Side, look: (ipvs: netns_ipvs) => T): T {
  if (cursor.event < 0) return look(trace.atStart());
  const { ipvs, recorder } = trace.visit(cursor.event);
  return lookBack(ipvs, recorder.rawSteps, cursor.step, () => look(ipvs));
}

/** What was made of one moment, as long as it is one of the two looked at. */
interface Taken {
  readonly side: Side;
  snapshot?: Snapshot;
  readonly listings: Map<ListingName, readonly string[]>;
}

const isAt = (taken: Taken, { trace, cursor }: Side): boolean =>
  taken.side.trace === trace && compareCursors(taken.side.cursor, cursor) === 0;

/** What two moments came to; rows are made of it for one filter at a time. */
interface Compared {
  readonly a: Taken;
  readonly b: Taken;
  differences?: readonly Difference[];
  readonly lines: Map<ListingName, readonly LinePair[]>;
}

interface Rows {
  readonly length: number;
  window(from: number, count: number): readonly DifferenceRow[];
}

/** Holds two moments against each other. The snapshot of a moment that stays is kept while the other one moves. */
export class Differences {
  private taken: Taken[] = [];
  private compared: Compared | null = null;
  private rows: { readonly key: string; readonly compared: Compared; readonly rows: Rows } | null = null;

  /** `traceOf` plays a side if nobody has yet; null = there is none. */
  constructor(private readonly traceOf: (side: SideName) => Promise<Trace | null>) {}

  async view(query: DifferencesQuery): Promise<DifferencesView | null> {
    const sides = await this.sides(query);
    if (!sides) return null;
    const { a, b } = sides;
    const across = a.trace !== b.trace;
    const compared = this.compare(a, b);
    const { look } = query;
    const lines = look === 'fields' ? null : countLines(this.linesOf(compared, look));
    const differences = this.differencesOf(compared);
    return {
      query,
      a: momentText(a),
      b: momentText(b),
      across,
      between: across ? null : between(a.trace, a.cursor, b.cursor),
      counts: countGroups(differences),
      lines,
      tablesDiffer: this.snapshot(compared.a).table !== this.snapshot(compared.b).table,
      told: this.snapshot(compared.a).told || this.snapshot(compared.b).told,
      rows: this.rowsOf(query, compared).length,
    };
  }

  async window(query: DifferencesQuery, from: number, count: number): Promise<DifferenceWindow> {
    const sides = await this.sides(query);
    if (!sides) return { from, rows: [] };
    return { from, rows: this.rowsOf(query, this.compare(sides.a, sides.b)).window(from, count) };
  }

  /** The moment of another side at the time of a moment of the first one. */
  async sameTime(moment: SideMoment, side: SideName): Promise<Cursor | null> {
    const [of, trace] = [await this.traceOf(moment.side), await this.traceOf(side)];
    if (!of || !trace) return null;
    const time = of.time(clampCursor(of, moment.cursor).event);
    // A log's stamps are cut off to ticks: what the other side does within the tick is the same moment.
    const event = trace.index.eventAt((time + 1 / of.hz) * 1e9 - 1);
    return clampCursor(trace, { event, step: event < 0 ? 0 : Number.POSITIVE_INFINITY });
  }

  private async sides({ a, b }: DifferencesQuery): Promise<{ a: Side; b: Side } | null> {
    const [left, right] = [await this.traceOf(a.side), await this.traceOf(b.side)];
    if (!left || !right) return null;
    return {
      a: { trace: left, cursor: clampCursor(left, a.cursor) },
      b: { trace: right, cursor: clampCursor(right, b.cursor) },
    };
  }

  private compare(a: Side, b: Side): Compared {
    const known = this.compared;
    if (known && isAt(known.a, a) && isAt(known.b, b)) return known;
    const take = (side: Side): Taken =>
      this.taken.find((taken) => isAt(taken, side)) ?? { side, listings: new Map() };
    const compared = { a: take(a), b: take(b), lines: new Map() };
    this.taken = [compared.a, compared.b];
    this.compared = compared;
    return compared;
  }

  private snapshot(taken: Taken): Snapshot {
    const told = taken.side.trace.program.log !== undefined;
    taken.snapshot ??= lookAt(taken.side, (ipvs) => snapshotOf(ipvs, told));
    return taken.snapshot;
  }

  private differencesOf(compared: Compared): readonly Difference[] {
    const { a, b } = compared;
    const across = a.side.trace !== b.side.trace;
    compared.differences ??= diffSnapshots(this.snapshot(a), this.snapshot(b), across);
    return compared.differences;
  }

  private listing(taken: Taken, name: ListingName): readonly string[] {
    const known = taken.listings.get(name);
    if (known) return known;
    const lines = lookAt(taken.side, LISTING_OF[name]).replace(/\n$/, '').split('\n');
    taken.listings.set(name, lines);
    return lines;
  }

  private linesOf(compared: Compared, name: ListingName): readonly LinePair[] {
    const known = compared.lines.get(name);
    if (known) return known;
    const pairs = pairLines(this.listing(compared.a, name), this.listing(compared.b, name), name);
    compared.lines.set(name, pairs);
    return pairs;
  }

  private rowsOf(query: DifferencesQuery, compared: Compared): Rows {
    const { look, group, filter, all } = query;
    const key = JSON.stringify([look, group, filter, all]);
    if (this.rows?.key === key && this.rows.compared === compared) return this.rows.rows;
    const rows =
      look === 'fields' ? this.fieldRows(query, compared) : this.listingRows(query, compared, look);
    this.rows = { key, compared, rows };
    return rows;
  }

  private fieldRows({ group, filter }: DifferencesQuery, compared: Compared): Rows {
    const { a, b } = compared;
    const across = a.side.trace !== b.side.trace;
    const hz = { a: this.snapshot(a).hz, b: this.snapshot(b).hz };
    const changers = new Changers(a.side, b.side);
    return new DifferenceRows(this.differencesOf(compared), { group, words: filter }, changers, hz, across);
  }

  private listingRows({ filter, all }: DifferencesQuery, compared: Compared, name: ListingName): Rows {
    const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
    const pairs = this.linesOf(compared, name).filter(({ a, b }, at) => {
      const text = `${a ?? ''} ${b ?? ''}`.toLowerCase();
      return at < 2 || words.every((word) => text.includes(word));
    });
    const rows = lineRows(pairs, all);
    return { length: rows.length, window: (from, count) => rows.slice(from, from + count) };
  }
}

/** A moment before the cursor to compare with; null = there is none. */
export function anchorAt(trace: Trace, anchor: Anchor, at: Cursor, conn: string | null): Cursor | null {
  const cursor = clampCursor(trace, at);
  const { index } = trace;
  if (anchor === 'start') return clampCursor(trace, { event: -1, step: 0 });
  if (anchor === 'packet') {
    for (let event = cursor.event - 1; event >= 0; event--)
      if (index.at(event).kind === 'packet') return { event, step: trace.stepsOf(event) };
    return cursor.event >= 0 ? clampCursor(trace, { event: -1, step: 0 }) : null;
  }
  const own = cursor.event < 0 ? 0 : index.at(cursor.event).entry;
  const life = index.lives.get(Number(conn?.split('#')[1] ?? own)) ?? index.lives.get(own);
  if (!life || life.born > cursor.event) return null;
  const step = life.born === cursor.event ? trace.birthStepOf(life) : trace.stepsOf(life.born);
  return { event: life.born, step };
}
