import { type Chart, placeOf } from '../../analysis/flow/chart.ts';
import { chartOf } from '../../analysis/flow/charts.ts';
import { Heat } from '../../analysis/flow/heat.ts';
import { toldNodes } from '../../analysis/flow/told.ts';
import { wayOf } from '../../analysis/flow/way.ts';
import { eventRow } from '../../analysis/rows.ts';
import { stepsOf } from '../../analysis/steps.ts';
import { firstIndex } from '../../base/column.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type { PlaceQuery, PlaceWindow } from '../protocol/flow.ts';
import type { LoadedCase } from './loaded-case.ts';

/** What is known of a trace on its kernel's chart; made when it is first asked for. */
interface Known {
  readonly chart: Chart;
  readonly heat: Heat;
  readonly counts: Readonly<Record<string, number>>;
  /** The place that was listed last. */
  place: string | null;
  events: Uint32Array;
}

const known = new WeakMap<Trace, Known>();

function knownOf(trace: Trace): Known | null {
  const before = known.get(trace);
  const chart = chartOf(trace.program.params.profile.name);
  if (before || !chart) return before ?? null;
  const heat = new Heat(chart, trace);
  const made = { chart, heat, counts: heat.counts(), place: null, events: new Uint32Array(0) };
  known.set(trace, made);
  return made;
}

function eventsOf(of: Known, place: string): Uint32Array {
  if (of.place !== place) {
    of.events = of.heat.events(place);
    of.place = place;
  }
  return of.events;
}

/** Events of the whole run at every place of the flowchart; empty where the kernel has none. */
export function flowCounts(trace: Trace): Readonly<Record<string, number>> {
  return knownOf(trace)?.counts ?? {};
}

const before = (events: Uint32Array, event: number): number =>
  firstIndex(0, events.length, (at) => events[at] >= event);

/**
 * A window of the events that came through a place. `near` is the index of the query's event among them, or -1 -
 * i when it stands before index i and is none of them.
 */
export function flowEvents({ trace, servers }: LoadedCase, query: PlaceQuery): PlaceWindow {
  const of = knownOf(trace);
  const events = of ? eventsOf(of, query.place) : new Uint32Array(0);
  const from = Math.max(0, query.from);
  const at = before(events, query.event);
  return {
    from,
    total: events.length,
    rows: Array.from(events.subarray(from, from + query.count), (event) => eventRow(trace, servers, event)),
    near: events[at] === query.event ? at : -1 - at,
  };
}

/** Steps at which an event comes through a place, in order. */
function stepsThrough(of: Known, trace: Trace, place: string, event: number): number[] {
  const wanted = placeOf(of.chart, place);
  if (!wanted || event < 0 || event >= trace.index.length) return [];
  const { recorder } = trace.visit(event);
  const told = trace.program.log ? toldNodes(of.chart) : null;
  const { visits } = wayOf(of.chart, stepsOf(recorder.rawSteps, recorder.scopes, trace.hz), told);
  const here = visits.filter(
    ({ node, outcome }) => node === wanted.node && (wanted.outcome === null || outcome === wanted.outcome),
  );
  return here.map(({ step }) => step);
}

/** Where the way comes through a place next, or came last, as seen from the cursor; null = nowhere. */
export function flowMove(trace: Trace, place: string, cursor: Cursor, direction: 1 | -1): Cursor | null {
  const of = knownOf(trace);
  if (!of) return null;
  const here = stepsThrough(of, trace, place, cursor.event);
  const step = direction > 0 ? here.find((at) => at > cursor.step) : here.findLast((at) => at < cursor.step);
  if (step !== undefined) return { event: cursor.event, step };
  const events = eventsOf(of, place);
  const at = before(events, direction > 0 ? cursor.event + 1 : cursor.event) - (direction > 0 ? 0 : 1);
  if (at < 0 || at >= events.length) return null;
  const there = stepsThrough(of, trace, place, events[at]);
  return { event: events[at], step: there.at(direction > 0 ? 0 : -1) ?? 1 };
}
