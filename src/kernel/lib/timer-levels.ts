import type { Jiffies } from './jiffies.ts';
import {
  attach_head,
  detach,
  type Expired,
  move_list,
  type timer_base,
  type timer_list,
} from './timer-list.ts';

/**
 * The non-cascading timer wheel (kernel/time/timer.c since linux-4.8; followed: linux-6.12): eight or nine
 * levels of 64 slots, each level eight times coarser than the one below. A timer is put once into the slot
 * that its level's granularity allows, rounded up, and never moves again: it fires late, by up to one slot.
 *
 * departs: one base, no cpu isolation, no deferrable timers, no migration; time moves only when asked.
 */
const LVL_CLK_SHIFT = 3;
const LVL_SIZE = 64;
const MAX_DEPTH = 9;
/** First jiffies distance that does not fit a level: 63 slots of the level's granularity. */
const LVL_START = Array.from({ length: MAX_DEPTH + 1 }, (_, level) => 63 * 8 ** (level - 1));
const GRANULARITY = Array.from({ length: MAX_DEPTH }, (_, level) => 8 ** level);

export const levels_depth = (hz: number): number => (hz > 100 ? 9 : 8);
/** All slots, then one list per level of timers taken out to run. */
export const levels_lists = (hz: number): number => (levels_depth(hz) + 1) * LVL_SIZE;

/** Granularity in jiffies of the level that a timer `delta` jiffies ahead lands in. */
export function granularity_of(delta: number, depth: number): number {
  for (let level = 0; level < depth; level++) if (delta < LVL_START[level + 1]) return GRANULARITY[level];
  return GRANULARITY[depth - 1];
}

/** calc_wheel_index: slot index and the kernel's jiffy at which that slot comes up. */
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

/** Brings an idle base up to now, so that a new timer is not measured from an old clock. */
function forward_timer_base(base: timer_base, now: Jiffies): void {
  if (base.running > 0 || now <= base.clk) return;
  const next = earliest(base);
  base.clk = next === null || next > now ? now : Math.max(base.clk, next);
}

/** mod_timer / add_timer: a pending timer keeps its place when the slot stays the same. */
export function levels_mod(base: timer_base, timer: timer_list, expires: Jiffies, now: Jiffies): void {
  const pending = timer.slot >= 0;
  if (pending && timer.expires === expires) return;
  forward_timer_base(base, now + base.phase);
  const { slot, fires } = calc_wheel_index(base, expires + base.phase);
  timer.expires = expires;
  if (pending) {
    if (timer.slot === slot && timer.fires === fires - base.phase) return;
    detach(base, timer);
    base.pending--;
  }
  timer.fires = fires - base.phase;
  attach_head(base, timer, slot);
  base.pending++;
  if (base.next_expiry !== 0 && fires < base.next_expiry) base.next_expiry = fires;
  else if (base.pending === 1) base.next_expiry = fires;
}

/** The kernel's jiffy at which the next slot comes up, or null when nothing is armed. */
function earliest(base: timer_base): Jiffies | null {
  if (base.pending === 0) return null;
  if (base.next_expiry !== 0) return base.next_expiry;
  let best = Number.POSITIVE_INFINITY;
  const wheel = base.depth * LVL_SIZE;
  for (let slot = 0; slot < wheel; slot++) {
    const head = base.heads[slot];
    if (head && head.fires < best) best = head.fires;
  }
  if (best === Number.POSITIVE_INFINITY) return null;
  base.next_expiry = best + base.phase;
  return base.next_expiry;
}

export function levels_next(base: timer_base): Jiffies | null {
  const next = earliest(base);
  return next === null ? null : next - base.phase;
}

/** Moves the lists that are due at `clk` aside; level 0 first, they run from the highest level down. */
function collect_expired_timers(base: timer_base): void {
  const wheel = base.depth * LVL_SIZE;
  let clk = base.clk;
  base.running = 0;
  for (let level = 0; level < base.depth; level++) {
    const slot = level * LVL_SIZE + (clk % LVL_SIZE);
    if (base.heads[slot]) move_list(base, slot, wheel + base.running++);
    if (clk % 2 ** LVL_CLK_SHIFT !== 0) break;
    clk = Math.floor(clk / 2 ** LVL_CLK_SHIFT);
  }
  base.clk++;
  base.next_expiry = 0;
}

/** The next timer that is due at or before `now` (the machine's jiffy), or null. */
export function levels_take(base: timer_base, now: Jiffies): Expired | null {
  for (;;) {
    while (base.running > 0) {
      const timer = base.heads[base.depth * LVL_SIZE + base.running - 1];
      if (timer) {
        detach(base, timer);
        base.pending--;
        return { timer, at: base.clk - 1 - base.phase };
      }
      base.running--;
    }
    const next = earliest(base);
    if (next === null || next > now + base.phase) return null;
    base.clk = Math.max(base.clk, next);
    collect_expired_timers(base);
  }
}
