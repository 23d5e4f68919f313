import type { Jiffies } from './jiffies.ts';

/**
 * The non-cascading timer wheel (kernel/time/timer.c, linux-6.12): eight or nine levels of 64 slots, each
 * level eight times coarser than the one below. A timer is put once into the slot that its level's
 * granularity allows, rounded up, and never moves again: it fires late, by up to one slot.
 *
 * departs: one base, no cpu isolation, no deferrable timers, no migration; time moves only when asked.
 */
export interface timer_list {
  /** What it belongs to; the machine dispatches on it. */
  readonly kind: TimerKind;
  /** Connection, or service of a scheduler's timer; null = the namespace. */
  owner: unknown;
  /** What was asked. */
  expires: Jiffies;
  /** When the slot comes up; meaningful while pending. */
  fires: Jiffies;
  /** Index of the slot it hangs in, -1 = not pending. */
  slot: number;
  next: timer_list | null;
  prev: timer_list | null;
}

export type TimerKind = 'conn' | 'dest_trash' | 'defense_work' | 'expire_nodest_conn_work' | 'sched_periodic';

const LVL_CLK_SHIFT = 3;
const LVL_SIZE = 64;
const MAX_DEPTH = 9;
/** First jiffies distance that does not fit a level: 63 slots of the level's granularity. */
const LVL_START = Array.from({ length: MAX_DEPTH + 1 }, (_, level) => 63 * 8 ** (level - 1));
const GRANULARITY = Array.from({ length: MAX_DEPTH }, (_, level) => 8 ** level);

export interface timer_base {
  readonly depth: number;
  clk: Jiffies;
  /** Heads of all slots, then one list per level of timers taken out to run. */
  heads: (timer_list | null)[];
  pending: number;
  /** Earliest slot, or 0 = must be looked up. */
  next_expiry: Jiffies;
  /** How many lists are taken out to run; the highest level runs first. */
  running: number;
}

export function timer_base_init(hz: number, now: Jiffies): timer_base {
  const depth = hz > 100 ? 9 : 8;
  return {
    depth,
    clk: now,
    heads: new Array<timer_list | null>((depth + 1) * LVL_SIZE).fill(null),
    pending: 0,
    next_expiry: 0,
    running: 0,
  };
}

export function timer_setup(kind: TimerKind, owner: unknown): timer_list {
  return { kind, owner, expires: 0, fires: 0, slot: -1, next: null, prev: null };
}

export function timer_pending(timer: timer_list): boolean {
  return timer.slot >= 0;
}

/** Granularity in jiffies of the level that a timer `delta` jiffies ahead lands in. */
export function granularity_of(delta: number, depth: number): number {
  for (let level = 0; level < depth; level++) if (delta < LVL_START[level + 1]) return GRANULARITY[level];
  return GRANULARITY[depth - 1];
}

/** calc_wheel_index: slot index and the jiffy at which that slot comes up. */
function calc_wheel_index(base: timer_base, expires: Jiffies): { slot: number; fires: Jiffies } {
  const delta = expires - base.clk;
  if (delta < 0) return { slot: base.clk % LVL_SIZE, fires: base.clk };
  const limit = LVL_START[base.depth];
  const at = delta >= limit ? base.clk + limit - GRANULARITY[base.depth - 1] : expires;
  let level = 0;
  while (level < base.depth - 1 && delta >= LVL_START[level + 1]) level++;
  const granularity = GRANULARITY[level];
  const rounded = Math.floor(at / granularity) + 1;
  return { slot: level * LVL_SIZE + (rounded % LVL_SIZE), fires: rounded * granularity };
}

function attach(base: timer_base, timer: timer_list, slot: number): void {
  const head = base.heads[slot];
  timer.slot = slot;
  timer.prev = null;
  timer.next = head;
  if (head) head.prev = timer;
  base.heads[slot] = timer;
}

function detach(base: timer_base, timer: timer_list): void {
  if (timer.prev) timer.prev.next = timer.next;
  else base.heads[timer.slot] = timer.next;
  if (timer.next) timer.next.prev = timer.prev;
  timer.next = null;
  timer.prev = null;
  timer.slot = -1;
}

/** Brings an idle base up to now, so that a new timer is not measured from an old clock. */
function forward_timer_base(base: timer_base, now: Jiffies): void {
  if (base.running > 0 || now <= base.clk) return;
  const next = next_expiry(base);
  base.clk = next === null || next > now ? now : Math.max(base.clk, next);
}

/** mod_timer / add_timer: arms at `expires`; a pending timer keeps its place when the slot stays the same. */
export function mod_timer(base: timer_base, timer: timer_list, expires: Jiffies, now: Jiffies): void {
  const pending = timer.slot >= 0;
  if (pending && timer.expires === expires) return;
  forward_timer_base(base, now);
  const { slot, fires } = calc_wheel_index(base, expires);
  timer.expires = expires;
  if (pending) {
    if (timer.slot === slot && timer.fires === fires) return;
    detach(base, timer);
    base.pending--;
  }
  timer.fires = fires;
  attach(base, timer, slot);
  base.pending++;
  if (base.next_expiry !== 0 && fires < base.next_expiry) base.next_expiry = fires;
  else if (base.pending === 1) base.next_expiry = fires;
}

/** del_timer: true if it was pending. */
export function del_timer(base: timer_base, timer: timer_list): boolean {
  if (timer.slot < 0) return false;
  detach(base, timer);
  base.pending--;
  base.next_expiry = 0;
  return true;
}

/** The jiffy at which the next slot comes up, or null when nothing is armed. */
export function next_expiry(base: timer_base): Jiffies | null {
  if (base.pending === 0) return null;
  if (base.next_expiry !== 0) return base.next_expiry;
  let best = Number.POSITIVE_INFINITY;
  const wheel = base.depth * LVL_SIZE;
  for (let slot = 0; slot < wheel; slot++) {
    const head = base.heads[slot];
    if (head && head.fires < best) best = head.fires;
  }
  if (best === Number.POSITIVE_INFINITY) return null;
  base.next_expiry = best;
  return best;
}

/** Moves the lists that are due at `clk` aside; level 0 first, they run from the highest level down. */
function collect_expired_timers(base: timer_base): void {
  const wheel = base.depth * LVL_SIZE;
  let clk = base.clk;
  base.running = 0;
  for (let level = 0; level < base.depth; level++) {
    const slot = level * LVL_SIZE + (clk % LVL_SIZE);
    let timer = base.heads[slot];
    if (timer) {
      const aside = wheel + base.running++;
      base.heads[aside] = timer;
      base.heads[slot] = null;
      for (; timer; timer = timer.next) timer.slot = aside;
    }
    if (clk % 2 ** LVL_CLK_SHIFT !== 0) break;
    clk = Math.floor(clk / 2 ** LVL_CLK_SHIFT);
  }
  base.clk++;
  base.next_expiry = 0;
}

/**
 * Takes the next timer that is due at or before `now` off the wheel, in the order in which the kernel runs
 * them; null when nothing is due. `at` is the jiffy at which it runs.
 */
export function take_expired(base: timer_base, now: Jiffies): { timer: timer_list; at: Jiffies } | null {
  for (;;) {
    while (base.running > 0) {
      const timer = base.heads[base.depth * LVL_SIZE + base.running - 1];
      if (timer) {
        detach(base, timer);
        base.pending--;
        return { timer, at: base.clk - 1 };
      }
      base.running--;
    }
    const next = next_expiry(base);
    if (next === null || next > now) return null;
    base.clk = Math.max(base.clk, next);
    collect_expired_timers(base);
  }
}
