import type { ComparedRow, DifferenceView, SideName } from '../engine/protocol/messages.ts';
import { latestWins } from './latest.ts';
import type { AppState, ComparisonSlice, SliceContext } from './state.ts';
import { holds, merge, pagesOf } from './windows.ts';

export interface ComparisonParts {
  slice: ComparisonSlice;
  /** The cursor moved: find its row. */
  follow(): void;
  /** What was compared is no longer there. */
  forget(): void;
  row(row: number): Promise<ComparedRow | null>;
}

type Compared = Pick<
  AppState,
  'comparison' | 'comparing' | 'comparingStopped' | 'comparedCache' | 'comparedCurrent' | 'comparedRow'
>;

const NOTHING_COMPARED: Compared = {
  comparison: null,
  comparing: null,
  comparingStopped: false,
  comparedCache: new Map(),
  comparedCurrent: -1,
  comparedRow: -1,
};

/** The column of a comparison in which a side stands; null = in none. */
export function columnOf({ comparison }: Pick<AppState, 'comparison'>, side: SideName): 'a' | 'b' | null {
  if (comparison?.a.name === side) return 'a';
  return comparison?.b.name === side ? 'b' : null;
}

/** The first difference behind a row, or the last one that ends before it. */
export function differenceFrom(
  list: readonly DifferenceView[],
  row: number,
  direction: 1 | -1,
): DifferenceView | null {
  if (direction > 0) return list.find((difference) => difference.row > row) ?? null;
  return list.findLast((difference) => difference.row < row) ?? null;
}

/** How two sides of a case compare: rows around what is seen, and the cursor's place among them. */
export function createComparison({ engine, get, set, track }: SliceContext): ComparisonParts {
  let asked = 0;
  const load = latestWins(async ({ first, last }: { first: number; last: number }) => {
    const { comparison } = get();
    const { from, count } = pagesOf(first, last);
    const window = await track(engine.comparedRows(from, count));
    if (!window || !comparison || comparison !== get().comparison) return;
    set({ comparedCache: merge(get().comparedCache, window.from, window.rows) });
  });
  const row = async (at: number): Promise<ComparedRow | null> =>
    get().comparedCache.get(at) ?? (await track(engine.comparedRows(at, 1)))?.rows[0] ?? null;

  const follow = latestWins(async (_: undefined) => {
    const { moment, sides, comparison } = get();
    if (!moment || !sides || !comparison) return;
    const found = await track(engine.comparedRow(sides.shown, moment.cursor));
    if (found === undefined || comparison !== get().comparison) return;
    // A new moment takes the reader's place with it.
    const moved = found !== get().comparedCurrent;
    set({ comparedCurrent: found, ...(moved ? { comparedRow: found } : {}) });
  });
  const compare = async (): Promise<void> => {
    if (get().comparing || get().comparison || (get().sides?.sides.length ?? 0) < 2) return;
    asked += 1;
    const mine = asked;
    set({
      comparing: { phase: 'comparing', done: 0, total: 0, unit: 'events' },
      comparingStopped: false,
    });
    const comparison = await track(
      engine.comparison((progress) => {
        if (mine === asked && get().comparing) set({ comparing: progress });
      }),
    );
    if (mine !== asked) return;
    set({ comparing: null, comparison: comparison ?? null });
    follow(undefined);
  };
  const slice: ComparisonSlice = {
    ...NOTHING_COMPARED,
    compare,
    stopComparing() {
      if (!get().comparing) return;
      asked += 1;
      engine.cancel();
      set({ comparing: null, comparingStopped: true });
    },
    needCompared(first, last) {
      const { comparison, comparedCache } = get();
      if (comparison && !holds(comparedCache, first, last, comparison.rows)) load({ first, last });
    },
    selectCompared: (comparedRow) => set({ comparedRow }),
    async goCompared(at, side = get().sides?.shown ?? 'model') {
      set({ comparedRow: at });
      const column = columnOf(get(), side);
      const line = column && (await row(at))?.[column];
      if (!line) return;
      if (side === get().sides?.shown) get().go(line.cursor);
      else await get().showSide(side, line.cursor);
    },
    async goDifference(direction) {
      await get().compare();
      const difference = differenceFrom(get().comparison?.list ?? [], get().comparedRow, direction);
      if (difference) await get().goCompared(difference.row);
    },
  };
  const forget = (): void => {
    asked += 1;
    set({ ...NOTHING_COMPARED });
  };
  return { slice, follow: () => follow(undefined), forget, row };
}
