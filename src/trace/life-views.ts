import type { ServerRef } from './server-ref.ts';
import type { Cursor, Phrase } from './views.ts';

/** Biographies: what happened to one entry, one client, one real server over the whole run. Times are seconds of uptime. */

export type LifeKind =
  /** A function made it, or a listing that the case begins with has it. */
  | 'made'
  /** A control link: to what controls it, or to an entry that it controls. */
  | 'control'
  | 'state'
  | 'flags'
  | 'timer'
  /** Packets that changed nothing but counters and the timer. */
  | 'packets'
  /** Its timer fired and it stays. */
  | 'held'
  /** Put out of the way: ip_vs_check_template. */
  | 'invalidated'
  | 'released';

/** A line of a biography. */
export interface LifeLine {
  index: number;
  kind: LifeKind;
  /** Where it happened; of several packets the first. */
  at: Cursor;
  /** The last event that the line tells of. */
  until: number;
  time: number;
  /** `9.27`, `timer`, `command`. */
  label: string;
  phrases: readonly Phrase[];
}

/** An entry that is named elsewhere. */
export interface LifeRef {
  id: string;
  label: string;
  template: boolean;
}

/** The biography of one entry; its lines come in windows. */
export interface LifeView {
  id: string;
  /** `172.16.0.1:40001`. */
  label: string;
  virtual: string;
  template: boolean;
  protocol: string;
  server: ServerRef | null;
  client: string;
  born: Cursor;
  bornTime: number;
  /** null = it outlives the run. */
  died: number | null;
  diedTime: number | null;
  /** Packets from the client and replies, over the whole run. */
  packetsIn: number;
  packetsOut: number;
  /** A template: how many entries it ever controlled, and how often its timer was held. */
  controlled: number;
  held: number;
  /** The entry that controls it. */
  control: LifeRef | null;
  /** First event of each line, and its step: where the cursor stands is told from these. */
  events: Uint32Array;
  steps: Uint32Array;
  total: number;
  from: number;
  lines: readonly LifeLine[];
}

/** One real server that a client was sent to, for a while. */
export interface ClientSpan {
  server: ServerRef | null;
  from: number;
  to: number;
  connections: number;
  /** The first of its connections. */
  at: Cursor;
  label: string;
}

/** A place at which a client went to another server than before. */
export interface ClientMove {
  time: number;
  at: Cursor;
  label: string;
  /** Why nothing held it where it was. */
  phrases: readonly Phrase[];
}

/** Where one client was sent over the run. */
export interface ClientLife {
  client: string;
  from: number;
  to: number;
  connections: number;
  spans: readonly ClientSpan[];
  /** Lives of the templates that it came under. */
  templates: readonly (LifeRef & { from: number; to: number; server: ServerRef | null })[];
  moves: readonly ClientMove[];
  /** Moves and spans that are not listed. */
  omitted: number;
}

/** A point of a real server's figures; they hold until the next one. */
export interface ServerPoint {
  time: number;
  weight: number;
  active: number;
  inactive: number;
  persistent: number;
  refcnt: number;
}

/** One real server of one service over the run, and who points to it at a moment. */
export interface ServerLife {
  server: ServerRef;
  service: string;
  from: number;
  to: number;
  /** At most some hundred: of close ones the last. */
  points: readonly ServerPoint[];
  /** Weights, additions and removals. */
  changes: readonly { time: number; at: Cursor; label: string; text: string }[];
  /** Entries that are bound to it at the cursor: how many per state, and the first of them. */
  bound: readonly { state: string; template: boolean; count: number }[];
  entries: readonly LifeRef[];
  /** It is out of its service and waits in the trash. */
  removed: boolean;
}

/** A question about an event that a reader may have, with its answer. */
export interface WhyAnswer {
  question: string;
  answer: readonly Phrase[];
}
