import type { MomentQuery, Move } from '../engine/protocol/case-api.ts';
import type { MomentPart } from '../trace/views.ts';
import { latestWins } from './latest.ts';
import type { CursorSlice, SliceContext, ViewName } from './state.ts';

/** Moves that may wait at the same time; more key repeats than this are dropped. */
const MAX_WAITING_MOVES = 64;

/** What the views show of a moment beyond what all show; the rest is not sent. */
const WANTS: Readonly<Record<ViewName, readonly MomentPart[]>> = {
  path: [],
  flow: [],
  table: ['table'],
  templates: [],
  timers: [],
  services: ['schedulers'],
  evidence: [],
  compare: [],
  differences: [],
};

export interface CursorParts {
  slice: CursorSlice;
  /** Asks for the moment again, because what else is looked at has changed. */
  refresh(): void;
}

/** `onMoment` runs after every new moment, so that the windows follow the cursor. */
export function createCursor(context: SliceContext, onMoment: () => void): CursorParts {
  const { engine, get, set, track } = context;
  const ask = latestWins(async (query: MomentQuery) => {
    const { info } = get();
    const moment = await track(engine.moment(query));
    if (!moment || info !== get().info) return;
    // The engine clamps (step = Infinity is the last step); only what is still wanted is corrected.
    set(query.cursor === get().cursor ? { moment, cursor: moment.cursor } : { moment });
    onMoment();
  });
  const refresh = () => {
    const { cursor, bucket, client, view, tableMode: mode, server } = get();
    ask({ cursor, bucket, client, want: WANTS[view], table: { mode, server } });
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
