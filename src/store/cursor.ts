import type { MomentQuery, Move } from '../engine/protocol/case-api.ts';
import type { MomentPart } from '../trace/views.ts';
import { latestWins } from './latest.ts';
import type { AppState, CursorSlice, SliceContext, ViewName } from './state.ts';

/** Moves that may wait at the same time; more key repeats than this are dropped. */
const MAX_WAITING_MOVES = 64;

/** Events of a long run that the model goes on by so quickly that no sketch is needed. */
const NEAR = 1000;
/** Somebody drags the cursor over a long run as long as moves come closer together than this, in milliseconds. */
const QUIET_MS = 90;

/** What the views show of a moment beyond what all show; the rest is not sent. */
const WANTS: Readonly<Record<ViewName, readonly MomentPart[]>> = {
  path: [],
  flow: [],
  table: ['table'],
  templates: [],
  timers: [],
  services: ['schedulers'],
  findings: [],
  evidence: [],
  compare: [],
  differences: [],
};

export interface CursorParts {
  slice: CursorSlice;
  /** Asks for the moment again, because what else is looked at has changed. */
  refresh(): void;
}

/** In a long run the model takes a while to go back, or far on: what the index knows is shown until it is there. */
function isFar({ info, moment, cursor }: AppState): boolean {
  if (info?.detailed !== false || !moment) return false;
  const by = cursor.event - moment.cursor.event;
  return by < 0 || by > NEAR || (moment.sketch && by !== 0);
}

function quiet(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, QUIET_MS));
}

/** `onMoment` runs after every new moment, so that the windows follow the cursor; `onSketch` after what the index knows of it. */
export function createCursor(context: SliceContext, onMoment: () => void, onSketch: () => void): CursorParts {
  const { engine, get, set, track } = context;
  const askSketch = latestWins(async (query: MomentQuery) => {
    const { info } = get();
    const sketch = await track(engine.sketch(query));
    const { cursor, moment } = get();
    const isThere = moment?.sketch === false && moment.cursor.event === cursor.event;
    if (!sketch || info !== get().info || isThere) return;
    set({ moment: sketch });
    onSketch();
  });
  const ask = latestWins(async ({ query, far }: { query: MomentQuery; far: boolean }) => {
    const { info } = get();
    if (far) await track(quiet());
    if (far && query.cursor !== get().cursor) return;
    const moment = await track(engine.moment(query));
    // A sketch means that another moment is wanted by now.
    if (!moment || moment.sketch || info !== get().info) return;
    // The engine clamps (step = Infinity is the last step); only what is still wanted is corrected.
    set(query.cursor === get().cursor ? { moment, cursor: moment.cursor } : { moment });
    onMoment();
  });
  const refresh = () => {
    const { cursor, bucket, client, view, tableMode: mode, server } = get();
    const query = { cursor, bucket, client, want: WANTS[view], table: { mode, server } };
    const far = isFar(get());
    if (far) askSketch(query);
    ask({ query, far });
  };
  /** The cursor with a step that exists: moves are relative to it. */
  const settled = async () => {
    const { cursor } = get();
    if (Number.isFinite(cursor.step)) return cursor;
    return (await track(engine.moment({ cursor, bucket: null, client: null, want: [] })))?.cursor;
  };
  let moves: Promise<void> = Promise.resolve();
  let waiting = 0;
  const step = async (move: Move): Promise<void> => {
    const from = await settled();
    const cursor = from ? await track(engine.move(from, move)) : undefined;
    waiting -= 1;
    if (cursor) get().go(cursor);
  };
  return {
    refresh,
    slice: {
      cursor: { event: -1, step: 0 },
      moment: null,
      go(to) {
        // Going elsewhere means looking at what that event looks at.
        set(to.event === get().cursor.event ? { cursor: to } : { cursor: to, bucket: null });
        refresh();
      },
      async goTime(time) {
        const event = await track(engine.eventAt(time));
        if (event !== undefined)
          get().go(event < 0 ? { event: -1, step: 0 } : { event, step: Number.POSITIVE_INFINITY });
      },
      async goToPacket(packet, step) {
        const window = await track(
          engine.rows({ from: packet - 1, count: 1, filter: '', kinds: ['packet'] }),
        );
        const row = window?.rows[0];
        if (row) get().go({ event: row.event, step });
      },
      move(move) {
        if (!get().info || waiting >= MAX_WAITING_MOVES) return;
        waiting += 1;
        moves = moves.then(() => step(move));
      },
    },
  };
}
