import { COMMANDS } from '../../store/commands.ts';
import { addressIn } from '../../store/search.ts';
import type { AppState } from '../../store/state.ts';
import { HELP_TOPICS } from './help-topics.ts';
import { foundItems } from './palette-found.ts';
import type { PaletteItem } from './palette-item.ts';

const MAX_FUNCTIONS = 6;

/**
 * What the palette offers for the words typed: commands, cases and help topics that have all of them, what a number, a time, an
 * address or a bucket stands for, and what the engine has found so far.
 */
export function paletteItems(state: AppState, typed: string): PaletteItem[] {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const has = (label: string) => words.every((word) => label.toLowerCase().includes(word));
  return [
    ...placeItems(state, typed.trim()),
    ...COMMANDS.filter((command) => command.id !== 'palette' && has(command.label)).map(
      (command): PaletteItem => ({
        id: command.id,
        group: command.group === 'Go to' || command.group === 'Step' ? 'Go to' : 'Run',
        label: command.label,
        keys: command.keys[0],
        disabled: !command.enabled(state),
        run: command.run,
      }),
    ),
    ...functionItems(state, words.length > 0 ? has : () => false),
    ...foundItems(state, typed),
    ...state.scenarios
      .filter((scenario) => has(scenario.title))
      .map(
        (scenario): PaletteItem => ({
          id: `case-${scenario.name}`,
          group: 'Cases',
          label: scenario.title,
          disabled: false,
          run: (now) => void now.openScenario(scenario.name),
        }),
      ),
    ...HELP_TOPICS.filter(({ title, words: about }) => has(`help ${title} ${about}`)).map(
      ({ id, title }): PaletteItem => ({
        id: `topic-${id}`,
        group: 'Help',
        label: title,
        disabled: false,
        run: (now) => now.showHelp(id),
      }),
    ),
  ].sort((a, b) => GROUP_ORDER.indexOf(a.group) - GROUP_ORDER.indexOf(b.group));
}

const GROUP_ORDER: readonly PaletteItem['group'][] = [
  'Places',
  'Go to',
  'Run',
  'Functions',
  'Packets',
  'Entries',
  'Kernel log',
  'Cases',
  'Help',
];

/** What the text itself stands for. */
function placeItems(state: AppState, typed: string): PaletteItem[] {
  if (!state.overview || typed === '') return [];
  return [
    ...packetItem(state, typed),
    ...timeItem(typed),
    ...bucketItem(state, typed),
    ...addressItems(typed),
  ];
}

/** `9` or `9.27`: a packet by its number, and a step of it. */
function packetItem(state: AppState, typed: string): PaletteItem[] {
  const match = /^(\d+)(?:\.(\d+))?$/.exec(typed);
  if (!match || !state.overview) return [];
  const packet = Number(match[1]);
  const step = match[2] === undefined ? Number.POSITIVE_INFINITY : Number(match[2]);
  const exists = packet >= 1 && packet <= state.overview.packets;
  const where = match[2] === undefined ? `packet ${packet}` : `packet ${packet}, step ${match[2]}`;
  return [
    {
      id: 'packet',
      group: 'Places',
      label: exists
        ? `Go to ${where}`
        : `There is no packet ${packet}; the last is ${state.overview.packets}`,
      disabled: !exists,
      run: (now) => void now.goToPacket(packet, step),
    },
  ];
}

/** `12.5s`: the end of the last event at or before that uptime. */
function timeItem(typed: string): PaletteItem[] {
  const match = /^(\d+(?:\.\d+)?) ?s$/.exec(typed);
  if (!match) return [];
  return [
    {
      id: 'time',
      group: 'Places',
      label: `Go to ${match[1]} s of uptime`,
      disabled: false,
      run: (now) => void now.goTime(Number(match[1])),
    },
  ];
}

/** `0x3a7`. */
function bucketItem(state: AppState, typed: string): PaletteItem[] {
  const buckets = state.info?.buckets ?? 0;
  if (!/^0x[0-9a-f]{1,8}$/i.test(typed)) return [];
  const bucket = Number(typed);
  const exists = bucket < buckets;
  return [
    {
      id: 'bucket',
      group: 'Places',
      label: exists
        ? `Show bucket ${typed} of ip_vs_conn_tab`
        : `There is no bucket ${typed}; the last is 0x${(buckets - 1).toString(16)}`,
      disabled: !exists,
      run(now) {
        now.setView('table');
        now.selectBucket(bucket);
      },
    },
  ];
}

/** An address: the lists that it can filter. */
function addressItems(typed: string): PaletteItem[] {
  const end = /^(\S+):\d{1,5}$/.exec(typed);
  const address = addressIn(typed);
  const isEnd = !address && end && addressIn(end[1]) !== null;
  if (!address && !isEnd) return [];
  const packets = address
    ? `ip.addr == ${typed} || ipvs.dest == ${typed}`
    : `ipvs.client == ${typed} || ipvs.dest == ${typed}`;
  const entries = `conn.client == ${typed} || conn.service == ${typed} || conn.dest == ${typed}`;
  return [
    {
      id: 'filter-packets',
      group: 'Places',
      label: `Filter packets by ${typed}`,
      disabled: false,
      run: (now) => now.setRowFilter(packets),
    },
    {
      id: 'filter-entries',
      group: 'Places',
      label: `List the entries of ${typed}`,
      disabled: false,
      run: (now) => now.listEntries(entries),
    },
  ];
}

/** Functions of the path at the cursor. */
function functionItems(state: AppState, has: (label: string) => boolean): PaletteItem[] {
  const calls = state.moment?.steps.filter((step) => step.kind === 'call' && has(step.text)) ?? [];
  return calls.slice(0, MAX_FUNCTIONS).map((step) => ({
    id: `function-${step.number}`,
    group: 'Functions',
    label: step.text,
    note: `here, step ${step.number}`,
    kernel: true,
    disabled: false,
    run: (now) => {
      now.setView('path');
      if (now.moment) now.go({ event: now.moment.cursor.event, step: step.number });
    },
  }));
}
