import type { ConnView, Lane } from '../../trace/views.ts';

export interface Armed {
  time: number;
  asked: number;
  fires: number;
}

/**
 * Every arming of a template's timer over the run. Without a lane only the present one is known; a lane that does
 * not say when its armings would fire gets it from the timeout of the service (seconds).
 */
export function armsOf(lane: Lane | null, template: ConnView, persistent: number | null): readonly Armed[] {
  const { asked, fires, timeout } = template;
  const present = asked === null || fires === null ? [] : [{ time: asked - timeout, asked, fires }];
  if (!lane) return present;
  if (lane.arms && lane.arms.length > 0) return lane.arms;
  const times = [lane.spans[0]?.from ?? 0, ...lane.renewals];
  const end = lane.spans[lane.spans.length - 1]?.from ?? times[times.length - 1];
  return times.map((time, at) => {
    if (at === times.length - 1) return { time, asked: end, fires: end };
    const due = time + (persistent ?? timeout);
    return { time, asked: due, fires: due };
  });
}

/** A point of the chart: seconds left, before and after the cursor apart; null breaks the line. */
export interface Point {
  time: number;
  past: number | null;
  ahead: number | null;
}

/**
 * The saw: from each arming down to the time that was asked for, then flat until its slot of the wheel comes up,
 * or to the next arming; split at `now`.
 */
export function saw(arms: readonly Armed[], end: number, now: number): Point[] {
  const points: Point[] = [];
  arms.forEach((arm, at) => {
    const until = Math.min(arms[at + 1]?.time ?? end, arm.fires);
    const left = (time: number) => Math.max(0, arm.asked - time);
    const isPast = until <= now;
    const isAhead = arm.time >= now;
    const point = (time: number): Point => ({
      time,
      past: isAhead ? null : left(time),
      ahead: isPast ? null : left(time),
    });
    points.push({ time: arm.time, past: null, ahead: null });
    const turn = arm.asked < until ? [point(arm.asked)] : [];
    if (isPast || isAhead) points.push(point(arm.time), ...turn, point(until));
    else
      points.push(
        { time: arm.time, past: left(arm.time), ahead: null },
        ...turn.filter(({ time }) => time <= now).map(({ time }) => ({ time, past: 0, ahead: null })),
        { time: now, past: left(now), ahead: left(now) },
        ...turn.filter(({ time }) => time > now).map(({ time }) => ({ time, past: null, ahead: 0 })),
        { time: until, past: null, ahead: left(until) },
      );
  });
  return points;
}

/** True when an arming is the kernel's answer to an expiry while entries were controlled: `delayed`, 60 s more. */
export function isHeld(arms: readonly Armed[], at: number): boolean {
  return at > 0 && Math.abs(arms[at].time - arms[at - 1].fires) < 0.02;
}
