import type { HitList } from '../../trace/stops/hit-list.ts';
import { isAfter } from '../../trace/stops/hit-list.ts';
import { type ReadyStop, readyStop } from '../../trace/stops/hits.ts';
import { printStop, stopTitle } from '../../trace/stops/print-stop.ts';
import { allHits, type GoOn, type StopFound, searchStop } from '../../trace/stops/search.ts';
import { isWanted, type Stop } from '../../trace/stops/stop.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type { Progress } from '../protocol/messages.ts';
import type { HitCounts, RunEnd, RunQuery, TimelineMark } from '../protocol/stops.ts';
import { breathe } from './breathe.ts';

type OnProgress = (progress: Progress) => void;

interface KnownStop {
  readonly ready: ReadyStop;
  /** Null = not counted yet. */
  hits: HitList | null;
}

/** Marks of one stop on the timeline: at most one in each slice of the run's time. */
const MARK_SLICES = 400;
/** Stops that are remembered for a run. */
const REMEMBERED = 200;

/** The same place and condition, whatever it is called and however often it counts. */
const keyOf = (stop: Stop): string => printStop({ ...stop, name: '', hit: null, enabled: true });

/** `packet 17, step 33`. */
function placeText(trace: Trace, { event, step }: Cursor): string {
  const { kind } = trace.index.at(event);
  const what = kind === 'packet' ? `packet ${trace.index.packetNumber(event) + 1}` : kind;
  return step > 0 ? `${what}, step ${step}` : what;
}

/** Runs to stops and counts of their hits. They run beside other calls and let them in between. */
export class StopRuns {
  private known = new WeakMap<Trace, Map<string, KnownStop>>();
  private run = new AbortController();
  private count = new AbortController();

  endRun(): void {
    this.run.abort();
  }

  private of(trace: Trace, stop: Stop): KnownStop {
    let stops = this.known.get(trace);
    if (!stops || stops.size > REMEMBERED) {
      stops = new Map();
      this.known.set(trace, stops);
    }
    const key = keyOf(stop);
    const found = stops.get(key);
    if (found) return found;
    const made: KnownStop = { ready: readyStop(trace, stop), hits: null };
    stops.set(key, made);
    return made;
  }

  /** How many hits lie at or before a moment, and whether the last of them is there; null = not counted yet. */
  passed(trace: Trace, stop: Stop, cursor: Cursor): { count: number; here: boolean } | null {
    const { hits } = this.of(trace, stop);
    if (!hits) return null;
    const count = hits.passed(cursor);
    const last = count > 0 ? hits.at(count - 1) : null;
    return { count, here: last !== null && !isAfter(cursor, last) };
  }

  /** Counts what is not counted yet; false = it was ended. */
  private async counted(trace: Trace, stops: readonly Stop[], goOn: GoOn): Promise<boolean> {
    const waiting = [...new Set(stops.map((stop) => this.of(trace, stop)))].filter(({ hits }) => !hits);
    if (waiting.length === 0) return true;
    const lists = await allHits(
      trace,
      waiting.map(({ ready }) => ready),
      goOn,
    );
    if (!lists) return false;
    for (const [at, known] of waiting.entries()) known.hits = lists[at];
    return true;
  }

  /** @param isOpen false = another case was opened meanwhile */
  async countHits(
    trace: Trace,
    stops: readonly Stop[],
    onProgress: OnProgress,
    isOpen: () => boolean,
  ): Promise<HitCounts | null> {
    this.count.abort();
    this.count = new AbortController();
    const { signal } = this.count;
    if (!trace.index.detailed) return { totals: stops.map(() => null), marks: [] };
    const goOn = goOnOf('counting hits', signal, onProgress, isOpen);
    if (!(await this.counted(trace, stops, goOn))) return null;
    const lists = stops.map((stop) => this.of(trace, stop).hits);
    return {
      totals: lists.map((hits) => hits?.length ?? 0),
      marks: stops.flatMap((stop, at) => {
        const hits = lists[at];
        return hits && stop.enabled ? marksOf(trace, stop, hits) : [];
      }),
    };
  }

  async runToStop(
    trace: Trace,
    query: RunQuery,
    onProgress: OnProgress,
    isOpen: () => boolean,
  ): Promise<RunEnd> {
    this.run.abort();
    this.run = new AbortController();
    const goOn = goOnOf('running', this.run.signal, onProgress, isOpen);
    const { from, by, stops, until } = query;
    const active = stops.flatMap((stop, number) => (stop.enabled ? [{ stop, number }] : []));
    const ruled = active.filter(({ stop }) => stop.hit !== null);
    if (
      !(await this.counted(
        trace,
        ruled.map(({ stop }) => stop),
        goOn,
      ))
    )
      return { kind: 'broken off' };
    const counted = active.filter(({ stop }) => this.of(trace, stop).hits);
    const searched = active.filter(({ stop }) => !this.of(trace, stop).hits);
    const known = counted.flatMap(({ stop, number }) => {
      const cursor = wantedHit(this.of(trace, stop).hits as HitList, stop, from, by);
      return cursor ? [{ cursor, stops: [number] }] : [];
    });
    const ready = searched.map(({ stop }) => this.of(trace, stop).ready);
    const found = ready.length > 0 ? await searchStop(trace, ready, from, by, goOn, until?.event) : null;
    if (found === 'stopped') return { kind: 'broken off' };
    if (found) known.push({ cursor: found.cursor, stops: found.stops.map((at) => searched[at].number) });
    return runEnd(trace, query, firstOf(known, by), until);
  }
}

function goOnOf(phase: string, signal: AbortSignal, onProgress: OnProgress, isOpen: () => boolean): GoOn {
  return async (done, total) => {
    onProgress({ phase, done, total, unit: 'events' });
    await breathe();
    return !signal.aborted && isOpen();
  };
}

/** The next hit behind a moment, or the last one before it, that the stop's rule wants. */
function wantedHit(hits: HitList, stop: Stop, from: Cursor, by: 1 | -1): Cursor | null {
  const passed = hits.passed(from);
  for (let at = by > 0 ? passed : passed - 1; at >= 0 && at < hits.length; at += by) {
    const hit = hits.at(at);
    const isThere = by < 0 && !isAfter(from, hit);
    if (!isThere && isWanted(stop.hit, at + 1)) return hit;
  }
  return null;
}

/** Of several stops the one that comes first; those of one step are one. */
function firstOf(found: readonly StopFound[], by: 1 | -1): StopFound | null {
  let first: StopFound | null = null;
  for (const one of found) {
    if (first && !isAfter(first.cursor, one.cursor) && !isAfter(one.cursor, first.cursor))
      first = { cursor: first.cursor, stops: [...first.stops, ...one.stops].sort((a, b) => a - b) };
    else if (!first || isAfter(by > 0 ? first.cursor : one.cursor, by > 0 ? one.cursor : first.cursor))
      first = one;
  }
  return first;
}

function runEnd(
  trace: Trace,
  { by, stops }: RunQuery,
  found: StopFound | null,
  until: Cursor | undefined,
): RunEnd {
  const isBehind = found && until && isAfter(by > 0 ? found.cursor : until, by > 0 ? until : found.cursor);
  if (found && !isBehind) {
    const names = found.stops.map((number) => {
      const stop = stops[number];
      return `${stop.what.kind === 'write' ? 'watchpoint' : 'breakpoint'} ${stopTitle(stop)}`;
    });
    return { kind: 'stop', ...found, why: `${names.join(' and ')}, ${placeText(trace, found.cursor)}` };
  }
  if (until) return { kind: 'end', cursor: until, why: '' };
  const last = trace.index.length - 1;
  if (by < 0) return { kind: 'end', cursor: { event: -1, step: 0 }, why: 'no stop before: at the start' };
  const cursor = { event: last, step: last < 0 ? 0 : trace.stepsOf(last) };
  return { kind: 'end', cursor, why: 'no stop ahead: at the end' };
}

function marksOf(trace: Trace, stop: Stop, hits: HitList): TimelineMark[] {
  const from = trace.time(0);
  const width = Math.max(trace.time(trace.index.length - 1) - from, 1e-9) / MARK_SLICES;
  const marks: TimelineMark[] = [];
  let slice = -1;
  for (let at = 0; at < hits.length; at++) {
    if (!isWanted(stop.hit, at + 1)) continue;
    const cursor = hits.at(at);
    const time = trace.time(cursor.event);
    const here = Math.floor((time - from) / width);
    if (here === slice) continue;
    slice = here;
    marks.push({ ...cursor, time, kind: 'breakpoint', label: stopTitle(stop) });
  }
  return marks;
}
