import type { ClientLife, LifeView, ServerLife, WhyAnswer } from '../../trace/life-views.ts';
import type { FamilySort, FamilyWindow, TimerKindName, TimerQueue } from '../../trace/queue-views.ts';
import type { Cursor } from '../../trace/views.ts';

export interface LifeQuery {
  /** Id of an entry, `ip_vs_conn#12`. */
  conn: string;
  /** First line of the window, and how many. */
  from: number;
  count: number;
}

export interface ServerQuery {
  cursor: Cursor;
  /** `192.168.1.12:80`. */
  server: string;
  /** ServiceView.id; null = whichever has it first. */
  service: string | null;
}

export interface TimerQuery {
  cursor: Cursor;
  from: number;
  count: number;
  /** Kinds that are listed; empty = all. */
  kinds: readonly TimerKindName[];
  filter: string;
  /** Id of the entry that is looked at. */
  conn: string | null;
}

export interface FamilyQuery {
  cursor: Cursor;
  from: number;
  count: number;
  sort: FamilySort;
  filter: string;
  /** Id of the entry that is looked at: its family is open. */
  conn: string | null;
}

/** Biographies. They tell of the whole run, so only those that say who is bound now depend on the cursor. */
export interface LivesApi {
  /** What did not happen at an event, and why not; asked and answered. */
  whyNot(cursor: Cursor): Promise<readonly WhyAnswer[]>;
  /** All timers that are armed, the next to fire first, and where they stand in the wheel. */
  timerQueue(query: TimerQuery): Promise<TimerQueue>;
  /** Templates and the entries that they control. */
  families(query: FamilyQuery): Promise<FamilyWindow>;
  /** null = no such entry in this run. */
  life(query: LifeQuery): Promise<LifeView | null>;
  /** null = the client has no entry in this run. */
  clientLife(client: string): Promise<ClientLife | null>;
  /** null = no such real server at the cursor. */
  serverLife(query: ServerQuery): Promise<ServerLife | null>;
}
