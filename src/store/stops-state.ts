import type { Progress } from '../engine/protocol/messages.ts';
import type { FieldQuery, PlacedBookmark, TimelineMark, WatchValue } from '../engine/protocol/stops.ts';
import type { Completions, ExpressionProblem } from '../expression/catalogue.ts';
import type { SavedStops, Stop, WatchedObject } from '../trace/stops/stop.ts';
import type { Cursor } from '../trace/views.ts';

/** A breakpoint or watchpoint of the page. */
export interface Breakpoint {
  readonly id: number;
  readonly stop: Stop;
  /** Hits over the whole run; null = not counted yet. */
  readonly total: number | null;
  /** Of these, how many lie at or before the cursor. */
  readonly passed: number | null;
  /** The cursor stands on it. */
  readonly here: boolean;
}

export interface Watch extends WatchValue {
  readonly id: number;
  readonly text: string;
}

export interface Bookmark extends PlacedBookmark {
  readonly id: number;
}

export interface StopsSlice {
  breakpoints: readonly Breakpoint[];
  watches: readonly Watch[];
  /** In order of time. */
  bookmarks: readonly Bookmark[];
  /** Bookmarks and hits of enabled breakpoints, for the timeline. */
  marks: readonly TimelineMark[];
  /** Steps of the cursor's event that carry a stop, with the ids of their breakpoints. */
  stopSteps: ReadonlyMap<number, readonly number[]>;
  /** A run to a stop is under way; `slow` = it takes so long that it is shown. */
  running: { readonly by: 1 | -1; readonly progress: Progress | null; readonly slow: boolean } | null;
  /** Why the cursor is where the last run ended. */
  stopped: { readonly cursor: Cursor; readonly why: string } | null;
  /** Hits are being counted; null = all are. */
  counting: Progress | null;
  /** What became of stops when something else was opened; '' = nothing. */
  stopsSaid: string;
  /** The panel of stops under the inspector is unfolded. */
  stopsOpen: boolean;
  openStops(open: boolean): void;
  /** Runs to the next stop (1) or back to the one before (-1). */
  runToStop(by: 1 | -1): Promise<void>;
  /** Runs to a moment, unless a stop comes first. */
  runTo(to: Cursor): Promise<void>;
  endRun(): void;
  /** Reads a text and adds what it says; or tells what is wrong with it. */
  addBreakpoint(text: string): Promise<ExpressionProblem | null>;
  changeBreakpoint(id: number, text: string): Promise<ExpressionProblem | null>;
  enableBreakpoint(id: number, enabled: boolean): void;
  removeBreakpoint(id: number): void;
  /** Sets a breakpoint at what the step of a moment stands for, or takes it away again. */
  toggleAt(cursor: Cursor): Promise<void>;
  addWatch(text: string): Promise<ExpressionProblem | null>;
  removeWatch(id: number): void;
  /** Marks a moment; where one is marked, nothing changes. Gives its id. */
  addBookmark(note?: string): Promise<number | null>;
  noteBookmark(id: number, note: string): void;
  removeBookmark(id: number): void;
  /** To where a field is written next, or was written before. */
  goToFieldChange(object: string, field: string, by: 1 | -1): Promise<void>;
  /** Stops at every write of the field of just this object; a second time takes the watchpoint away. */
  watchField(query: Omit<FieldQuery, 'cursor'>, name: WatchedObject): Promise<void>;
  completeStop(text: string, caret: number): Promise<Completions | null>;
  completeWatch(text: string, caret: number): Promise<Completions | null>;
  /** As the case keeps them. */
  savedStops(): SavedStops;
}
