import type { ConnView, Cursor, FamilyView, Lane } from './views.ts';

/** The queue of timers and the families of templates at one moment. Times are seconds of uptime. */

export const TIMER_KINDS = [
  'entry',
  'template',
  'defense',
  'trash',
  'nodest',
  'scheduler',
  'sync',
  'estimation',
] as const;
export type TimerKindName = (typeof TIMER_KINDS)[number];

/** What becomes of an arming in this run. */
export interface TimerEnd {
  /** `again` = armed anew before it fires; `held` = fires and stays; `released`; `fires`; `open` = behind the run. */
  what: 'again' | 'held' | 'released' | 'fires' | 'open';
  time: number;
  at: Cursor;
  /** `9.27`, `timer`. */
  label: string;
}

export interface TimerRow {
  kind: TimerKindName;
  /** What chooses it: id of its entry, or `timer:defense_work`. */
  id: string;
  /** Of an entry; null for the others. */
  conn: string | null;
  /** `172.16.0.1:40001`, `defense_work`. */
  label: string;
  state: string;
  /** When it was armed; null = not known. */
  armed: number | null;
  armedAt: Cursor | null;
  armedLabel: string;
  asked: number;
  fires: number;
  /** Where it stands; level -1 = not in the wheel. */
  level: number;
  slot: number;
  /** Kernel's jiffies of `asked` and `fires`, and the jiffies that share its slot. */
  askedJiffies: number;
  firesJiffies: number;
  width: number;
  end: TimerEnd | null;
}

/** A slot of the wheel that holds timers. */
export interface WheelMark {
  level: number;
  slot: number;
  count: number;
  templates: number;
  fires: number;
  /** One of its timers. */
  conn: string | null;
  label: string;
}

export interface TimerQueue {
  from: number;
  /** Timers that pass the filter. */
  total: number;
  rows: readonly TimerRow[];
  counts: Readonly<Record<TimerKindName, number>>;
  /** The chosen timer, wherever it stands in the queue; else the next one. */
  chosen: TimerRow | null;
  /** Its place in the queue; -1 = none is chosen, or it is filtered out. */
  chosenAt: number;
  wheel: {
    cascading: boolean;
    /** The kernel's jiffy, to which slots are aligned. */
    jiffies: number;
    marks: readonly WheelMark[];
  };
}

export type FamilySort = 'expires' | 'client' | 'server' | 'made' | 'entries' | 'held';

/** A template or an entry that it controls, in the list of families. */
export interface FamilyRow {
  conn: ConnView;
  /** Templates: its entries are listed below. */
  open: boolean;
  /** What it holds for, where its name does not tell: `mark 1`, `all ports`, `network /24`, `sip call-a@x`, `put aside`. */
  label: string;
  /** Why new connections do not follow it: `server removed`, `weight 0`; '' = they do. */
  orphan: string;
  /** Seconds of affinity that the service asks, and that it had or will have in this run; null = not a template. */
  asked: number;
  given: number;
  /** Who armed it last. */
  renewed: { time: number; at: Cursor; label: string } | null;
  /** How often its timer fired and it was kept, up to now. */
  held: number;
  controlled: number;
}

export interface FamilyWindow {
  from: number;
  total: number;
  rows: readonly FamilyRow[];
  templates: number;
  controlled: number;
  /** The chosen family, else that of the event, else the first. */
  selected: SelectedFamily | null;
  /** Place of the chosen entry in the list; -1 = it is filtered out. */
  selectedAt: number;
}

export interface SelectedFamily extends FamilyView {
  row: FamilyRow;
  lane: Lane | null;
  /** Lives of entries that it controls in this run: those around now, at most some tens. */
  lanes: readonly Lane[];
  /** Entries that it ever controls. */
  ever: number;
}
