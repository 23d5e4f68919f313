import type { ListingName } from '../../../engine/protocol/differences.ts';
import type { SideName } from '../../../engine/protocol/side-name.ts';
import type {
  Between,
  DifferenceGroup,
  DifferenceRow,
  GroupCount,
  MomentText,
  ValueText,
} from '../../../trace/difference-views.ts';
import { count, counted } from '../../ui/index.ts';

/** The words of this view, kept apart so that tests can read them. */

export const GROUP_NAMES: Readonly<Record<DifferenceGroup, string>> = {
  service: 'Services',
  server: 'Real servers',
  trash: 'Trash',
  template: 'Templates',
  entry: 'Entries',
  timer: 'Timers',
  bucket: 'Table',
  conntrack: 'Conntracks',
  sysctl: 'Sysctls',
  counter: 'Counters',
};

export const GROUP_ABOUT: Readonly<Record<DifferenceGroup, string>> = {
  service: '',
  server: '',
  trash: 'removed servers that entries still point to',
  template: '',
  entry: '',
  timer: 'armed anew; those of what was made or released come and go with it',
  bucket: 'buckets whose chain is another one, from the head',
  conntrack: '',
  sysctl: 'net.ipv4.vs',
  counter: 'of the whole namespace',
};

export const SIDE_NAMES: Readonly<Record<SideName, string>> = {
  model: 'model',
  observed: 'observed kernel',
  other: 'case beside',
};

export const LOOKS: readonly { readonly id: 'fields' | ListingName; readonly label: string }[] = [
  { id: 'fields', label: 'Fields' },
  { id: 'ipvsadm -Ln', label: 'ipvsadm -Ln' },
  { id: 'ipvsadm -Lnc', label: 'ipvsadm -Lnc' },
  { id: '/proc/net/ip_vs_conn', label: '/proc/net/ip_vs_conn' },
];

/** `Packet 9, step 27 of 45`; the end of an event needs no step. */
export function momentName({ label, cursor, steps }: MomentText): string {
  if (cursor.event < 0 || steps === 0 || cursor.step === steps) return label;
  return `${label}, step ${cursor.step} of ${steps}`;
}

/** `+2 -1 != 3`, without what is zero. */
export function tallyOf({ added, gone, changed }: Omit<GroupCount, 'group'>): string {
  return [
    added > 0 ? `+${count(added)}` : '',
    gone > 0 ? `\u2212${count(gone)}` : '',
    changed > 0 ? `\u2260${count(changed)}` : '',
  ]
    .filter(Boolean)
    .join(' ');
}

export function total(counts: readonly GroupCount[]): number {
  return counts.reduce((sum, { added, gone, changed }) => sum + added + gone + changed, 0);
}

/** How much happened, in one sentence. */
export function betweenText({
  packets,
  timers,
  commands,
  messages,
  made,
  released,
  seconds,
}: Between): string {
  const parts = [counted(packets, 'packet')];
  if (timers > 0) parts.push(counted(timers, 'timer'));
  if (commands > 0) parts.push(counted(commands, 'command'));
  if (messages !== null) parts.push(counted(messages, 'message'));
  const lives = [
    made > 0 ? `${counted(made, 'entry', 'entries')} made` : '',
    released > 0 ? `${count(released)} released` : '',
  ].filter(Boolean);
  const rest = lives.length > 0 ? `; ${lives.join(', ')}` : '';
  return `${parts.join(', ')} in ${Math.abs(seconds).toFixed(3)} s${rest}.`;
}

const COUNTED = /conns|pkts|bytes|refcnt|n_control|num_|conn_count|no_cport_cnt|weight/;

/** `+18` beside a number that grew; nothing for what is not counted. */
export function growth(name: string, a: ValueText, b: ValueText): string {
  if (!COUNTED.test(name) || !/^-?\d+$/.test(a.value) || !/^-?\d+$/.test(b.value)) return '';
  const by = Number(b.value) - Number(a.value);
  return by > 0 ? `+${count(by)}` : `\u2212${count(-by)}`;
}

const SIGNS = { '+': '+', '-': '\u2212', '!=': '\u2260' } as const;

/** The sign between the columns; a listing's line gets its own from what is there. */
export function signOf(row: DifferenceRow): string {
  if (row.kind === 'object') return SIGNS[row.sign];
  if (row.kind === 'field') return SIGNS['!='];
  if (row.kind !== 'line' || row.a === row.b) return '';
  return row.a === null ? SIGNS['+'] : row.b === null ? SIGNS['-'] : SIGNS['!='];
}

/** What a row says to those who hear it. */
export function rowText(row: DifferenceRow | undefined): string {
  if (!row) return 'not loaded yet';
  switch (row.kind) {
    case 'group':
      return `${GROUP_NAMES[row.group]}: ${row.added} added, ${row.gone} gone, ${row.changed} changed`;
    case 'object':
      if (row.sign === '+') return `${row.name}: only at B, ${row.b ?? ''}`;
      if (row.sign === '-') return `${row.name}: only at A, ${row.a ?? ''}`;
      return `${row.name}: changed`;
    case 'field':
      return `${row.of} ${row.name}: ${row.a.value} at A, ${row.b.value} at B`.trim();
    case 'line':
      if (row.a === row.b) return row.a ?? '';
      if (row.a === null) return `only at B: ${row.b}`;
      return row.b === null ? `only at A: ${row.a}` : `at A: ${row.a}, at B: ${row.b}`;
    case 'fold':
      return `${counted(row.lines, 'equal line')}, left out`;
  }
}
