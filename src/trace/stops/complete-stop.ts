import type { Completion, Completions } from '../../expression/catalogue.ts';
import { complete } from '../../expression/complete.ts';
import type { Trace } from '../trace.ts';
import { STOP_FIELDS } from './fields.ts';
import { STATE_NAMES } from './kernel-fields.ts';
import { MESSAGE_IDS } from './message-words.ts';
import { STOP_WORDS } from './parse-stop.ts';
import { quoted } from './print-stop.ts';

/** What can be written at a place of a stop's text. */

const MOST = 60;

const ABOUT: Readonly<Record<string, string>> = {
  call: 'stops where a function is called',
  branch: 'stops where a branch is decided',
  message: 'stops where a message is printed',
  state: 'stops where an entry changes its state',
  verdict: 'stops where a packet gets its verdict',
  address: 'stops at every event of an address or prefix',
  client: 'stops at every event of a client',
  server: 'stops at every packet for a real server',
  event: 'stops at packets, timers, commands or notes',
  write: 'stops where a field is written',
  when: 'stops where a condition becomes true',
};

const value = (text: string, about: string): Completion => ({ text, about, kind: 'value' });

function functions(trace: Trace): Completion[] {
  const names = new Set(trace.index.paths.sites.flatMap((site) => (site.kind === 'call' ? [site.fn] : [])));
  return [...names].sort().map((name) => value(name, 'function of the kernel, called in this run'));
}

function branches(trace: Trace, fn: string): Completion[] {
  const { sites } = trace.index.paths;
  const own = sites.flatMap((site) => (site.kind === 'branch' && site.fn === fn ? [site.condition] : []));
  return [...new Set(own)].map((condition) => value(quoted(condition), `branch of ${fn}`));
}

/** Candidates behind the words that are complete. */
function candidates(trace: Trace, words: readonly string[]): readonly Completion[] {
  const [first, second] = words;
  if (words.length === 0) {
    const kinds = STOP_WORDS.map(
      (word): Completion => ({ text: word, about: ABOUT[word], kind: 'operator' }),
    );
    return [...kinds, ...functions(trace), value('NF_DROP', 'verdict')];
  }
  if (first === 'branch' && words.length === 2) return branches(trace, second);
  const isState = first === 'state' && words.length < 4;
  if (isState && words.length !== 2) return STATE_NAMES.map((name) => value(name, 'state of an entry'));
  if (words.length > 1) return [];
  switch (first) {
    case 'call':
      return functions(trace);
    case 'branch':
      return functions(trace);
    case 'message':
      return MESSAGE_IDS.map((id) => value(id, 'message of the kernel'));
    case 'verdict':
      return ['NF_DROP', 'NF_ACCEPT', 'NF_STOLEN'].map((name) => value(name, 'verdict'));
    case 'event':
      return ['packet', 'timer', 'command', 'note'].map((name) => value(name, 'kind of event'));
    case 'write':
      return STOP_FIELDS.fields
        .filter(({ name }) => /^(cp|ct|svc|dest|nf_ct)\./.test(name))
        .map(({ name, about }) => value(name, about));
    default:
      return [];
  }
}

/** Where the condition begins; -1 = there is none (yet). */
function conditionStart(text: string): number {
  const outside = text.replace(/"(?:\\.|[^"\\])*"/g, (inside) => '_'.repeat(inside.length));
  const found = /(?:^|\s)if\s/.exec(outside);
  if (found) return found.index + found[0].length;
  const when = /^\s*when\s+/.exec(text);
  return when ? when[0].length : -1;
}

/** Completes the text of a stop with what there is in a run. Never throws. */
export function completeStop(trace: Trace, text: string, caret: number): Completions {
  const start = conditionStart(text);
  if (start >= 0 && caret >= start) {
    const { from, to, items } = complete(text.slice(start), caret - start, STOP_FIELDS);
    return { from: from + start, to: to + start, items };
  }
  const before = text.slice(0, caret);
  const from = before.length - (/\S*$/.exec(before)?.[0].length ?? 0);
  const to = caret + (/^\S*/.exec(text.slice(caret))?.[0].length ?? 0);
  const words = text.slice(0, from).split(/\s+/).filter(Boolean);
  const typed = text.slice(from, caret).toLowerCase();
  const own = candidates(trace, words);
  // A condition alone is a stop too.
  const fields = words.length === 0 ? complete(text, caret, STOP_FIELDS).items : [];
  const all = [...own, ...fields.filter((item) => !own.some((known) => known.text === item.text))];
  const items = all.filter(({ text: item }) => item.toLowerCase().startsWith(typed) && item !== typed);
  return { from, to, items: items.slice(0, MOST) };
}

/** Completes a watched expression. */
export function completeWatch(text: string, caret: number): Completions {
  return complete(text, caret, STOP_FIELDS);
}
