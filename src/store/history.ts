import { keep, type Memory, recallObject } from './memory.ts';
import type { HistorySlice, SliceContext } from './state.ts';

const KEY = 'ipvscope.history';
/** Texts that are kept of each kind of field, and how long they may be. */
const KEPT = 20;
const LONGEST = 400;

/** What was written into expression fields, remembered like the layout. */
export function createHistory({ get, set }: SliceContext, memory: Memory | null): HistorySlice {
  return {
    history: recallHistory(memory),
    remember(kind, text) {
      if (text.trim() === '' || text.length > LONGEST) return;
      const { history } = get();
      const known = history[kind] ?? [];
      if (known[0] === text) return;
      const next = { ...history, [kind]: [text, ...known.filter((other) => other !== text)].slice(0, KEPT) };
      set({ history: next });
      keep(memory, KEY, JSON.stringify(next));
    },
  };
}

/** What an earlier visit left, ignoring what is not understood. */
export function recallHistory(memory: Memory | null): HistorySlice['history'] {
  const known: [string, readonly string[]][] = [];
  for (const [kind, texts] of Object.entries(recallObject(memory, KEY)))
    if (Array.isArray(texts))
      known.push([kind, texts.filter((text) => typeof text === 'string').slice(0, KEPT)]);
  return Object.fromEntries(known);
}
