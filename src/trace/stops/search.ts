import type { Trace } from '../trace.ts';
import type { Cursor } from '../views.ts';
import type { Visits } from '../visits.ts';
import { HitList, isAfter } from './hit-list.ts';
import { hitsIn, type ReadyStop } from './hits.ts';

/** Hears how far a search is, in events, and says whether to go on. */
export type GoOn = (done: number, total: number) => Promise<boolean>;

/** Work between two calls of {@link GoOn}, in steps run: some hundredths of a second. */
const BREATH = 30_000;
/** Events that are looked at between two looks at the work. */
const SLICE = 4096;
/** Events that a search backwards visits at first; each further block is four times as large. */
const FIRST_BLOCK = 4;
const LARGEST_BLOCK = 4096;

/** Where a run stops, and which of the stops are there. */
export interface StopFound {
  readonly cursor: Cursor;
  /** Indexes among the stops that were searched for. */
  readonly stops: readonly number[];
}

/** Of all hits in an event the first one behind a moment, or the last one before it. */
function nearest(
  trace: Trace,
  visits: Visits,
  stops: readonly ReadyStop[],
  event: number,
  from: Cursor,
  by: 1 | -1,
): StopFound | null {
  let best: { cursor: Cursor; stops: number[] } | null = null;
  for (const [number, stop] of stops.entries()) {
    if (!stop.mayStop(event)) continue;
    const steps = hitsIn(trace, visits.visit(event), stop);
    const good = steps.filter((step) =>
      by > 0 ? isAfter({ event, step }, from) : isAfter(from, { event, step }),
    );
    const step = by > 0 ? good[0] : good.at(-1);
    if (step === undefined) continue;
    if (best && best.cursor.step === step) best.stops.push(number);
    else if (!best || (by > 0 ? step < best.cursor.step : step > best.cursor.step))
      best = { cursor: { event, step }, stops: [number] };
  }
  return best;
}

/** Says when it is time to let others in. */
class Breaths {
  private worked = 0;
  private looked = 0;

  constructor(
    private readonly visits: Visits,
    private readonly goOn: GoOn,
    private readonly total: number,
  ) {}

  /** False = the search was stopped. */
  async after(done: number): Promise<boolean> {
    this.looked++;
    if (this.looked % SLICE !== 0 && this.visits.work - this.worked < BREATH) return true;
    this.worked = this.visits.work;
    return this.goOn(done, this.total);
  }
}

const couldStop = (stops: readonly ReadyStop[], event: number): boolean =>
  stops.some((stop) => stop.mayStop(event));

async function searchForwards(
  trace: Trace,
  stops: readonly ReadyStop[],
  from: Cursor,
  last: number,
  goOn: GoOn,
): Promise<StopFound | null | 'stopped'> {
  const visits = trace.otherVisits();
  const first = Math.max(0, from.event);
  const end = Math.min(last + 1, trace.index.length);
  const breaths = new Breaths(visits, goOn, end - first);
  for (let event = first; event < end; event++) {
    if (couldStop(stops, event)) {
      const found = nearest(trace, visits, stops, event, from, 1);
      if (found) return found;
    }
    if (!(await breaths.after(event - first))) return 'stopped';
  }
  return null;
}

/** Visits go forwards, so that a search backwards goes through blocks, each from its beginning. */
async function searchBackwards(
  trace: Trace,
  stops: readonly ReadyStop[],
  from: Cursor,
  last: number,
  goOn: GoOn,
): Promise<StopFound | null | 'stopped'> {
  const visits = trace.otherVisits();
  const end = Math.max(0, last);
  const breaths = new Breaths(visits, goOn, from.event + 1 - end);
  let size = FIRST_BLOCK;
  let event = Math.min(from.event, trace.index.length - 1);
  while (event >= end) {
    const block: number[] = [];
    for (; event >= end && block.length < size; event--) {
      if (couldStop(stops, event)) block.push(event);
      if (!(await breaths.after(from.event - event))) return 'stopped';
    }
    let found: StopFound | null = null;
    for (const candidate of block.reverse()) {
      found = nearest(trace, visits, stops, candidate, from, -1) ?? found;
      if (!(await breaths.after(from.event - event))) return 'stopped';
    }
    if (found) return found;
    size = Math.min(LARGEST_BLOCK, size * 4);
  }
  return null;
}

/**
 * The next place after a moment, or the last one before it, at which one of the stops stops; hit rules do not count here.
 * Only events that the index lets through are visited, up to the event `last`. `stopped` = `goOn` said no.
 */
export function searchStop(
  trace: Trace,
  stops: readonly ReadyStop[],
  from: Cursor,
  by: 1 | -1,
  goOn: GoOn,
  last = by > 0 ? trace.index.length - 1 : 0,
): Promise<StopFound | null | 'stopped'> {
  return (by > 0 ? searchForwards : searchBackwards)(trace, stops, from, last, goOn);
}

/** All hits of each stop over the whole run; null = `goOn` said no. */
export async function allHits(
  trace: Trace,
  stops: readonly ReadyStop[],
  goOn: GoOn,
): Promise<HitList[] | null> {
  const lists = stops.map(() => new HitList());
  const visits = trace.otherVisits();
  const breaths = new Breaths(visits, goOn, trace.index.length);
  for (let event = 0; event < trace.index.length; event++) {
    for (const [number, stop] of stops.entries()) {
      if (!stop.mayStop(event)) continue;
      for (const step of hitsIn(trace, visits.visit(event), stop)) lists[number].push(event, step);
    }
    if (!(await breaths.after(event))) return null;
  }
  return lists;
}
