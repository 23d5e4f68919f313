import type { Jiffies } from './jiffies.ts';
import {
  attach_tail,
  detach,
  type Expired,
  move_list,
  type timer_base,
  type timer_list,
} from './timer-list.ts';

/**
 * The cascading timer wheel (kernel/timer.c up to linux-4.7; followed: linux-2.6.32): 256 slots of one
 * jiffy, then four levels of 64 slots, each covering all of the level below. When a level has gone round, the
 * next slot of the one above is spread over it. A timer runs exactly when it was asked for; among those of one
 * jiffy, in the order in which they came into its slot, by arming or by spreading.
 */
const TVR_SIZE = 256;
const TVN_SIZE = 64;
const LEVELS = 4;
/** Behind the slots: timers that are due and run one after the other. */
const WORK = TVR_SIZE + LEVELS * TVN_SIZE;
export const CASCADING_LISTS = WORK + 1;
export const CASCADING_DEPTH = LEVELS + 1;

/** The longest delay; one that is longer waits in the last slot. */
const MAX_DELAY = 2 ** 32 - 1;

/** First slot of level `n` (from 1), and jiffies that one of its slots covers. */
const first_slot = (level: number): number => TVR_SIZE + (level - 1) * TVN_SIZE;
const span = (level: number): number => TVR_SIZE * TVN_SIZE ** (level - 1);
const slot_at = (level: number, jiffy: Jiffies): number =>
  first_slot(level) + (Math.floor(jiffy / span(level)) % TVN_SIZE);

/** internal_add_timer: the slot for the kernel's jiffy `expires`. */
function slot_of(base: timer_base, expires: Jiffies): number {
  const delay = expires - base.clk;
  if (delay < 0) return base.clk % TVR_SIZE;
  if (delay < TVR_SIZE) return expires % TVR_SIZE;
  let level = 1;
  while (level < LEVELS && delay >= span(level + 1)) level++;
  return slot_at(level, Math.min(expires, base.clk + MAX_DELAY));
}

/** mod_timer: a pending timer keeps its place when the time stays the same. */
export function cascading_mod(base: timer_base, timer: timer_list, expires: Jiffies): void {
  if (timer.slot >= 0) {
    if (timer.expires === expires) return;
    detach(base, timer);
    base.pending--;
  }
  timer.expires = expires;
  timer.fires = Math.max(expires, base.clk - base.phase);
  attach_tail(base, timer, slot_of(base, expires + base.phase));
  base.pending++;
}

/** cascade: spreads one slot over the levels below. */
function cascade(base: timer_base, slot: number): void {
  let timer = base.heads[slot];
  base.heads[slot] = null;
  base.tails[slot] = null;
  while (timer) {
    const { next } = timer;
    attach_tail(base, timer, slot_of(base, timer.expires + base.phase));
    timer = next;
  }
}

/** A level that begins anew takes from the one above, which may begin anew itself. */
function cascade_all(base: timer_base): void {
  for (let level = 1; level <= LEVELS; level++) {
    const slot = slot_at(level, base.clk);
    cascade(base, slot);
    if (slot !== first_slot(level)) return;
  }
}

/**
 * __run_timers, one timer at a time: the next that is due at or before `now` (the machine's jiffy), or null;
 * the wheel has then gone past `now`.
 */
export function cascading_take(base: timer_base, now: Jiffies): Expired | null {
  const limit = now + base.phase;
  for (;;) {
    const timer = base.heads[WORK];
    if (timer) {
      detach(base, timer);
      base.pending--;
      return { timer, at: base.clk - 1 - base.phase };
    }
    if (base.clk > limit) return null;
    if (base.pending === 0) {
      base.clk = limit + 1;
      return null;
    }
    const index = base.clk % TVR_SIZE;
    if (index === 0) cascade_all(base);
    base.clk++;
    if (base.heads[index]) move_list(base, index, WORK);
  }
}

/** The machine's jiffy of the earliest timer, or null. */
export function cascading_next(base: timer_base): Jiffies | null {
  let best: Jiffies | null = null;
  for (const head of base.heads) {
    for (let timer = head; timer; timer = timer.next) {
      if (best === null || timer.fires < best) best = timer.fires;
    }
  }
  return best;
}
