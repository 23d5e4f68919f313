import type { Lane } from '../../../trace/views.ts';
import { type Armed, isHeld } from '../../charts/time-left.ts';

export interface LifeEvent {
  time: number;
  /** What happened, in a few words; `code` is the kernel's part. */
  text: string;
  code: string;
  /** A timer did it. */
  timer: boolean;
}

/** `listed` = it was in the table before the case began. What happened to a template and to the entries that it ever controlled, in order of time. */
export function biographyOf(
  lane: Lane | null,
  arms: readonly Armed[],
  children: readonly { port: string; lane: Lane | null }[],
  listed = false,
): LifeEvent[] {
  const life: LifeEvent[] = [];
  arms.forEach((arm, at) => {
    const asked = Math.round((arm.asked - arm.time) * 100) / 100;
    const when = `asks ${arm.asked.toFixed(2)}, fires ${arm.fires.toFixed(2)}`;
    if (at === 0)
      life.push({
        time: arm.time,
        text: listed ? `listed, with ${asked} s left:` : `made and armed for ${asked} s:`,
        code: when,
        timer: false,
      });
    else if (isHeld(arms, at))
      life.push({ time: arm.time, text: `fired, held, armed for ${asked} s:`, code: when, timer: true });
    else life.push({ time: arm.time, text: `used again, armed for ${asked} s:`, code: when, timer: false });
  });
  for (const { port, lane: own } of children) {
    own?.spans.forEach((span, at) => {
      if (at === 0)
        life.push({ time: span.from, text: 'controls', code: `${port} ${span.state}`, timer: false });
      else if (span.state === '')
        life.push({ time: span.from, text: 'released entry', code: port, timer: true });
      else life.push({ time: span.from, text: 'entry', code: `${port} -> ${span.state}`, timer: false });
    });
  }
  const last = lane?.spans[lane.spans.length - 1];
  if (last && last.state === '')
    life.push({ time: last.from, text: 'fires, nothing holds it: released', code: '', timer: true });
  return life.sort((a, b) => a.time - b.time);
}
