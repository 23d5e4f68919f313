/**
 * What the panels show: plain data, derived from the model at one moment. The engine makes these in the
 * worker; views only read them. Times are seconds of kernel uptime unless a name says otherwise.
 */

import type { Lane } from './case-views.ts';
import type { ChainView } from './chain-views.ts';
import type { Cursor, EventRow, Phrase, Step } from './event-views.ts';
import type { ConnView, ObjectView, ServiceView, TrashView } from './object-views.ts';
import type { TableView } from './table-views.ts';

export type { CaseInfo, Lane, OpenedFile, Overview } from './case-views.ts';
export type { ChainNode, ChainView } from './chain-views.ts';
export type { Comparison, Cursor, EventKind, EventRow, Phrase, Step, StepKind, Tone } from './event-views.ts';
export type { LogLine, LogWindow } from './log-views.ts';
export type {
  ConnView,
  FamilyView,
  FieldView,
  ObjectView,
  RealServerView,
  ServiceView,
  StatsView,
  TrashView,
} from './object-views.ts';
export type { ServerRef } from './server-ref.ts';
export type { HashView, TableView } from './table-views.ts';

/**
 * Parts of a moment that only some views show: `table` with its chain, `schedulers` (their inside).
 */
export type MomentPart = 'table' | 'schedulers';

/** Everything that follows the cursor and is small. */
export interface Moment {
  /**
   * Only what the index tells at once: the row, the table without the event's own walks, the lanes. The rest is empty,
   * and follows when the event was visited.
   */
  sketch: boolean;
  cursor: Cursor;
  time: number;
  jiffies: number;
  row: EventRow | null;
  steps: readonly Step[];
  /** Two to four sentences: outcome, cause, where the cause was made, what would have been otherwise. */
  why: readonly Phrase[];
  objects: readonly ObjectView[];
  services: readonly ServiceView[];
  trash: readonly TrashView[];
  /** The next few to fire; the total says how many there are. */
  timers: readonly { conn: ConnView; asked: number; fires: number }[];
  totals: { timers: number };
  /** Parts that were asked for; the others are empty or short. */
  parts: readonly MomentPart[];
  table: TableView;
  chain: ChainView | null;
  /** Lanes of the event's entry and of its template, when the overview leaves lanes out. */
  lanes: readonly Lane[];
  /** For the status line and screen readers: `Packet 9, template hit, server 192.168.1.12`. */
  announcement: string;
}
