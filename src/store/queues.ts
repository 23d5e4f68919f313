import type { FamilyQuery, TimerQuery } from '../engine/protocol/lives.ts';
import { latestWins } from './latest.ts';
import type { QueuesSlice } from './lives-state.ts';
import type { SliceContext } from './state.ts';

export interface QueuesParts {
  slice: QueuesSlice;
  follow(): void;
}

interface Window {
  from: number;
  count: number;
}

export function createQueues({ engine, get, set, track }: SliceContext): QueuesParts {
  let timers: Window | null = null;
  let families: Window | null = null;
  const askTimers = latestWins(async (query: TimerQuery) => {
    const { info } = get();
    const timerQueue = await track(engine.timerQueue(query));
    if (timerQueue && info === get().info) set({ timerQueue });
  });
  const askFamilies = latestWins(async (query: FamilyQuery) => {
    const { info } = get();
    const found = await track(engine.families(query));
    if (found && info === get().info) set({ families: found });
  });
  const follow = () => {
    const { moment, timerQuery, familyQuery, conn } = get();
    if (!moment) return;
    const at = { cursor: moment.cursor, conn };
    if (timers) askTimers({ ...at, ...timers, ...timerQuery });
    if (families) askFamilies({ ...at, ...families, ...familyQuery });
  };
  const slice: QueuesSlice = {
    timerQuery: { kinds: [], filter: '' },
    timerQueue: null,
    setTimerQuery(query) {
      set({ timerQuery: { ...get().timerQuery, ...query } });
      follow();
    },
    needTimers(window) {
      timers = window;
      if (window) follow();
      else set({ timerQueue: null });
    },
    familyQuery: { sort: 'expires', filter: '' },
    families: null,
    setFamilyQuery(query) {
      set({ familyQuery: { ...get().familyQuery, ...query } });
      follow();
    },
    needFamilies(window) {
      families = window;
      if (window) follow();
      else set({ families: null });
    },
  };
  return { slice, follow };
}
