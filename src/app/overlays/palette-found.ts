import type { AppState } from '../../store/state.ts';
import { count, counted, logTime } from '../../views/ui/index.ts';
import type { PaletteItem } from './palette-item.ts';

/** What the engine has found for the text so far; what it found for an earlier text stays while it still fits. */
export function foundItems(state: AppState, typed: string): PaletteItem[] {
  const { found } = state;
  if (!found || typed.trim() === '') return [];
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (label: string) =>
    words.every((word) => label.toLowerCase().includes(word.replaceAll('"', '')));
  return [
    ...functions(state, has),
    ...packets(state, typed),
    ...entries(state, typed),
    ...lines(state, typed, has),
    ...notKept(state, typed),
  ];
}

const END = Number.POSITIVE_INFINITY;
type Has = (label: string) => boolean;

function functions({ found }: AppState, has: Has): PaletteItem[] {
  const fitting = (found?.functions ?? []).filter(({ fn }) => has(fn));
  return fitting.map(({ fn, event, packet, events }) => ({
    id: `fn-${fn}`,
    group: 'Functions',
    label: fn,
    kernel: true,
    note: `next in ${packet === null ? 'a timer or command' : `packet ${count(packet)}`}, ${counted(events, 'event', 'events')}`,
    disabled: false,
    run(now) {
      now.setView('path');
      void now.goToCall(event, fn);
    },
  }));
}

function packets({ found }: AppState, typed: string): PaletteItem[] {
  const first = found?.text === typed ? found.address?.first : null;
  if (!first || !found?.address) return [];
  const { total } = found.address;
  return [
    {
      id: 'first-packet',
      group: 'Packets',
      label: `Go to the first packet of ${typed.trim()}`,
      note: `${first.packet === null ? first.kind : `packet ${count(first.packet)}`}, ${counted(total, 'event', 'events')}`,
      disabled: false,
      run: (now) => now.go({ event: first.event, step: END }),
    },
  ];
}

function entries({ found }: AppState, typed: string): PaletteItem[] {
  const fitting = (found?.entries ?? []).filter(({ label }) => label.startsWith(typed.trim()));
  return fitting.map(({ id, label, template, born, packet }) => ({
    id: `entry-${id}`,
    group: 'Entries',
    label,
    kernel: true,
    note: `${template ? 'template' : 'entry'}, made by ${packet === null ? 'no packet' : `packet ${count(packet)}`}`,
    disabled: false,
    run(now) {
      now.selectConn(id);
      now.go({ event: born, step: END });
    },
  }));
}

function lines({ found }: AppState, typed: string, has: Has): PaletteItem[] {
  const fitting = (found?.lines ?? []).filter(({ text }) => has(text));
  const all = fitting.length > 0 ? logFilterItem(typed) : [];
  const each = fitting.map(
    ({ event, step, stamp, text }): PaletteItem => ({
      id: `line-${event}-${step}`,
      group: 'Kernel log',
      label: text,
      kernel: true,
      note: logTime(stamp),
      disabled: false,
      run: (now) => now.go({ event, step }),
    }),
  );
  return [...each, ...all];
}

/** Names of functions and words of the log are looked for in an index that a very long run does not have. */
function notKept({ info }: AppState, typed: string): PaletteItem[] {
  if (!info || info.detailed || !/[a-z_]{3}/i.test(typed)) return [];
  return [
    {
      id: 'not-kept',
      group: 'Kernel log',
      label: 'Functions and lines of the log are not kept of a run this long: a stop finds the next one',
      disabled: true,
      run: () => {},
    },
  ];
}

/** All lines that have the words, in the log itself. */
function logFilterItem(typed: string): PaletteItem[] {
  const text = typed.trim();
  return [
    {
      id: 'filter-log-by',
      group: 'Kernel log',
      label: `Filter the kernel log by ${text}`,
      disabled: false,
      run(now) {
        now.setView('path');
        now.setLogFilter(text);
      },
    },
  ];
}
