import { cursorLabel } from '../../analysis/labels.ts';
import { watchedValue } from '../../analysis/watches.ts';
import type { Completions, ExpressionProblem } from '../../expression/catalogue.ts';
import type { KernelObject } from '../../kernel/probe.ts';
import { anchorOf, momentAnchor, momentOf, objectOfId } from '../../trace/stops/anchors.ts';
import { completeStop, completeWatch } from '../../trace/stops/complete-stop.ts';
import { checkCondition } from '../../trace/stops/condition.ts';
import { placesIn } from '../../trace/stops/hits.ts';
import { parseStop } from '../../trace/stops/parse-stop.ts';
import { printStop, stopTitle } from '../../trace/stops/print-stop.ts';
import type { SavedBookmark, Stop, WatchedObject } from '../../trace/stops/stop.ts';
import { stopOfStep } from '../../trace/stops/stop-of-step.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type { Progress } from '../protocol/messages.ts';
import type {
  CheckedStop,
  FieldQuery,
  HitCounts,
  PlacedBookmark,
  RunEnd,
  RunQuery,
  StopsApi,
  StopsAt,
  WatchValue,
} from '../protocol/stops.ts';
import type { LoadedCase } from './loaded-case.ts';
import { StopRuns } from './stop-runs.ts';

type OnProgress = (progress: Progress) => void;
const NOTHING = (): void => {};
const NOT_IN_SCOPE: WatchValue = { value: null, gloss: '', changed: false };

/** Stops, watches and bookmarks of the case that is shown. */
export abstract class StopQuestions implements StopsApi {
  protected abstract readonly case: LoadedCase;
  /** Fulfilled when all of it is played: what is asked of the whole run waits for that. */
  protected abstract whole(): Promise<void>;
  private readonly runs = new StopRuns();

  async checkStop(text: string): Promise<CheckedStop> {
    const parsed = parseStop(text);
    if (!parsed.ok) return parsed;
    const { stop } = parsed;
    return { ok: true, stop, text: printStop(stop), title: stopTitle(stop) };
  }

  async completeStop(text: string, caret: number): Promise<Completions> {
    return completeStop(this.case.trace, text, caret);
  }

  async checkWatch(text: string): Promise<ExpressionProblem | null> {
    return checkCondition(text);
  }

  async completeWatch(text: string, caret: number): Promise<Completions> {
    return completeWatch(text, caret);
  }

  async runToStop(query: RunQuery, onProgress: OnProgress = NOTHING): Promise<RunEnd> {
    await this.whole();
    const { trace } = this.case;
    return this.runs.runToStop(trace, query, onProgress, () => this.case.trace === trace);
  }

  endRun(): void {
    this.runs.endRun();
  }

  async countHits(stops: readonly Stop[], onProgress: OnProgress = NOTHING): Promise<HitCounts | null> {
    await this.whole();
    const { trace } = this.case;
    return this.runs.countHits(trace, stops, onProgress, () => this.case.trace === trace);
  }

  async stopOfStep(cursor: Cursor): Promise<Stop | null> {
    const { trace } = this.case;
    if (cursor.event < 0) return null;
    return stopOfStep(trace, trace.visit(cursor.event), cursor.step);
  }

  async stopsAt(cursor: Cursor, stops: readonly Stop[], watches: readonly string[]): Promise<StopsAt> {
    const { trace } = this.case;
    const passed = stops.map((stop) => this.runs.passed(trace, stop, cursor));
    return {
      passed: passed.map((known) => known?.count ?? null),
      steps: cursor.event < 0 ? [] : stepsWithStops(trace, cursor.event, stops),
      here: passed.flatMap((known, at) => (known?.here ? [at] : [])),
      watches: watches.map((text) => watchedValue(trace, cursor, text) ?? NOT_IN_SCOPE),
    };
  }

  async fieldChange({ cursor, object, field }: FieldQuery, by: 1 | -1): Promise<Cursor | null> {
    const { trace } = this.case;
    const uid = Number(object.split('#')[1]);
    if (!Number.isInteger(uid)) return null;
    const isBefore = ({ event, step }: Cursor): boolean =>
      event < cursor.event || (event === cursor.event && step < cursor.step);
    if (!trace.index.detailed) return null;
    if (by > 0) return trace.index.nextWrite(uid, field, cursor);
    const found = trace.index.setBy(uid, field, { event: cursor.event, step: cursor.step - 1 });
    const life = trace.index.lives.get(uid);
    if (found || !life) return found;
    const born = { event: life.born, step: life.bornStep };
    return isBefore(born) ? born : null;
  }

  async watchpointOf(query: FieldQuery, name: WatchedObject): Promise<Stop | null> {
    const { trace } = this.case;
    const object = objectAt(trace, query);
    if (!object) return null;
    const of = anchorOf(trace.index, object);
    const what = { kind: 'write', object: name, field: query.field, of } as const;
    const parsed = parseStop(printStop({ what, condition: '', hit: null, name: '', enabled: true }));
    return parsed.ok ? parsed.stop : null;
  }

  async placeBookmarks(bookmarks: readonly SavedBookmark[]): Promise<readonly PlacedBookmark[]> {
    await this.whole();
    return bookmarks.map((bookmark) => placed(this.case.trace, bookmark));
  }

  async bookmarkAt(cursor: Cursor, note: string): Promise<PlacedBookmark> {
    const { trace } = this.case;
    return placed(trace, { at: momentAnchor(trace, cursor), note });
  }
}

function stepsWithStops(trace: Trace, event: number, stops: readonly Stop[]): StopsAt['steps'] {
  return stops.flatMap((stop, at) =>
    placesIn(trace, trace.visit(event), stop).map((step) => ({ step, stop: at })),
  );
}

function objectAt(trace: Trace, { cursor, object }: FieldQuery): KernelObject | null {
  if (cursor.event < 0) return null;
  return objectOfId(trace.visit(cursor.event).recorder.scopes, object);
}

function placed(trace: Trace, bookmark: SavedBookmark): PlacedBookmark {
  const { cursor, exact } = momentOf(trace, bookmark.at);
  return { ...bookmark, cursor, exact, label: cursorLabel(trace, cursor), time: trace.time(cursor.event) };
}
