import type { ServerQuery } from '../engine/protocol/lives.ts';
import type { CaseInfo, Cursor } from '../trace/views.ts';
import { latestWins } from './latest.ts';
import { type LivesSlice, type LoadedLife, lineAt, shownEntry } from './lives-state.ts';
import type { SliceContext } from './state.ts';
import { holds, merge } from './windows.ts';

export interface LivesParts {
  slice: LivesSlice;
  follow(): void;
}

const PAGE = 200;
/** Biographies that are kept loaded. */
const KEPT = 12;

export function createLives(context: SliceContext): LivesParts {
  const { engine, get, set, track } = context;
  /** The case that the loaded biographies are of. */
  let of: CaseInfo | null = null;
  let server: Omit<ServerQuery, 'cursor'> | null = null;
  const forget = () => {
    if (of === get().info) return;
    of = get().info;
    set({ lives: new Map(), clientLife: null, serverLife: null, whyNot: null });
  };
  const load = async (conn: string, from: number): Promise<LoadedLife | null> => {
    const { info } = get();
    const view = await track(engine.life({ conn, from, count: PAGE }));
    if (view === undefined || info !== get().info) return null;
    const before = get().lives.get(conn);
    const loaded = view && { view, lines: merge(before?.lines ?? new Map(), view.from, view.lines) };
    const lives = new Map(get().lives);
    lives.delete(conn);
    lives.set(conn, loaded);
    for (const id of lives.keys()) if (lives.size > KEPT) lives.delete(id);
    set({ lives });
    return loaded;
  };
  const asked = new Set<string>();
  const needLife = (conn: string, first: number, last: number) => {
    forget();
    const known = get().lives.get(conn);
    if (known === null) return;
    if (known && holds(known.lines, first, last, known.view.total)) return;
    const from = Math.max(0, Math.floor(first / PAGE) * PAGE);
    const pages = last >= from + PAGE ? [from, from + PAGE] : [from];
    for (const page of pages) {
      const key = `${conn} ${page}`;
      if (asked.has(key)) continue;
      asked.add(key);
      void load(conn, page).finally(() => asked.delete(key));
    }
  };
  const askClient = latestWins(async (client: string) => {
    const { info } = get();
    const clientLife = await track(engine.clientLife(client));
    if (clientLife !== undefined && info === get().info) set({ clientLife });
  });
  const askServer = latestWins(async (query: ServerQuery) => {
    const { info } = get();
    const serverLife = await track(engine.serverLife(query));
    if (serverLife !== undefined && info === get().info && server !== null) set({ serverLife });
  });
  const askWhyNot = latestWins(async (cursor: Cursor) => {
    const { info } = get();
    const answers = await track(engine.whyNot(cursor));
    if (answers !== undefined && info === get().info) set({ whyNot: { event: cursor.event, answers } });
  });
  const follow = () => {
    const { moment, whyNot, whyNotOpen } = get();
    const cursor = moment?.cursor;
    forget();
    if (cursor && whyNotOpen && whyNot?.event !== cursor.event) askWhyNot(cursor);
    if (cursor && server) askServer({ ...server, cursor });
  };
  const slice: LivesSlice = {
    lifeOpen: false,
    lifeTab: 'entry',
    lives: new Map(),
    clientLife: null,
    serverLife: null,
    openLife(conn, tab = 'entry') {
      if (conn) get().selectConn(conn);
      set({ lifeOpen: true, lifeTab: tab });
    },
    whyNot: null,
    whyNotOpen: false,
    toggleWhyNot() {
      set({ whyNotOpen: !get().whyNotOpen });
      follow();
    },
    closeLife: () => set({ lifeOpen: false }),
    setLifeTab: (lifeTab) => set({ lifeTab }),
    needLife,
    needClientLife(client) {
      forget();
      if (get().clientLife?.client !== client) askClient(client);
    },
    needServerLife(next) {
      forget();
      server = next;
      if (next) follow();
    },
    async goLife(direction) {
      const conn = shownEntry(get());
      const loaded = conn === null ? null : (get().lives.get(conn) ?? (await load(conn, 0)));
      if (!loaded) return;
      const { events, steps } = loaded.view;
      const { cursor } = get();
      const at = lineAt(loaded.view, { event: cursor.event - (direction < 0 ? 1 : 0), step: Infinity });
      const next = direction > 0 ? at + 1 : at;
      if (next < 0 || next >= events.length) return;
      get().go({ event: events[next], step: steps[next] || Number.POSITIVE_INFINITY });
    },
  };
  return { slice, follow };
}
