import type { EventRow } from '../trace/views.ts';
import type { FlowSlice } from './flow-state.ts';
import { latestWins } from './latest.ts';
import type { AppState, SliceContext } from './state.ts';
import { holds, merge, pagesOf } from './windows.ts';

const NO_ROWS = { flowTotal: 0, flowRows: new Map<number, EventRow>(), flowNear: -1 };

export interface FlowParts {
  slice: FlowSlice;
  /** The cursor moved: where is it in the list? */
  follow(): void;
}

export function createFlow({ engine, get, set, track }: SliceContext): FlowParts {
  const load = latestWins(async ({ first, last }: { first: number; last: number }) => {
    const { flowPlace: place, info, cursor } = get();
    if (place === null || !info) return;
    const window = await track(engine.flowEvents({ place, ...pagesOf(first, last), event: cursor.event }));
    if (!window || place !== get().flowPlace || info !== get().info) return;
    const flowRows = merge(get().flowRows, window.from, window.rows);
    set({ flowTotal: window.total, flowNear: window.near, flowRows });
  });
  const near = latestWins(async (place: string) => {
    const { info, cursor } = get();
    const window = await track(engine.flowEvents({ place, from: 0, count: 0, event: cursor.event }));
    if (window && place === get().flowPlace && info === get().info) set({ flowNear: window.near });
  });
  const counts = latestWins(async (info: AppState['info']) => {
    const flowCounts = await track(engine.flowCounts());
    if (flowCounts && info === get().info) set({ flowCounts, flowOf: info });
  });
  const slice: FlowSlice = {
    flowCounts: null,
    flowOf: null,
    flowPlace: null,
    ...NO_ROWS,
    flowHeat: false,
    flowFollows: true,
    flowShowsAll: false,
    flowAsk: null,
    needFlow() {
      const { info, flowOf } = get();
      if (!info || info === flowOf) return;
      set({ flowCounts: null, flowOf: info, ...NO_ROWS });
      counts(info);
      load({ first: 0, last: 0 });
    },
    needFlowRows(first, last) {
      if (!holds(get().flowRows, first, last, get().flowTotal)) load({ first, last });
    },
    choosePlace(flowPlace) {
      if (flowPlace === get().flowPlace) return;
      set({ flowPlace, ...NO_ROWS });
      load({ first: 0, last: 0 });
    },
    async goThrough(direction, from) {
      const { flowPlace, moment, info } = get();
      if (flowPlace === null || !moment) return;
      const to = await track(engine.flowMove(flowPlace, from ?? moment.cursor, direction));
      if (to && info === get().info) get().go(to);
    },
    setFlow: (change) => set(change),
    askFlow: (what) => set({ flowAsk: { what, serial: (get().flowAsk?.serial ?? 0) + 1 } }),
  };
  return {
    slice,
    follow() {
      const { view, flowPlace } = get();
      if (view === 'flow' && flowPlace !== null) near(flowPlace);
    },
  };
}
