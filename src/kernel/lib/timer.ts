import type { Jiffies } from './jiffies.ts';
import {
  CASCADING_DEPTH,
  CASCADING_LISTS,
  cascading_mod,
  cascading_next,
  cascading_take,
} from './timer-cascading.ts';
import { levels_depth, levels_lists, levels_mod, levels_next, levels_take } from './timer-levels.ts';
import { detach, type Expired, type timer_base, type timer_list, type WheelKind } from './timer-list.ts';

/**
 * Timers, whichever wheel the kernel has. Jiffies are the machine's; `phase` is what the kernel's own are
 * ahead of them.
 */
export { granularity_of } from './timer-levels.ts';
export {
  type TimerKind,
  type timer_base,
  type timer_list,
  timer_pending,
  timer_setup,
} from './timer-list.ts';

export function timer_base_init(kind: WheelKind, hz: number, now: Jiffies, phase: Jiffies = 0): timer_base {
  const cascading = kind === 'cascading';
  const lists = cascading ? CASCADING_LISTS : levels_lists(hz);
  return {
    kind,
    phase,
    depth: cascading ? CASCADING_DEPTH : levels_depth(hz),
    clk: cascading ? now + phase + 1 : now + phase,
    heads: new Array<timer_list | null>(lists).fill(null),
    tails: new Array<timer_list | null>(lists).fill(null),
    pending: 0,
    next_expiry: 0,
    running: 0,
  };
}

/** mod_timer / add_timer: arms at `expires`. */
export function mod_timer(base: timer_base, timer: timer_list, expires: Jiffies, now: Jiffies): void {
  if (base.kind === 'cascading') cascading_mod(base, timer, expires);
  else levels_mod(base, timer, expires, now);
}

/** del_timer: true if it was pending. */
export function del_timer(base: timer_base, timer: timer_list): boolean {
  if (timer.slot < 0) return false;
  detach(base, timer);
  base.pending--;
  base.next_expiry = 0;
  return true;
}

/** The jiffy at which the next timer runs, or null when nothing is armed. */
export function next_expiry(base: timer_base): Jiffies | null {
  return base.kind === 'cascading' ? cascading_next(base) : levels_next(base);
}

/**
 * Takes the next timer that is due at or before `now` off the wheel, in the order in which the kernel runs
 * them; null when nothing is due. Afterwards the machine's time must not stay behind `now`.
 */
export function take_expired(base: timer_base, now: Jiffies): Expired | null {
  return base.kind === 'cascading' ? cascading_take(base, now) : levels_take(base, now);
}
