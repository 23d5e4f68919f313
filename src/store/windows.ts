import type { ConnQuery, RowQuery } from '../engine/protocol/case-api.ts';
import { latestWins } from './latest.ts';
import type { AppState, ConnsSlice, LogSlice, RowsSlice, SliceContext } from './state.ts';

/** Rows and lines are asked for in pages, and this many are kept. */
export const PAGE = 128;
const KEEP = 6_000;

export interface RowsParts {
  slice: RowsSlice;
  /** The cursor moved: find its row. */
  follow(): void;
}

export function createRows({ engine, get, set, track }: SliceContext): RowsParts {
  const query = (): Omit<RowQuery, 'from' | 'count'> => ({ filter: get().rowFilter, kinds: get().rowKinds });
  const isCurrent = (asked: Omit<RowQuery, 'from' | 'count'>, info: AppState['info']) =>
    asked.filter === get().rowFilter && asked.kinds === get().rowKinds && info === get().info;
  const load = latestWins(async ({ first, last }: { first: number; last: number }) => {
    const asked = query();
    const { info } = get();
    const from = Math.floor(first / PAGE) * PAGE;
    const size = (Math.floor(last / PAGE) + 1) * PAGE - from;
    const window = await track(engine.rows({ ...asked, from, count: size }));
    if (!window || !isCurrent(asked, info)) return;
    set({ rowTotal: window.total, rowCache: merge(get().rowCache, window.from, window.rows) });
  });
  const follow = latestWins(async (_: undefined) => {
    const asked = query();
    const { info, moment } = get();
    if (!moment || moment.cursor.event < 0) return set({ activeRow: -1, nearRow: 0 });
    const row = await track(engine.rowOf(moment.cursor.event, asked));
    if (row === undefined || !isCurrent(asked, info)) return;
    set(row < 0 ? { activeRow: -1, nearRow: Math.max(0, -row - 2) } : { activeRow: row, nearRow: row });
  });
  const restart = (change: Partial<AppState>) => {
    set({ ...change, rowCache: new Map() });
    load({ first: 0, last: 0 });
    follow(undefined);
  };
  const slice: RowsSlice = {
    rowFilter: '',
    rowKinds: ['packet'],
    rowTotal: 0,
    rowCache: new Map(),
    activeRow: -1,
    nearRow: -1,
    setRowFilter: (rowFilter) => restart({ rowFilter }),
    setRowKinds: (rowKinds) => restart({ rowKinds }),
    needRows(first, last) {
      if (get().info && !holds(get().rowCache, first, last, get().rowTotal)) load({ first, last });
    },
  };
  return {
    slice,
    follow() {
      if (get().rowCache.size === 0) load({ first: 0, last: 0 });
      follow(undefined);
    },
  };
}

export interface LogParts {
  slice: LogSlice;
  follow(): void;
}

export function createLog({ engine, get, set, track }: SliceContext): LogParts {
  const ask = latestWins(async ({ from, size }: { from: number | null; size: number }) => {
    const { logLevel: level, moment, info } = get();
    if (!moment) return;
    const window = await track(engine.log({ cursor: moment.cursor, level, from, count: size }));
    if (!window || level !== get().logLevel || info !== get().info) return;
    set({
      logTotal: window.total,
      logCache: merge(get().logCache, window.from, window.lines),
      // A window that was asked before the cursor moved says where the cursor was.
      ...(moment === get().moment ? { logCurrent: window.current } : {}),
    });
  });
  const follow = () => ask({ from: null, size: PAGE });
  const slice: LogSlice = {
    logLevel: 12,
    logTotal: -1,
    logCurrent: -1,
    logCache: new Map(),
    setLogLevel(logLevel) {
      set({ logLevel, logCache: new Map(), logTotal: -1, logCurrent: -1 });
      follow();
    },
    needLog(first, last) {
      if (holds(get().logCache, first, last, get().logTotal)) return;
      const from = Math.floor(first / PAGE) * PAGE;
      ask({ from, size: (Math.floor(last / PAGE) + 1) * PAGE - from });
    },
  };
  return { slice, follow };
}

export interface ConnsParts {
  slice: ConnsSlice;
  follow(): void;
}

export function createConns({ engine, get, set, track }: SliceContext): ConnsParts {
  let wanted: { from: number; count: number } | null = null;
  const ask = latestWins(async (query: ConnQuery) => {
    const { info } = get();
    const conns = await track(engine.conns(query));
    if (conns && info === get().info) set({ conns });
  });
  const follow = () => {
    const { moment, connQuery } = get();
    if (moment && wanted) ask({ cursor: moment.cursor, ...wanted, ...connQuery });
  };
  const slice: ConnsSlice = {
    connQuery: { sort: 'bucket', filter: '' },
    conns: null,
    setConnQuery(query) {
      set({ connQuery: { ...get().connQuery, ...query } });
      follow();
    },
    needConns(from, count) {
      wanted = { from, count };
      follow();
    },
  };
  return { slice, follow };
}

/** True when every index of the range that exists is loaded. */
export function holds<T>(cache: ReadonlyMap<number, T>, first: number, last: number, total: number): boolean {
  for (let at = Math.max(0, first); at <= Math.min(last, total - 1); at += 1)
    if (!cache.has(at)) return false;
  return true;
}

/** A new map with the window in it; the oldest pages go when there are too many. */
export function merge<T>(cache: ReadonlyMap<number, T>, from: number, items: readonly T[]): Map<number, T> {
  const next = new Map(cache);
  items.forEach((item, at) => {
    next.delete(from + at);
    next.set(from + at, item);
  });
  for (const key of next.keys()) {
    if (next.size <= KEEP) break;
    next.delete(key);
  }
  return next;
}
