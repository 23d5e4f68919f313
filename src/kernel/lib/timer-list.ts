import type { Jiffies } from './jiffies.ts';

/** A timer, and the wheel that it hangs in; plain data, so that a machine can be copied. */
export interface timer_list {
  /** What it belongs to; the machine dispatches on it. */
  readonly kind: TimerKind;
  /** Connection, service of a scheduler's timer, or state of a sync thread; null = the namespace. */
  owner: unknown;
  /** What was asked. */
  expires: Jiffies;
  /** When it runs; meaningful while pending. */
  fires: Jiffies;
  /** Index of the slot it hangs in, -1 = not pending. */
  slot: number;
  next: timer_list | null;
  prev: timer_list | null;
}

export type TimerKind =
  | 'conn'
  | 'dest_trash'
  | 'defense_work'
  | 'expire_nodest_conn_work'
  | 'sched_periodic'
  | 'sync_thread'
  | 'master_wakeup_work';

export type WheelKind = 'cascading' | 'non-cascading';

export interface timer_base {
  readonly kind: WheelKind;
  /**
   * What must be added to the machine's jiffies, which begin 300 s before 2^32, to get the kernel's own:
   * slots are aligned to those.
   */
  readonly phase: Jiffies;
  /** Levels of the wheel. */
  readonly depth: number;
  /** The kernel's jiffy that the wheel looks at next. */
  clk: Jiffies;
  /** First and last timer of each slot; behind the slots, lists of timers taken out to run. */
  heads: (timer_list | null)[];
  tails: (timer_list | null)[];
  pending: number;
  /** Earliest slot as the kernel's jiffy, or 0 = must be looked up (non-cascading). */
  next_expiry: Jiffies;
  /** How many lists are taken out to run. */
  running: number;
}

/** A timer that is taken off the wheel, and the machine's jiffy at which it runs. */
export interface Expired {
  readonly timer: timer_list;
  readonly at: Jiffies;
}

export function timer_setup(kind: TimerKind, owner: unknown): timer_list {
  return { kind, owner, expires: 0, fires: 0, slot: -1, next: null, prev: null };
}

export function timer_pending(timer: timer_list): boolean {
  return timer.slot >= 0;
}

/** At the head of a slot: the last one in runs first. */
export function attach_head(base: timer_base, timer: timer_list, slot: number): void {
  const head = base.heads[slot];
  timer.slot = slot;
  timer.prev = null;
  timer.next = head;
  if (head) head.prev = timer;
  else base.tails[slot] = timer;
  base.heads[slot] = timer;
}

/** At the tail of a slot: the first one in runs first. */
export function attach_tail(base: timer_base, timer: timer_list, slot: number): void {
  const tail = base.tails[slot];
  timer.slot = slot;
  timer.next = null;
  timer.prev = tail;
  if (tail) tail.next = timer;
  else base.heads[slot] = timer;
  base.tails[slot] = timer;
}

export function detach(base: timer_base, timer: timer_list): void {
  if (timer.prev) timer.prev.next = timer.next;
  else base.heads[timer.slot] = timer.next;
  if (timer.next) timer.next.prev = timer.prev;
  else base.tails[timer.slot] = timer.prev;
  timer.next = null;
  timer.prev = null;
  timer.slot = -1;
}

/** Moves a slot's whole list to an empty slot. */
export function move_list(base: timer_base, from: number, to: number): void {
  base.heads[to] = base.heads[from];
  base.tails[to] = base.tails[from];
  base.heads[from] = null;
  base.tails[from] = null;
  for (let timer = base.heads[to]; timer; timer = timer.next) timer.slot = to;
}
