import type { RowWindow } from '../engine/protocol/case-api.ts';
import type { FoundLine } from '../engine/protocol/search.ts';
import { wordsOf } from '../expression/filter.ts';
import type { EventRow } from '../trace/views.ts';
import type { Found, SearchSlice } from './search-state.ts';
import type { SliceContext } from './state.ts';

const KINDS: readonly EventRow['kind'][] = ['packet', 'timer', 'command', 'note'];
/** Shorter words are in nearly every line. */
const SHORTEST_WORD = 3;
const MOST_LINES = 6;

/** The text is an address, or an address with a port whose address is looked for. */
export function addressIn(text: string): string | null {
  const word = text.trim().replace(/^\[|\]$/g, '');
  return /^\d{1,3}(?:\.\d{1,3}){3}$/.test(word) || /^[0-9a-f:]*:[0-9a-f:]*:[0-9a-f:.]*$/i.test(word)
    ? word
    : null;
}

export function createSearch({ engine, get, set, track }: SliceContext): SearchSlice {
  /** Counts searches: what an overtaken one finds is dropped. */
  let search = 0;
  const run = async (text: string, mine: number): Promise<void> => {
    const isNewest = () => mine === search;
    const add = (part: Partial<Found>) => {
      const { found } = get();
      if (isNewest() && found) set({ found: { ...found, ...part } });
    };
    const cursor = get().moment?.cursor.event ?? -1;
    const functions = await engine.findFunctions(text, cursor);
    add({ functions });
    if (!isNewest()) return;
    if (/^[[\d]/.test(text.trim())) add({ entries: await engine.findEntries(text) });
    const address = addressIn(text);
    if (address && isNewest()) await findAddress(address, isNewest, add);
    if (isNewest() && wordsOf(text).some((word) => word.length >= SHORTEST_WORD))
      await findLines(text, isNewest, add);
    add({ busy: false });
  };
  const findAddress = async (
    address: string,
    isNewest: () => boolean,
    add: (part: Partial<Found>) => void,
  ) => {
    const filter = `ip.addr == ${address} || ipvs.dest == ${address} || ipvs.client == ${address}`;
    let window: RowWindow;
    do {
      window = await engine.rows({ from: 0, count: 1, filter, kinds: KINDS });
      add({ address: { total: window.total, first: window.rows[0] ?? null } });
    } while (!window.complete && isNewest());
  };
  const findLines = async (text: string, isNewest: () => boolean, add: (part: Partial<Found>) => void) => {
    let lines: readonly FoundLine[] = [];
    for (let from: number | null = 0; from !== null && lines.length < MOST_LINES && isNewest(); ) {
      const found = await engine.findLines(text, from);
      lines = [...lines, ...found.lines].slice(0, MOST_LINES);
      add({ lines });
      from = found.next;
    }
  };
  return {
    found: null,
    search(text) {
      search += 1;
      if (text.trim() === '' || !get().info) return set({ found: null });
      const before = get().found;
      const empty = { functions: [], entries: [], lines: [], address: null };
      set({ found: { ...(before ?? empty), text, address: null, busy: true } });
      void track(run(text, search));
    },
    examples: {},
    async loadExamples() {
      const { info } = get();
      const examples = info ? await track(engine.fieldExamples()) : undefined;
      if (examples && info === get().info) set({ examples });
    },
    async goToCall(event, fn) {
      const cursor = { event, step: Number.POSITIVE_INFINITY };
      const moment = await track(engine.moment({ cursor, bucket: null, client: null, want: [] }));
      const call = moment?.steps.find(({ kind, text }) => kind === 'call' && text === fn);
      get().go(call ? { event, step: call.number } : cursor);
    },
    tableTab: 'map',
    setTableTab: (tableTab) => set({ tableTab }),
    listEntries(filter) {
      set({ tableTab: 'entries' });
      get().setView('table');
      get().setConnQuery({ filter });
    },
    helpTopic: null,
    showHelp(helpTopic) {
      set({ helpTopic, overlay: 'help' });
    },
  };
}
