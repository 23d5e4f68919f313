import {
  CELL_CLASS,
  EVENT_CLASSES,
  NO_SERVER,
  STATE_CLASSES,
  type TableClass,
  type TableMode,
  type TableView,
} from '../../../trace/table-views.ts';

/** The words of the map: what it shows, and what each class of a cell means. */

export interface ModeWords {
  readonly label: string;
  /** What a cell shows, as the legend begins. */
  readonly about: string;
  /** What a cell of several buckets shows. */
  readonly joined: string;
}

export const MODE_WORDS: Readonly<Record<TableMode, ModeWords>> = {
  length: { label: 'Chain length', about: 'entries in the chain', joined: 'the longest chain' },
  states: {
    label: 'States',
    about: 'the state in the chain that is nearest to the beginning of a connection',
    joined: 'the state nearest to the beginning',
  },
  oldest: {
    label: 'Age of the oldest entry',
    about: 'time since the oldest entry was made',
    joined: 'the oldest',
  },
  youngest: {
    label: 'Age of the youngest entry',
    about: 'time since the youngest entry was made',
    joined: 'the youngest',
  },
  templates: { label: 'Templates only', about: 'templates in the chain', joined: 'the most templates' },
  servers: {
    label: 'Real server',
    about: 'the real server of most entries in the chain',
    joined: 'that of the longest chain',
  },
  event: {
    label: 'Touched by this event',
    about: 'what the event has done in the bucket, up to the cursor',
    joined: 'the strongest touch',
  },
};

const STATE_WORDS: Readonly<Record<(typeof STATE_CLASSES)[number], readonly [word: string, states: string]>> =
  {
    opening: ['opening', 'SYN_RECV, SYN_SENT, SYNACK'],
    active: ['active', 'ESTABLISHED, UDP'],
    closing: ['inactive', 'FIN_WAIT, CLOSE_WAIT, LAST_ACK'],
    waiting: ['TIME_WAIT', ''],
    over: ['over', 'CLOSE, LISTEN'],
    none: ['NONE', ''],
  };

const EVENT_WORDS: Readonly<Record<(typeof EVENT_CLASSES)[number], string>> = {
  untouched: 'holds entries',
  walked: 'walked',
  hit: 'hit',
  changed: 'an entry changed',
  relinked: 'an entry came or left',
};

const AGE_WORDS = ['under 1 s', '1 to 10 s', '10 to 60 s', '1 to 10 min', '10 min and more'] as const;

/** A class in words: `3 entries`, `opening`, `10 to 60 s`, `192.168.1.12`. */
export function classWords(table: Pick<TableView, 'mode' | 'servers'>, value: number): string {
  switch (table.mode) {
    case 'states':
      return STATE_WORDS[STATE_CLASSES[value - 1] ?? 'none'][0];
    case 'oldest':
      return AGE_WORDS[value - 1] ?? '';
    case 'youngest':
      return AGE_WORDS[AGE_WORDS.length - value] ?? '';
    case 'servers':
      return serverWords(table, value);
    case 'event':
      return EVENT_WORDS[EVENT_CLASSES[value - 1] ?? 'untouched'];
    default:
      return value === 5 ? '5 and more' : String(value);
  }
}

/** What a class says beyond its word: the states that belong to it. */
export function classDetail(mode: TableMode, value: number): string {
  return mode === 'states' ? STATE_WORDS[STATE_CLASSES[value - 1] ?? 'none'][1] : '';
}

function serverWords({ servers }: Pick<TableView, 'servers'>, value: number): string {
  if (value === NO_SERVER) return 'no server';
  const same = servers.filter(({ series }) => series % 8 === value - 1);
  return same.map(({ label }) => label).join(', ');
}

/** Classes that are counted in entries; the others in buckets. */
export function classCount(
  mode: TableMode,
  { entries, buckets }: TableClass,
): { count: number; unit: string } {
  const isOfEntries = mode === 'states' || mode === 'servers';
  return isOfEntries ? { count: entries, unit: 'entries' } : { count: buckets, unit: 'buckets' };
}

/** A bucket's value in a few letters, for cells that are large enough. */
export function shortClass(table: TableView, bucket: number): string {
  const value = table.cells[bucket] & CELL_CLASS;
  switch (table.mode) {
    case 'length':
      return String(table.counts[bucket]);
    case 'templates':
      return String(table.templates[bucket]);
    case 'states':
      return ['NO', 'CL', 'TW', 'FW', 'ES', 'SR'][value - 1] ?? '';
    case 'oldest':
      return ['<1s', '<10s', '<60s', '<10m', '10m+'][value - 1] ?? '';
    case 'youngest':
      return ['10m+', '<10m', '<60s', '<10s', '<1s'][value - 1] ?? '';
    case 'servers':
      return serverWords(table, value).split(',')[0];
    case 'event':
      return ['', 'walk', 'hit', 'set', 'link'][value - 1] ?? '';
  }
}
