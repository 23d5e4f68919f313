import type { Move } from '../engine/protocol/case-api.ts';
import type { Moment } from '../trace/views.ts';
import { type Command, focusWhenDrawn, open } from './command.ts';
import { DIFFERENCE_COMMANDS } from './difference-commands.ts';
import { FILTERS } from './filter-commands.ts';
import { FLOW_COMMANDS } from './flow-commands.ts';
import { LIVES } from './lives-commands.ts';
import { PANEL_COMMANDS } from './panel-commands.ts';
import { focusedPanel } from './panel-focus.ts';
import { SIDE_COMMANDS } from './side-commands.ts';
import type { AppState, ViewName } from './state.ts';
import { STOP_COMMANDS } from './stop-commands.ts';
import { WHOLE_MAP } from './table-state.ts';

export type { Command };

export const VIEWS: readonly { id: ViewName; label: string; keys: string }[] = [
  { id: 'path', label: 'Path', keys: '1' },
  { id: 'flow', label: 'Flow', keys: '2' },
  { id: 'table', label: 'Table', keys: '3' },
  { id: 'templates', label: 'Templates', keys: '4' },
  { id: 'timers', label: 'Timers', keys: '5' },
  { id: 'services', label: 'Services', keys: '6' },
  { id: 'findings', label: 'Findings', keys: '7' },
  { id: 'compare', label: 'Compare', keys: '8' },
  { id: 'differences', label: 'Differences', keys: '9' },
  { id: 'evidence', label: 'Evidence', keys: 'V' },
];

/** Number of the last step of the event; 0 = it has none. */
export function lastStep(moment: Moment): number {
  return moment.steps.at(-1)?.number ?? 0;
}

const always = () => true;
const loaded = (state: AppState) => state.info !== null;
const atStart = (state: AppState) => {
  const at = state.moment?.cursor;
  return !at || at.event < 0 || (at.event === 0 && at.step <= 0);
};
const atEnd = (state: AppState) => {
  const { moment, overview } = state;
  if (!moment || !overview) return true;
  return moment.cursor.event >= overview.events - 1 && moment.cursor.step >= lastStep(moment);
};

function mover(id: Move, label: string, group: Command['group'], ...keys: string[]): Command {
  const back = /previous|back|first/.test(id);
  return {
    id,
    label,
    group,
    keys,
    enabled: (state) => open(state) && !(back ? atStart(state) : atEnd(state)),
    run: (state) => state.move(id),
  };
}

const STEPS: readonly Command[] = [
  mover('into', 'Step into', 'Step', 's'),
  mover('over', 'Step over', 'Step', 'n'),
  mover('out', 'Step out', 'Step', 'f'),
  mover('next-packet', 'Next packet', 'Step', 'p'),
  mover('last', 'Continue to the end', 'Step', 'c', 'End'),
  mover('into-back', 'Step back into', 'Step', 'S'),
  mover('over-back', 'Step back over', 'Step', 'N'),
  mover('out-back', 'Step back out', 'Step', 'F'),
  mover('previous-packet', 'Previous packet', 'Step', 'P'),
  mover('first', 'Back to the start', 'Step', 'C', 'Home'),
  mover('next-event', 'Next event (packet, timer or command)', 'Go to', '.'),
  mover('previous-event', 'Previous event', 'Go to', ','),
  mover('next-expiry', 'Next expiry of a timer', 'Go to', 'e'),
  mover('previous-expiry', 'Previous expiry of a timer', 'Go to', 'E'),
  mover('next-decision', 'Next decision', 'Go to', 'd'),
  mover('previous-decision', 'Previous decision', 'Go to', 'D'),
  mover('next-trouble', 'Next packet with trouble', 'Go to', 'x'),
  mover('previous-trouble', 'Previous packet with trouble', 'Go to', 'X'),
];

/** Letting time run. */
const PLAY: readonly Command[] = [
  {
    id: 'play',
    label: 'Let time run, or pause it',
    group: 'Step',
    keys: [' '],
    enabled: (state) => open(state) && (state.playing || !atEnd(state)),
    run: (state) => (state.playing ? state.pause() : state.play()),
  },
  {
    id: 'faster',
    label: 'Let time run faster',
    group: 'Step',
    keys: ['>'],
    enabled: open,
    run: (state) => state.faster(),
  },
  {
    id: 'slower',
    label: 'Let time run slower',
    group: 'Step',
    keys: ['<'],
    enabled: open,
    run: (state) => state.slower(),
  },
];

const VIEW_COMMANDS: readonly Command[] = VIEWS.map((view) => ({
  id: `view-${view.id}`,
  label: `Show ${view.label}`,
  group: 'View',
  keys: [view.keys],
  enabled: loaded,
  run: (state) => {
    state.setHome(false);
    state.dismissFailure();
    state.setView(view.id);
  },
}));

const onTable = (state: AppState) => open(state) && state.view === 'table';

/** The map of buckets. */
const TABLE_COMMANDS: readonly Command[] = [
  {
    id: 'next-map',
    label: 'Table: show the next thing in the cells',
    group: 'View',
    keys: ['u'],
    enabled: onTable,
    run: (state) => state.nextTableMode(1),
  },
  {
    id: 'previous-map',
    label: 'Table: show the previous thing in the cells',
    group: 'View',
    keys: ['U'],
    enabled: onTable,
    run: (state) => state.nextTableMode(-1),
  },
  {
    id: 'mark-server',
    label: "Table: mark the entries of the event's real server, or of its client again",
    group: 'View',
    keys: ['H'],
    enabled: (state) => onTable(state) && (state.server !== null || Boolean(state.moment?.row?.server)),
    run: (state) =>
      state.selectServer(state.server === null ? (state.moment?.row?.server?.addr ?? null) : null),
  },
  {
    id: 'fit-map',
    label: 'Table: show all buckets',
    group: 'View',
    keys: ['z'],
    enabled: onTable,
    run: (state) => state.setMapZoom(WHOLE_MAP),
  },
];

const OTHERS: readonly Command[] = [
  ...FILTERS,
  {
    id: 'maximise',
    label: 'Maximise the focused panel, or restore it',
    group: 'View',
    keys: ['m'],
    enabled: open,
    run: (state) => state.setMaximised(state.maximised ? null : focusedPanel()),
  },
  {
    id: 'look-up',
    label: 'Look up a client or a bucket in the table',
    group: 'Go to',
    keys: ['l'],
    enabled: open,
    run: (state) => {
      state.setView('table');
      focusWhenDrawn('[data-look-up]');
    },
  },
  ...TABLE_COMMANDS,
  ...LIVES,
  {
    id: 'what-if',
    label: 'What if: replay the same packets under other rules',
    group: 'Case',
    keys: ['A'],
    enabled: open,
    run: (state) => {
      state.setView('findings');
      state.setOverlay('what-if');
    },
  },
  {
    id: 'find-seed',
    label: "Find the real buckets: the kernel's hash seed from a listing",
    group: 'Case',
    keys: [],
    enabled: open,
    run: (state) => state.askForSeed(),
  },
  {
    id: 'fit-timeline',
    label: 'Show the whole timeline',
    group: 'View',
    keys: ['0'],
    enabled: open,
    run: (state) => state.setZoom({ from: 0, to: 1 }),
  },
  {
    id: 'theme',
    label: 'Change between dark and light',
    group: 'View',
    keys: ['t'],
    enabled: always,
    run: (state) => state.setTheme(document.documentElement.dataset.theme === 'light' ? 'dark' : 'light'),
  },
  {
    id: 'open',
    label: 'Open files or paste text',
    group: 'Case',
    keys: ['o', 'Ctrl+o'],
    enabled: always,
    run: (state) => state.setOverlay('open'),
  },
  {
    id: 'cut',
    label: 'Cut the capture by time, client or service',
    group: 'Case',
    keys: [],
    enabled: (state) => open(state) && state.info?.files.some(({ what }) => /capture/.test(what)) === true,
    run: (state) => void state.askForCut(),
  },
  {
    id: 'pause-opening',
    label: 'Opening or playing a long run: wait, or go on',
    group: 'Case',
    keys: ['W'],
    enabled: (state) => state.opening || state.growing !== null,
    run: (state) => (state.openingPaused ? state.goOnOpening() : state.pauseOpening()),
  },
  {
    id: 'cancel-opening',
    label: 'Opening: cancel it and keep what is open',
    group: 'Case',
    keys: [],
    enabled: (state) => state.opening,
    run: (state) => state.cancelOpening(),
  },
  {
    id: 'scenarios',
    label: 'Choose a built-in case',
    group: 'Case',
    keys: ['b'],
    enabled: always,
    run: (state) => state.setOverlay('scenarios'),
  },
  {
    id: 'case',
    label: 'About this case: files, kernel, assumptions',
    group: 'Case',
    keys: ['i'],
    enabled: loaded,
    run: (state) => state.setOverlay('case'),
  },
  {
    id: 'share',
    label: 'Share or save the case',
    group: 'Case',
    keys: ['O'],
    enabled: loaded,
    run: (state) => state.setOverlay('share'),
  },
  {
    id: 'palette',
    label: 'Find or run',
    group: 'Case',
    keys: ['Ctrl+k'],
    enabled: always,
    run: (state) => state.setOverlay(state.overlay === 'palette' ? null : 'palette'),
  },
  {
    id: 'help',
    label: 'Help: keys, colours, what is modelled',
    group: 'Case',
    keys: ['?'],
    enabled: always,
    run: (state) => state.setOverlay('help'),
  },
  {
    id: 'help-filters',
    label: 'Help: the language of filters and its fields',
    group: 'Case',
    keys: [],
    enabled: always,
    run: (state) => state.showHelp('filters'),
  },
];

/** The one registry: toolbar, shortcuts, palette and help are made from it. */
export const COMMANDS: readonly Command[] = [
  ...STEPS,
  ...STOP_COMMANDS,
  ...PLAY,
  ...VIEW_COMMANDS,
  ...SIDE_COMMANDS,
  ...DIFFERENCE_COMMANDS,
  ...PANEL_COMMANDS,
  ...FLOW_COMMANDS,
  ...OTHERS,
];

const BY_ID = new Map(COMMANDS.map((command) => [command.id, command]));

export function commandOf(id: string): Command {
  const command = BY_ID.get(id);
  if (!command) throw new Error(`no command ${id}`);
  return command;
}

const ARROWS: Readonly<Record<string, string>> = {
  ArrowLeft: '\u2190',
  ArrowRight: '\u2192',
  ArrowUp: '\u2191',
  ArrowDown: '\u2193',
};

/** How a key is printed on a key cap: `Ctrl K`, `s`, `Home`, `Ctrl Shift` and an arrow. */
export function keyText(key: string): string {
  if (key === ' ') return 'Space';
  if (!/^(Ctrl|Shift)\+/.test(key)) return key;
  const parts = key.split('+');
  return parts.map((part) => ARROWS[part] ?? (part.length === 1 ? part.toUpperCase() : part)).join(' ');
}

const isFunctionKey = (key: string): boolean => /^F\d/.test(key);

/** The command of a key press, or null. Letters work without modifiers; Shift is in the letter itself. */
export function commandForKey(event: {
  key: string;
  ctrlKey: boolean;
  metaKey: boolean;
  altKey: boolean;
  shiftKey?: boolean;
}): Command | null {
  if (event.altKey) return null;
  const name =
    event.key.length === 1 ? event.key.toLowerCase() : `${event.shiftKey ? 'Shift+' : ''}${event.key}`;
  const chord = event.ctrlKey || event.metaKey ? `Ctrl+${name}` : isFunctionKey(event.key) ? name : event.key;
  return COMMANDS.find((command) => command.keys.includes(chord)) ?? null;
}
