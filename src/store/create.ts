import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EngineApi } from '../engine/protocol/messages.ts';
import { createCharts } from './charts.ts';
import { createComparison } from './comparison.ts';
import { createCursor } from './cursor.ts';
import { createCut } from './cut.ts';
import { createDifferences } from './differences.ts';
import { createExports } from './exports.ts';
import { createFindings } from './findings.ts';
import { createFlow } from './flow.ts';
import { createGrowing } from './growing.ts';
import { createHistory } from './history.ts';
import { createLayout } from './layout.ts';
import { createLives } from './lives.ts';
import type { Memory } from './memory.ts';
import { browserClock, createPlay, type PlayClock } from './play.ts';
import { createQueues } from './queues.ts';
import { createSearch } from './search.ts';
import { createSeed } from './seed.ts';
import { createSession } from './session.ts';
import { createShare } from './share.ts';
import { createSides } from './sides.ts';
import type { AppState, SelectionSlice, SliceContext } from './state.ts';
import { createStops } from './stops.ts';
import { createTable } from './table.ts';
import { createTimeline } from './timeline.ts';
import { createWhatIf } from './whatif.ts';
import { createConns, createLog, createRows } from './windows.ts';

export type AppStore = StoreApi<AppState>;

/** The state of one page. `memory` remembers layout, charts, pace and typed expressions (localStorage), null = nothing is remembered. */
export function createAppStore(
  engine: EngineApi,
  memory: Memory | null = null,
  clock: PlayClock = browserClock,
): AppStore {
  return createStore<AppState>()((set, get) => {
    const context: SliceContext = { engine, get, set, track: tracker(get, set) };
    const rows = createRows(context);
    const log = createLog(context);
    const conns = createConns(context);
    const lives = createLives(context);
    const queues = createQueues(context);
    const follow = () => {
      rows.follow();
      log.follow();
      conns.follow();
      lives.follow();
      queues.follow();
      comparison.follow();
      stops.follow();
      flow.follow();
      differences.follow();
    };
    const cursor = createCursor(context, follow, () => rows.follow());
    const growing = createGrowing(context, (whole) => {
      rows.grow();
      if (whole) cursor.refresh();
    });
    const flow = createFlow(context);
    const session = createSession(context, {
      growing: growing.watch,
      async opened(sameCase) {
        differences.opened(sameCase);
        void stops.opened(sameCase);
        await sides.opened(sameCase);
      },
      follow: (link) => share.arrive(link),
    });
    const share = createShare(context, session.load);
    const stops = createStops(context);
    const comparison = createComparison(context);
    const differences = createDifferences(context);
    const sides = createSides(context, session.load, comparison);
    return {
      pending: 0,
      engineError: null,
      ...session.slice,
      ...createExports(context),
      ...share.slice,
      ...createSeed(context, session.reopen),
      ...sides.slice,
      ...comparison.slice,
      ...stops.slice,
      ...flow.slice,
      ...createFindings(context),
      ...createWhatIf(context),
      ...growing.slice,
      ...createCut(context, memory, session.load),
      ...differences.slice,
      ...cursor.slice,
      ...createPlay(context, memory, clock),
      ...createCharts(context, memory),
      ...rows.slice,
      ...log.slice,
      ...conns.slice,
      ...lives.slice,
      ...queues.slice,
      ...createSelection(context, cursor.refresh, queues.follow),
      ...createTimeline(context),
      ...createTable(context, cursor.refresh),
      ...createHistory(context, memory),
      ...createSearch(context),
      ...createLayout(context, memory, cursor.refresh),
    };
  });
}

function tracker(get: () => AppState, set: SliceContext['set']): SliceContext['track'] {
  return async (request) => {
    set({ pending: get().pending + 1 });
    try {
      const answer = await request;
      if (get().engineError) set({ engineError: null });
      return answer;
    } catch (cause) {
      set({ engineError: cause instanceof Error ? cause.message : String(cause) });
      return undefined;
    } finally {
      set({ pending: get().pending - 1 });
    }
  };
}

function createSelection(
  { engine, set, track }: SliceContext,
  refresh: () => void,
  chosen: () => void,
): SelectionSlice {
  return {
    bucket: null,
    client: null,
    conn: null,
    objectTab: null,
    selectBucket(bucket) {
      set({ bucket });
      refresh();
    },
    selectClient(client) {
      set({ client, server: null });
      refresh();
    },
    selectConn(conn) {
      set({ conn });
      chosen();
    },
    selectObjectTab: (objectTab) => set({ objectTab }),
    async lookUp(tuple) {
      const hash = (await track(engine.bucketOf(tuple))) ?? null;
      if (hash) {
        set({ bucket: hash.bucket });
        refresh();
      }
      return hash;
    },
    zoom: { from: 0, to: 1 },
    setZoom: (zoom) => set({ zoom }),
  };
}
