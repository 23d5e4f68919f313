import type { Cursor } from './event-views.ts';
import type { SchedulerView } from './scheduler-views.ts';
import type { ServerRef } from './server-ref.ts';

/** What panels draw of the kernel's objects: fields in scope, entries of the table, services and their real servers. */

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

export interface FamilyView {
  template: ConnView;
  children: readonly ConnView[];
}
