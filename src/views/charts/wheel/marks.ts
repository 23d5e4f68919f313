import type { Moment } from '../../../trace/views.ts';
import { findTimer, type Place, slotNow, type Wheel } from './wheel.ts';

export type Timer = Moment['timers'][number];

/** What stands in one slot of the wheel. */
export interface SlotMark {
  level: number;
  slot: number;
  timers: readonly Timer[];
}

/** Jiffies of a time of uptime, with the clock of a moment. */
export function jiffiesOf(moment: Pick<Moment, 'jiffies' | 'time'>, hz: number, time: number): number {
  return Math.round(moment.jiffies + (time - moment.time) * hz);
}

/** Level and slot of a timer. */
export function placeOf(
  wheel: Wheel,
  moment: Pick<Moment, 'jiffies' | 'time'>,
  hz: number,
  timer: Timer,
): Place {
  const asked = jiffiesOf(moment, hz, timer.asked);
  return findTimer(wheel, asked, jiffiesOf(moment, hz, timer.fires), Math.round(timer.conn.timeout * hz));
}

/** All timers by slot, and the slot of now on each level. */
export function wheelMarks(
  wheel: Wheel,
  moment: Pick<Moment, 'jiffies' | 'time' | 'timers'>,
  hz: number,
): { marks: SlotMark[]; now: number[] } {
  const slots = new Map<string, Timer[]>();
  for (const timer of moment.timers) {
    const { level, slot } = placeOf(wheel, moment, hz, timer);
    const key = `${level} ${slot}`;
    const there = slots.get(key);
    if (there) there.push(timer);
    else slots.set(key, [timer]);
  }
  const marks = [...slots].map(([key, timers]) => {
    const [level, slot] = key.split(' ').map(Number);
    return { level, slot, timers };
  });
  marks.sort((a, b) => a.level - b.level || a.slot - b.slot);
  return { marks, now: wheel.levels.map((level) => slotNow(level, moment.jiffies)) };
}
