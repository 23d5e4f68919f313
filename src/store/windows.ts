import type { ConnQuery, RowQuery } from '../engine/protocol/case-api.ts';
import { latestWins } from './latest.ts';
import type { AppState, ConnsSlice, LogSlice, RowsSlice, SliceContext } from './state.ts';

/** Rows and lines are asked for in pages, and this many are kept. */
export const PAGE = 128;

/** Whole pages that hold the rows from `first` to `last`, both from 0 and both within. */
export function pagesOf(first: number, last: number): { from: number; count: number } {
  const from = Math.floor(first / PAGE) * PAGE;
  return { from, count: (Math.floor(last / PAGE) + 1) * PAGE - from };
}
const KEEP = 6_000;

export interface RowsParts {
  slice: RowsSlice;
  /** The cursor moved: find its row. */
  follow(): void;
  /** There are more events than before: asks for what is seen again. */
  grow(): void;
}

export function createRows({ engine, get, set, track }: SliceContext): RowsParts {
  const query = (): Omit<RowQuery, 'from' | 'count'> => ({ filter: get().rowFilter, kinds: get().rowKinds });
  const isCurrent = (asked: Omit<RowQuery, 'from' | 'count'>, info: AppState['info']) =>
    asked.filter === get().rowFilter && asked.kinds === get().rowKinds && info === get().info;
  /** Counts requests: a filter that is still looking stops asking when something newer is wanted. */
  let turn = 0;
  /** The query that the loaded rows are of. */
  let shown: ReturnType<typeof query> | null = null;
  /**
   * One page, again and again until the filter has looked at everything or something newer is wanted. True = the list is
   * another one now, so the cursor's place in it is too.
   */
  const pages = async (first: number, last: number, mine: number): Promise<boolean> => {
    const asked = query();
    const { info } = get();
    const wanted = pagesOf(first, last);
    let changed = false;
    for (;;) {
      const window = await engine.rows({ ...asked, ...wanted });
      if (!isCurrent(asked, info)) return false;
      const isOther = shown?.filter !== asked.filter || shown.kinds !== asked.kinds;
      changed ||= isOther || get().rowsScanned !== null;
      shown = asked;
      set({
        rowTotal: window.total,
        rowCache: merge(isOther ? new Map() : get().rowCache, window.from, window.rows),
        rowsScanned: window.complete ? null : window.scanned,
      });
      if (window.complete || mine !== turn) return changed;
    }
  };
  const page = latestWins(async ({ first, last, mine }: { first: number; last: number; mine: number }) => {
    if (await track(pages(first, last, mine))) follow(undefined);
  });
  let seen = { first: 0, last: 0 };
  const load = (range: { first: number; last: number }) => {
    seen = range;
    turn += 1;
    page({ ...range, mine: turn });
  };
  const follow = latestWins(async (_: undefined) => {
    const asked = query();
    const { info, moment } = get();
    if (!moment || moment.cursor.event < 0) return set({ activeRow: -1, nearRow: 0 });
    const row = await track(engine.rowOf(moment.cursor.event, asked));
    if (row === undefined || !isCurrent(asked, info)) return;
    set(row < 0 ? { activeRow: -1, nearRow: Math.max(0, -row - 2) } : { activeRow: row, nearRow: row });
  });
  const restart = (change: Partial<AppState>) => {
    set(change);
    load({ first: 0, last: 0 });
  };
  const slice: RowsSlice = {
    rowFilter: '',
    rowKinds: ['packet'],
    rowTotal: 0,
    rowCache: new Map(),
    rowsScanned: null,
    activeRow: -1,
    nearRow: -1,
    setRowFilter: (rowFilter) => restart({ rowFilter }),
    setRowKinds: (rowKinds) => restart({ rowKinds }),
    needRows(first, last) {
      seen = { first, last };
      if (get().info && !holds(get().rowCache, first, last, get().rowTotal)) load({ first, last });
    },
  };
  return {
    slice,
    follow() {
      if (get().rowCache.size === 0) load({ first: 0, last: 0 });
      follow(undefined);
    },
    grow() {
      load(seen);
    },
  };
}

export interface LogParts {
  slice: LogSlice;
  follow(): void;
}

export function createLog({ engine, get, set, track }: SliceContext): LogParts {
  let turn = 0;
  const pages = async (from: number | null, count: number, mine: number): Promise<void> => {
    for (;;) {
      const { logLevel: level, logFilter: filter, moment, info } = get();
      if (!moment) return;
      const window = await engine.log({ cursor: moment.cursor, level, filter, from, count });
      if (level !== get().logLevel || filter !== get().logFilter || info !== get().info) return;
      set({
        logTotal: window.total,
        logCache: merge(get().logCache, window.from, window.lines),
        logScanning: !window.complete,
        // A window that was asked before the cursor moved says where the cursor was.
        ...(moment === get().moment ? { logCurrent: window.current } : {}),
      });
      if (window.complete || mine !== turn) return;
    }
  };
  const page = latestWins(
    async ({ from, size, mine }: { from: number | null; size: number; mine: number }) => {
      await track(pages(from, size, mine));
    },
  );
  const ask = (range: { from: number | null; size: number }) => {
    turn += 1;
    page({ ...range, mine: turn });
  };
  const follow = () => ask({ from: null, size: PAGE });
  const restart = (change: Partial<AppState>) => {
    set({ ...change, logCache: new Map(), logTotal: -1, logCurrent: -1 });
    follow();
  };
  const slice: LogSlice = {
    logLevel: 12,
    logFilter: '',
    logScanning: false,
    logTotal: -1,
    logCurrent: -1,
    logCache: new Map(),
    setLogLevel: (logLevel) => restart({ logLevel }),
    setLogFilter: (logFilter) => restart({ logFilter }),
    async goLogLine(direction) {
      const { logLevel: level, logFilter: filter, moment } = get();
      if (!moment) return;
      const { cursor } = moment;
      const here = await track(engine.log({ cursor, level, filter, from: null, count: 2 }));
      if (!here) return;
      const line = here.lines.find(({ index }) => index === here.current);
      const isAt = line?.event === cursor.event && line.step === cursor.step;
      const to = here.current + (direction > 0 || isAt ? direction : 0);
      const found =
        to < 0 ? undefined : await track(engine.log({ cursor, level, filter, from: to, count: 1 }));
      const next = found?.lines.find(({ index }) => index === to);
      if (next) get().go({ event: next.event, step: next.step });
    },
    needLog(first, last) {
      if (holds(get().logCache, first, last, get().logTotal)) return;
      const { from, count } = pagesOf(first, last);
      ask({ from, size: count });
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
