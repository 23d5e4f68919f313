import type { TimerQueue, WheelMark } from '../../../trace/queue-views.ts';
import { slotNow, type Wheel } from './wheel.ts';

/** The marks of each level, and the slot that the clock points at. */
export function wheelMarks(
  wheel: Wheel,
  queue: TimerQueue['wheel'],
): { level: number; marks: readonly WheelMark[]; now: number }[] {
  return wheel.levels.map((level) => ({
    level: level.level,
    marks: queue.marks.filter((mark) => mark.level === level.level),
    now: slotNow(level, queue.jiffies),
  }));
}
