import type { FamilyQuery, ServerQuery, TimerQuery } from '../engine/protocol/lives.ts';
import type { ClientLife, LifeLine, LifeView, ServerLife, WhyAnswer } from '../trace/life-views.ts';
import type { FamilyWindow, TimerQueue } from '../trace/queue-views.ts';
import type { Cursor, Moment } from '../trace/views.ts';

/** A biography with the lines that were loaded. */
export interface LoadedLife {
  view: LifeView;
  lines: ReadonlyMap<number, LifeLine>;
}

export type LifeTab = 'entry' | 'client' | 'server';

/** Biographies: of an entry, of a client, of a real server. */
export interface LivesSlice {
  /** The life of the entry stands beside what else is shown. */
  lifeOpen: boolean;
  lifeTab: LifeTab;
  /** Loaded biographies by the id of their entry; null = there is no such entry. */
  lives: ReadonlyMap<string, LoadedLife | null>;
  clientLife: ClientLife | null;
  serverLife: ServerLife | null;
  /** Shows the life of an entry, of the chosen one, or of the one that the event is about. */
  /** Questions about the event and their answers; null = not asked. */
  whyNot: { readonly event: number; readonly answers: readonly WhyAnswer[] } | null;
  whyNotOpen: boolean;
  toggleWhyNot(): void;
  openLife(conn?: string, tab?: LifeTab): void;
  closeLife(): void;
  setLifeTab(tab: LifeTab): void;
  /** Loads lines of a biography, both ends inclusive. */
  needLife(conn: string, first: number, last: number): void;
  needClientLife(client: string): void;
  /** Asks for a real server at the cursor, and again whenever it moves; null = no more. */
  needServerLife(server: Omit<ServerQuery, 'cursor'> | null): void;
  /** To the next line of the shown biography, or the one before: another event than this one. */
  goLife(direction: 1 | -1): Promise<void>;
}

/** Id of the entry whose life is shown: the chosen one, else the event's. */
export function shownEntry({ conn, moment }: { conn: string | null; moment: Moment | null }): string | null {
  return conn?.startsWith('ip_vs_conn#') ? conn : (moment?.row?.entry ?? null);
}

/** The last line of a biography that has begun at a moment; -1 = none yet. */
export function lineAt({ events, steps }: Pick<LifeView, 'events' | 'steps'>, cursor: Cursor): number {
  let low = 0;
  let high = events.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const later =
      events[middle] > cursor.event || (events[middle] === cursor.event && steps[middle] > cursor.step);
    if (later) high = middle;
    else low = middle + 1;
  }
  return low - 1;
}

/** Windows of timers and of families at the cursor; each is asked again whenever the cursor moves. */
export interface QueuesSlice {
  timerQuery: Pick<TimerQuery, 'kinds' | 'filter'>;
  timerQueue: TimerQueue | null;
  setTimerQuery(query: Partial<QueuesSlice['timerQuery']>): void;
  /** Asks for a window of the timers; null = nobody shows them any more. */
  needTimers(window: { from: number; count: number } | null): void;
  familyQuery: Pick<FamilyQuery, 'sort' | 'filter'>;
  families: FamilyWindow | null;
  setFamilyQuery(query: Partial<QueuesSlice['familyQuery']>): void;
  needFamilies(window: { from: number; count: number } | null): void;
}
