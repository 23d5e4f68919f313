/**
 * What the panels show: plain data, derived from the model at one moment. The engine makes these in the
 * worker; views only read them. Times are seconds of kernel uptime unless a name says otherwise.
 */

import type { Origin } from '../packet/origins.ts';
import type { SchedulerView } from './scheduler-views.ts';
import type { ServerRef } from './server-ref.ts';
import type { HashView, TableView } from './table-views.ts';

export type { HashView, ServerRef, TableView };

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

export interface FieldView {
  name: string;
  value: string;
  /** Names of set flag bits, a state's name, seconds of a jiffies value: shown after the value. */
  gloss: string;
  /** Value before this step, when this step changed it. */
  old: string | null;
  /** The next change inside this event, or null. */
  next: { value: string; step: number } | null;
  /** Where the value was set, or null if before the case. */
  setBy: Cursor | null;
  /** Label of `setBy` as shown: `9.27`, `timer`. */
  setByLabel: string;
  /** A pointer: id of the object to open. */
  object: string | null;
  server: ServerRef | null;
  /** Zero or unset: folded away. */
  unset: boolean;
}

/** A kernel object in scope under the kernel's name for it (`ct`, `cp`, `svc`, `dest`, `iph`, `param`). */
export interface ObjectView {
  id: string;
  /** Tab: `ct`. */
  name: string;
  /** `struct ip_vs_conn`. */
  struct: string;
  template: boolean;
  /** `chain 0xc95, node 1 of 1`, '' if none. */
  place: string;
  fields: readonly FieldView[];
}

/** One entry of the connection table with the fields of `struct ip_vs_conn`. */
export interface ConnView {
  id: string;
  uid: number;
  protocol: string;
  caddr: string;
  cport: number;
  vaddr: string;
  vport: number;
  daddr: string;
  dport: number;
  server: ServerRef | null;
  state: string;
  template: boolean;
  /** `0x11c3` and the names of the set bits. */
  flags: number;
  flagNames: readonly string[];
  /** tcpdump-like letter of the forwarding method: M, L, T, R, B. */
  fwd: string;
  refcnt: number;
  nControl: number;
  /** id of the controlling entry, or null. */
  control: string | null;
  inPkts: number;
  /** Seconds; null = timer not armed. */
  timeout: number;
  /** What was asked: uptime at which `timer.expires` stands. */
  asked: number | null;
  /** When the wheel will run it. */
  fires: number | null;
  bucket: number;
  /** Event that made it. */
  born: number;
  /** Fields that the current step changed. */
  changed: readonly string[];
}

export interface RealServerView {
  server: ServerRef;
  method: 'Masq' | 'Tunnel' | 'Route' | 'Local';
  weight: number;
  active: number;
  inactive: number;
  persistent: number;
  /** dest->refcnt. */
  refcnt: number;
  overloaded: boolean;
  upperThreshold: number;
  lowerThreshold: number;
  stats: StatsView;
  /** What the scheduler compares for this server now: `overhead 257`, `slots 85`; '' = nothing. */
  schedulerValue: string;
  changed: readonly string[];
}

export interface StatsView {
  conns: number;
  inPkts: number;
  outPkts: number;
  inBytes: number;
  outBytes: number;
}

export interface ServiceView {
  id: string;
  /** As `ipvsadm -Ln` prints the line: `TCP  10.0.0.100:80 wlc persistent 360`. */
  title: string;
  scheduler: string;
  persistent: number | null;
  stats: StatsView;
  /** Name of the scheduler's figure: `wlc overhead`; '' = none. */
  schedulerValueName: string;
  servers: readonly RealServerView[];
  /** The scheduler's own state in words: `rr cursor at .11`, `cw 3, gcd 1, max 3`. */
  schedulerState: string;
  /** The same in full; null = not asked for, or no scheduler. */
  inside: SchedulerView | null;
}

export interface TrashView {
  server: ServerRef;
  refcnt: number;
  since: number | null;
}

export interface ChainNode {
  conn: ConnView;
  /** Place in the chain from 1; of a released node the one it had. */
  number: number;
  /** `released` = this event took it out; it is shown where it was. */
  mark: 'normal' | 'hit' | 'visited' | 'new' | 'released' | 'invalidated';
  /** The cursor's step is about this node. */
  now: boolean;
  comparisons: readonly Comparison[];
}

export interface ChainView {
  bucket: number;
  /** Nodes that hang in it; `nodes` are some hundred of them around the one that was hit. */
  length: number;
  nodes: readonly ChainNode[];
  /** How the bucket is computed for what the walk looks for, or else for the first node. */
  hash: HashView | null;
  hashOf: 'lookup' | 'first node';
  /** Walk in this event: `hit at node 5`, `not hit`, ''. */
  outcome: string;
  walkedBy: string;
  /** Step of the event at which the walk begins; 0 = nothing was walked up to the cursor. */
  walkFrom: number;
}

export interface FamilyView {
  template: ConnView;
  children: readonly ConnView[];
}

export interface LogLine {
  /** From 0 over the whole run, at the level shown. */
  index: number;
  /** As dmesg prints it, in seconds. */
  stamp: number;
  level: number;
  /** Without the `IPVS: ` prefix if `ipvs` is true. */
  text: string;
  ipvs: boolean;
  event: number;
  step: number;
}

export interface LogWindow {
  level: number;
  total: number;
  from: number;
  lines: readonly LogLine[];
  /** Index of the last line printed at the cursor; -1 = none yet. */
  current: number;
  /** False = a filter has not looked at all lines yet; asking again goes on. */
  complete: boolean;
}

/**
 * Parts of a moment that only some views show: `table` with its chain, `schedulers` (their inside).
 */
export type MomentPart = 'table' | 'schedulers';

/** Everything that follows the cursor and is small. */
export interface Moment {
  cursor: Cursor;
  time: number;
  jiffies: number;
  row: EventRow | null;
  steps: readonly Step[];
  /** Two to four sentences: outcome, cause, where the cause was made, what would have been otherwise. */
  why: readonly Phrase[];
  objects: readonly ObjectView[];
  services: readonly ServiceView[];
  trash: readonly TrashView[];
  /** The next few to fire; the total says how many there are. */
  timers: readonly { conn: ConnView; asked: number; fires: number }[];
  totals: { timers: number };
  /** Parts that were asked for; the others are empty or short. */
  parts: readonly MomentPart[];
  table: TableView;
  chain: ChainView | null;
  /** Lanes of the event's entry and of its template, when the overview leaves lanes out. */
  lanes: readonly Lane[];
  /** For the status line and screen readers: `Packet 9, template hit, server 192.168.1.12`. */
  announcement: string;
}

/** One lane of the timeline: an entry's life in states. */
export interface Lane {
  id: string;
  label: string;
  template: boolean;
  /** Lane id of the entry that controls it, or null. */
  control: string | null;
  /** uptime at which a state begins; the last has `state: ''` = released. */
  spans: readonly { from: number; to: number; state: string }[];
  /** Template: moments at which it was re-armed. */
  renewals: readonly number[];
  /** Template: every arming of its timer; the chart of time left is drawn from these. */
  arms?: readonly { time: number; asked: number; fires: number }[];
  born: number;
}

/** The whole run at a glance; computed once. */
export interface Overview {
  from: number;
  to: number;
  packets: number;
  events: number;
  /** Packets per slice of (to - from)/density.length seconds. */
  density: Uint32Array;
  lanes: readonly Lane[];
  /** Lanes that were left out because there are too many. */
  lanesOmitted: number;
  marks: readonly { time: number; kind: 'timer' | 'command' | 'note'; event: number; label: string }[];
  /** Real servers of the case in palette order. */
  servers: readonly ServerRef[];
  /** Events at which the model and the capture differ in the real server chosen. */
  differing: readonly number[];
}

export interface OpenedFile {
  name: string;
  /** What it turned out to be: `capture (pcap, Linux cooked v2)`, `rules`, `sysctl`, `actions`, `case`. */
  what: string;
  /** `96 packets`, `4 rules`; for an unreadable file the reason in a few words. */
  summary: string;
  ok: boolean;
  problems: readonly import('../base/result.ts').Problem[];
}

/** What the shell shows about the loaded case. */
export interface CaseInfo {
  title: string;
  about: string;
  /** No model runs: what is shown is rebuilt from the lines of a kernel log. */
  observed: boolean;
  /** `linux-6.12`, HZ, table size, seed: for the status line. */
  profile: string;
  hz: number;
  buckets: number;
  /** Of the connection hash; '' = not known, so that the buckets are not the kernel's own. */
  seed: string;
  /** Nobody named the seed; files or the case did; or it was found from a listing. */
  seedFrom: 'assumed' | 'given' | 'found';
  /** How well a seed that was found explains its listing: `4,000 of 4,000 entries in order`; else ''. */
  seedFit: string;
  /** Where clock, seed, hooks or rules had to be assumed, one sentence each. */
  assumptions: readonly string[];
  files: readonly OpenedFile[];
  packets: number;
  /** Entries that the table begins with. */
  started: number;
  /** Captured packets that are consequences of others, not inputs. */
  consequences: number;
  /** Captured packets that IPVS never saw (ARP, ...). */
  ignored: number;
  debugLevel: number;
  /** Stops, watches and bookmarks that the case brings; null = it was opened from files that say nothing of them. */
  stops: import('./stops/stop.ts').SavedStops | null;
}
