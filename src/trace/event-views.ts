import type { Origin } from '../packet/origins.ts';
import type { ServerRef } from './server-ref.ts';

/** What panels draw of events: rows of the packet list, steps of the call path. */

/** A moment: an event on the one axis (packets, timers, commands) and a step inside it. */
export interface Cursor {
  /** Index from 0; -1 = before the first event. */
  event: number;
  /** From 1; this step's effect is visible. 0 = the event has not begun. */
  step: number;
}

export type Tone = 'decision' | 'routine' | 'trouble' | 'differs';

export type EventKind = 'packet' | 'timer' | 'command' | 'note';

/** A row of the packet list; timers, commands and notes are rows too. */
export interface EventRow {
  event: number;
  kind: EventKind;
  /** Number among the packets, from 1; null for other kinds. */
  packet: number | null;
  /** Number in the capture file, from 1, as Wireshark counts. */
  captured: number | null;
  /** Its file and its number there, where several captures were opened together. */
  origin: Origin | null;
  time: number;
  protocol: string;
  src: string;
  dst: string;
  /** The end that is not the virtual service: `172.16.0.1:41000`. */
  client: string;
  /** tcpdump's letters: S, P, F, R, A(.): `SA`, `FA`; `` for other protocols. */
  flags: string;
  hook: 'LOCAL_IN' | 'FORWARD' | 'LOCAL_OUT' | null;
  /** IP length in bytes; null = not known (a log does not tell it) or not a packet. */
  length: number | null;
  verdict: 'NF_ACCEPT' | 'NF_DROP' | 'NF_STOLEN' | null;
  /** In a few words: `template hit`, `SYN_RECV -> ESTABLISHED`, `entry hit`, `drop, no destination`. */
  what: string;
  /** True when `what` is about a template (drawn violet). */
  template: boolean;
  tone: Tone;
  server: ServerRef | null;
  /** The real server seen in the capture, when it is not the model's. */
  captureSays: ServerRef | null;
  /** Id of the entry it is about (`ip_vs_conn#12`), or null. */
  entry: string | null;
}

export type StepKind = 'call' | 'branch' | 'bucket' | 'node' | 'write' | 'log' | 'timer' | 'note';

/** One line of the call path. `depth` indents it; a call owns the deeper steps that follow it. */
export interface Step {
  /** From 1 within the event. */
  number: number;
  depth: number;
  kind: StepKind;
  /** Function name, field (`ct->refcnt`), condition or message, in the kernel's spelling. */
  text: string;
  /** Arguments of a call, operands of a branch, `1 -> 2` of a write. */
  detail: string;
  /** At the right: a call's result, `true`/`false` of a branch, `equal, 6 of 6` of a node. */
  result: string;
  /** Branches only. */
  taken?: boolean;
  /** Nodes only: field by field, up to the first that fails. */
  comparisons?: readonly Comparison[];
  /** Buckets and nodes: which bucket. */
  bucket?: number;
  /** The kernel object this step is about (`ip_vs_conn#12`), for the inspector. */
  object?: string;
  /** In plain words, why; '' = nothing to add. */
  note?: string;
  /** Last step of a call's subtree (equals `number` for leaves): "step over" goes behind it. */
  end: number;
}

export interface Comparison {
  field: string;
  left: string;
  right: string;
  equal: boolean;
}

/** A piece of a sentence. */
export type Phrase =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'strong'; text: string }
  | { kind: 'server'; server: ServerRef }
  | { kind: 'template'; text: string }
  /** Evidence: click goes there. */
  | { kind: 'link'; text: string; to: Cursor };
