import type { Completions, ExpressionProblem } from '../../expression/catalogue.ts';
import type { SavedBookmark, Stop, WatchedObject } from '../../trace/stops/stop.ts';
import type { Cursor } from '../../trace/views.ts';
import type { Progress } from './progress.ts';

/** Questions about stops, watches and bookmarks. */

/** A text read as a stop. `title` = its name, or what it stops at. */
export type CheckedStop =
  | { readonly ok: true; readonly stop: Stop; readonly text: string; readonly title: string }
  | { readonly ok: false; readonly problem: ExpressionProblem };

export interface RunQuery {
  readonly from: Cursor;
  /** 1 = to the next stop, -1 = to the one before. */
  readonly by: 1 | -1;
  readonly stops: readonly Stop[];
  /** Run to here: it ends there unless a stop comes first. */
  readonly until?: Cursor;
}

export type RunEnd =
  /** `why` for the status line: `breakpoint ip_vs_conn_new, packet 17, step 33`. */
  | {
      readonly kind: 'stop';
      readonly cursor: Cursor;
      readonly stops: readonly number[];
      readonly why: string;
    }
  /** No stop on the way: it ran to `until`, to the end or to the beginning. */
  | { readonly kind: 'end'; readonly cursor: Cursor; readonly why: string }
  /** It was ended before it found anything. */
  | { readonly kind: 'broken off' };

/** A place on the timeline that a reader has marked. */
export interface TimelineMark {
  readonly event: number;
  readonly step: number;
  /** Seconds of uptime. */
  readonly time: number;
  readonly kind: 'bookmark' | 'breakpoint';
  readonly label: string;
}

export interface HitCounts {
  /** Hits of each stop over the whole run; null = they are not counted in a run this long. */
  readonly totals: readonly (number | null)[];
  /** Where they are; where there are many, one of those that are close together. */
  readonly marks: readonly TimelineMark[];
}

/** What a watch shows at the cursor; `value` null = not in scope here. */
export interface WatchValue {
  readonly value: string | null;
  readonly gloss: string;
  /** By the cursor's step; at the end of an event by the event. */
  readonly changed: boolean;
}

export interface StopsAt {
  /** Per stop, how many of its hits lie at or before the cursor; null = not counted yet. */
  readonly passed: readonly (number | null)[];
  readonly watches: readonly WatchValue[];
  /** Stops that the cursor stands on, as far as their hits are counted. */
  readonly here: readonly number[];
  /** Steps of the cursor's event that carry a stop. */
  readonly steps: readonly { readonly step: number; readonly stop: number }[];
}

/** A bookmark and where it is in the case that is open. */
export interface PlacedBookmark extends SavedBookmark {
  readonly cursor: Cursor;
  /** `9.27`, `timer`. */
  readonly label: string;
  readonly time: number;
  /** False = its event is not in this case: it stands at what was last before its time. */
  readonly exact: boolean;
}

/** A field of an object that the inspector shows. */
export interface FieldQuery {
  readonly cursor: Cursor;
  /** Id of the object: `ip_vs_conn#12`. */
  readonly object: string;
  readonly field: string;
}

export interface StopsApi {
  checkStop(text: string): Promise<CheckedStop>;
  completeStop(text: string, caret: number): Promise<Completions>;
  /** Null = the expression can be watched. */
  checkWatch(text: string): Promise<ExpressionProblem | null>;
  completeWatch(text: string, caret: number): Promise<Completions>;
  /** Runs to a stop; one run at a time, a new one ends the one before. */
  runToStop(query: RunQuery, onProgress?: (progress: Progress) => void): Promise<RunEnd>;
  /** Ends a run that is under way. */
  endRun(): void;
  /** Counts hits over the whole run; null = a later count has taken its place. */
  countHits(stops: readonly Stop[], onProgress?: (progress: Progress) => void): Promise<HitCounts | null>;
  /** The stop that a step of the call path stands for: the call, the branch, the message, the write; null = none. */
  stopOfStep(cursor: Cursor): Promise<Stop | null>;
  stopsAt(cursor: Cursor, stops: readonly Stop[], watches: readonly string[]): Promise<StopsAt>;
  /** Where a field is written next, or was written before; null = not in this run. */
  fieldChange(query: FieldQuery, by: 1 | -1): Promise<Cursor | null>;
  /** A stop at every write of the field of just this object; null = it cannot be watched. */
  watchpointOf(query: FieldQuery, name: WatchedObject): Promise<Stop | null>;
  placeBookmarks(bookmarks: readonly SavedBookmark[]): Promise<readonly PlacedBookmark[]>;
  bookmarkAt(cursor: Cursor, note: string): Promise<PlacedBookmark>;
}
