import { startEntry } from '../../inputs/listing-start.ts';
import type { PasteKind, PastePart } from '../../readers/listings/paste.ts';
import type { EvidenceUse } from '../../trace/evidence-views.ts';
import { namesServices, type PasteSource } from './paste-file.ts';

/** What the user decided about a part; left out = as planned. */
export interface EvidenceChoice {
  readonly use?: EvidenceUse;
  /** Seconds since 1970. */
  readonly epoch?: number;
}

/** A part with its place among the opened texts. */
export interface EvidenceItem {
  readonly id: string;
  readonly source: PasteSource;
  readonly part: PastePart;
  /** From 1; null = the text has only this one. */
  readonly number: number | null;
}

export interface PlannedItem extends EvidenceItem {
  readonly use: EvidenceUse;
  readonly uses: readonly EvidenceUse[];
  /** Seconds since 1970; null = not known. */
  readonly epoch: number | null;
  /** The clock has whole seconds: the listing was made within the second that follows. */
  readonly coarse: boolean;
  readonly timeFrom: string;
  readonly note: string;
}

/** What is known of the other files. */
export interface PlanContext {
  /** First and last packet or timed command, seconds since 1970. */
  readonly first: number | null;
  readonly last: number | null;
  /** Rules were given as a file of their own. */
  readonly rulesGiven: boolean;
  readonly captureGiven: boolean;
}

const USES: Readonly<Record<PasteKind, readonly EvidenceUse[]>> = {
  conns: ['start', 'checkpoint', 'shown'],
  services: ['rules', 'checkpoint', 'shown'],
  stats: ['checkpoint', 'shown'],
  rules: ['rules', 'shown'],
  keepalived: ['rules', 'shown'],
  timeouts: ['rules', 'shown'],
  daemons: ['rules', 'shown'],
  tcpdump: ['capture', 'shown'],
  status: ['shown'],
  conntrack: ['shown'],
  'kernel-log': ['shown'],
  command: ['shown'],
  unknown: ['shown'],
};

const DAY = 86_400;
/** Zones whose letters mean one thing to most people; hours east of Greenwich. */
const ZONES: Readonly<Record<string, number>> = {
  UTC: 0,
  GMT: 0,
  Z: 0,
  WET: 0,
  WEST: 1,
  CET: 1,
  CEST: 2,
  EET: 2,
  EEST: 3,
  MSK: 3,
  JST: 9,
  KST: 9,
  EST: -5,
  EDT: -4,
  CDT: -5,
  MST: -7,
  MDT: -6,
  PST: -8,
  PDT: -7,
};

/** Seconds that a zone is ahead of UTC; null = it is not known. */
export function zoneOffset(zone: string | null): number | null {
  if (zone === null) return null;
  const match = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone);
  if (match) return (match[1] === '-' ? -1 : 1) * (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60);
  const hours = ZONES[zone];
  return hours === undefined ? null : hours * 3600;
}

interface Time {
  readonly epoch: number | null;
  readonly coarse: boolean;
  readonly timeFrom: string;
}

const UNKNOWN_TIME: Time = { epoch: null, coarse: false, timeFrom: '' };

/** The time that stands in the text, else that of the file where it lies within the case, else none. */
function timeOf({ part, source }: EvidenceItem, choice: EvidenceChoice, { first, last }: PlanContext): Time {
  if (choice.epoch !== undefined) return { epoch: choice.epoch, coarse: false, timeFrom: 'set by you' };
  const dateless = first !== null && first < 2 * DAY;
  if (part.time) {
    const { line, text, sec, zone } = part.time;
    const offset = dateless ? 0 : zoneOffset(zone);
    const read =
      offset === null ? `${zone === null ? 'no zone is written' : `${zone} is not known`}: read as UTC` : '';
    const coarse = !/\d:\d\d[.,]\d/.test(text) && !/^\d{10}\.\d/.test(text);
    const epoch = (dateless ? sec % DAY : sec) - (offset ?? 0);
    return { epoch, coarse, timeFrom: `read from line ${line}, "${text}"${read ? `; ${read}` : ''}` };
  }
  const { modified } = source;
  if (modified === null || first === null || last === null) return UNKNOWN_TIME;
  if (modified < first - 3600 || modified > last + 3600) return UNKNOWN_TIME;
  return { epoch: modified, coarse: false, timeFrom: `taken from when ${source.name} was last written` };
}

/** The parts of all pasted texts, with ids that stay while the texts stay. */
export function itemsOf(sources: readonly PasteSource[]): EvidenceItem[] {
  return sources.flatMap((source) =>
    source.parts.map((part, index) => ({
      id: `${source.name}#${index}`,
      source,
      part,
      number: source.parts.length > 1 ? index + 1 : null,
    })),
  );
}

const RULE_FORMS = ['plain', 'proc', 'persistent', 'thresholds', 'stats', 'rate'];

/** Which part takes a role: the one that the user chose, else the best of those that he left alone. */
function holder(
  items: readonly EvidenceItem[],
  choices: ReadonlyMap<string, EvidenceChoice>,
  use: EvidenceUse,
  rank: (item: EvidenceItem) => number | null,
): EvidenceItem | null {
  const chosen = items.filter((item) => rank(item) !== null && choices.get(item.id)?.use === use).at(-1);
  if (chosen) return chosen;
  const free = items.filter((item) => rank(item) !== null && choices.get(item.id)?.use === undefined);
  return free.toSorted((a, b) => (rank(a) ?? 0) - (rank(b) ?? 0))[0] ?? null;
}

/** Decides what each part is used for, from what it is, its time, and what the user chose. */
export class EvidencePlan {
  private readonly times: ReadonlyMap<string, Time>;
  private readonly start: EvidenceItem | null;
  private readonly rules: EvidenceItem | null;
  private readonly capture: EvidenceItem | null;

  constructor(
    private readonly items: readonly EvidenceItem[],
    private readonly choices: ReadonlyMap<string, EvidenceChoice>,
    private readonly context: PlanContext,
  ) {
    this.times = new Map(items.map((item) => [item.id, timeOf(item, choices.get(item.id) ?? {}, context)]));
    this.start = holder(items, choices, 'start', (item) => this.startRank(item));
    const given =
      context.rulesGiven ||
      items.some(
        ({ id, part, source }) => namesServices(part) && !source.outdated && choices.get(id)?.use !== 'shown',
      );
    const listed = holder(items, choices, 'rules', ({ part, source }) =>
      part.kind === 'services' && !source.outdated ? RULE_FORMS.indexOf(part.value.form) : null,
    );
    this.rules = given && listed && choices.get(listed.id)?.use !== 'rules' ? null : listed;
    this.capture = context.captureGiven
      ? null
      : holder(items, choices, 'capture', ({ part }) =>
          part.kind === 'tcpdump' && part.value.store.length > 0 ? 0 : null,
        );
  }

  /** Entries can start a case unless they were listed while it ran; the earliest does. */
  private startRank({ id, part }: EvidenceItem): number | null {
    if (part.kind !== 'conns' || !part.value.conns.some((conn) => startEntry(conn) !== null)) return null;
    const epoch = this.times.get(id)?.epoch ?? null;
    const { first } = this.context;
    if (this.choices.get(id)?.use === 'start') return 0;
    if (epoch !== null && first !== null && epoch >= first) return null;
    return epoch ?? Number.MAX_SAFE_INTEGER;
  }

  planned(): PlannedItem[] {
    return this.items.map((item) => {
      const time = this.times.get(item.id) ?? UNKNOWN_TIME;
      const { use, note } = this.useOf(item, time);
      return { ...item, ...time, use, note, uses: USES[item.part.kind] };
    });
  }

  private useOf(item: EvidenceItem, { epoch }: Time): { use: EvidenceUse; note: string } {
    const chosen = this.choices.get(item.id)?.use;
    const uses = USES[item.part.kind];
    const timeless = 'Its time is not known: set it to compare the model with it.';
    if (chosen !== undefined && uses.includes(chosen)) {
      const lost =
        (chosen === 'start' && this.start !== item) || (chosen === 'capture' && this.capture !== item);
      if (!lost) return { use: chosen, note: chosen === 'checkpoint' && epoch === null ? timeless : '' };
    }
    if (named(item)) return { use: 'shown', note: 'Its addresses are names: list with -n to use it.' };
    if (item === this.start) {
      const assumed = 'Its time is not known: it is taken as the state before everything else.';
      return { use: 'start', note: epoch === null ? assumed : '' };
    }
    if (item === this.rules) return { use: 'rules', note: '' };
    if (item === this.capture) return { use: 'capture', note: '' };
    const [first] = uses;
    if (first === 'rules' && item.source.outdated && epoch === null) {
      return { use: 'shown', note: 'Rules that were opened later take their place.' };
    }
    if (uses.includes('checkpoint')) {
      return epoch === null ? { use: 'shown', note: timeless } : { use: 'checkpoint', note: '' };
    }
    if (first === 'capture')
      return { use: 'shown', note: 'Another capture is open: one at a time is played.' };
    return { use: first, note: NOTES[item.part.kind] ?? '' };
  }
}

/** Entries of which none is told in numbers. */
function named({ part }: EvidenceItem): boolean {
  if (part.kind !== 'conns' || part.value.conns.length === 0) return false;
  return !part.value.conns.some((conn) => startEntry(conn) !== null);
}

const NOTES: Partial<Record<PasteKind, string>> = {
  status: 'Sizes and chain lengths of the real tables: the model has its own.',
  conntrack: 'Connections as netfilter tracks them: shown beside, not modelled from here.',
  'kernel-log': 'Followed as the observed kernel, beside the model.',
  command: 'A command without its output.',
};
