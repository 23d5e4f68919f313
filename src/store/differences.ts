import type { DifferencesQuery, SideMoment } from '../engine/protocol/differences.ts';
import type { DifferencesSlice } from './differences-state.ts';
import { latestWins } from './latest.ts';
import type { AppState, SliceContext } from './state.ts';
import { holds, merge, PAGE, pagesOf } from './windows.ts';

export interface DifferencesParts {
  slice: DifferencesSlice;
  /** The cursor moved, or another view is shown. */
  follow(): void;
  /** A case was loaded: marks in another one mean nothing. */
  opened(sameCase: boolean): void;
}

/** Rows that are asked for at once, and the lists of A and B between which they lie. */
export function createDifferences(context: SliceContext): DifferencesParts {
  const { engine, get, set, track } = context;
  let range = { from: 0, size: PAGE };
  const ask = latestWins(async (query: DifferencesQuery) => {
    const { info } = get();
    const view = await track(engine.differences(query));
    if (view === undefined || info !== get().info) return;
    if (view === null) return set({ momentA: null, heldB: null, differences: null });
    const from = Math.max(0, Math.min(range.from, Math.floor((view.rows - 1) / PAGE) * PAGE));
    const window = await track(engine.differenceRows(query, from, range.size));
    if (!window || info !== get().info || get().momentA === null) return;
    set({ differences: view, differenceCache: merge(new Map(), window.from, window.rows) });
  });
  const follow = (): void => {
    const query = get().view === 'differences' ? queryOf(get()) : null;
    if (query) ask(query);
  };
  const load = latestWins(async ({ from, size }: { from: number; size: number }) => {
    const { differences } = get();
    if (!differences) return;
    const window = await track(engine.differenceRows(differences.query, from, size));
    if (!window || differences !== get().differences) return;
    set({ differenceCache: merge(get().differenceCache, window.from, window.rows) });
  });
  const mark = (momentA: SideMoment | null | undefined): void => {
    if (!momentA) return;
    set({ momentA });
    follow();
  };
  const goTo = async ({ side, cursor }: SideMoment): Promise<void> => {
    if (side === (get().sides?.shown ?? 'model')) get().go(cursor);
    else await get().showSide(side, cursor);
  };
  /** Somewhere else, while both moments stay. */
  const visit = async (to: SideMoment): Promise<void> => {
    set({ heldB: momentB(get()) });
    await goTo(to);
  };
  const slice: DifferencesSlice = {
    momentA: null,
    heldB: null,
    differenceLook: { look: 'fields', group: null, filter: '', all: false },
    differences: null,
    differenceCache: new Map(),
    markMoment: () => mark(here(get())),
    holdB(held) {
      set({ heldB: held ? momentB(get()) : null });
      follow();
    },
    async swapMoments() {
      const { momentA, heldB } = get();
      const b = momentB(get());
      if (!momentA || !b) return;
      set({ momentA: b, heldB: heldB ? momentA : null });
      if (heldB) follow();
      else await goTo(momentA);
    },
    async compareSince(anchor) {
      const { moment, conn } = get();
      const from = momentB(get());
      if (!moment || !from) return;
      // The engine answers for the side that is shown: a B that is held elsewhere is let go.
      const at = from.side === here(get())?.side ? from.cursor : moment.cursor;
      if (at === moment.cursor) set({ heldB: null });
      const cursor = await track(engine.anchor(anchor, at, conn));
      const side = here(get())?.side;
      if (cursor && side) mark({ side, cursor });
    },
    async compareWithSide(side) {
      const from = momentB(get());
      const cursor = from && (await track(engine.sameTime(from, side)));
      if (cursor) mark({ side, cursor });
    },
    lookAtDifferences(change) {
      range = { from: 0, size: PAGE };
      set({ differenceLook: { ...get().differenceLook, ...change } });
      follow();
    },
    needDifferences(first, last) {
      const { from, count } = pagesOf(first, last);
      range = { from, size: count };
      const { differences, differenceCache } = get();
      if (differences && !holds(differenceCache, first, last, differences.rows)) load(range);
    },
    async goChanger({ side, at }) {
      const { differences } = get();
      if (differences) await visit({ side: differences.query[side].side, cursor: at });
    },
    async goBetween(cursor) {
      const b = momentB(get());
      if (b) await visit({ side: b.side, cursor });
    },
  };
  return {
    slice,
    follow,
    opened(sameCase) {
      if (!sameCase) set({ momentA: null, heldB: null, differences: null, differenceCache: new Map() });
    },
  };
}

type Where = Pick<AppState, 'moment' | 'sides' | 'heldB' | 'momentA' | 'differenceLook'>;

/** Where the cursor is, and on which side; null = no case is shown yet. */
function here({ moment, sides }: Pick<Where, 'moment' | 'sides'>): SideMoment | null {
  return moment && { side: sides?.shown ?? 'model', cursor: moment.cursor };
}

const momentB = (state: Where): SideMoment | null => state.heldB ?? here(state);

function queryOf(state: Where): DifferencesQuery | null {
  const b = momentB(state);
  return state.momentA && b && { a: state.momentA, b, ...state.differenceLook };
}
