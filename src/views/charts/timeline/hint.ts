import type { CSSProperties } from 'react';
import type { Overview } from '../../../trace/views.ts';
import type { Size } from '../canvas/use-canvas.ts';
import { stateAt } from './lanes.ts';
import { laneAt, type Picture } from './paint.ts';

export interface Hint {
  x: number;
  text: string;
  place: CSSProperties;
}

const NEAR = 5;

/** The timer, command or note drawn at a place, the nearest one within a few pixels; undefined = none. */
export function markAt({ scale, left, overview }: Picture, x: number): Overview['marks'][number] | undefined {
  let best: Overview['marks'][number] | undefined;
  let least = NEAR;
  for (const mark of overview.marks) {
    const away = Math.abs(left + scale.x(mark.time) - x);
    if (away < least) {
      least = away;
      best = mark;
    }
  }
  return best;
}

/** What is said about the place that is pointed at: the time, the command or timer there, or the lane and its state. */
export function hintAt(picture: Picture, x: number, size: Size, y: number | null = null): Hint | null {
  const { scale, left } = picture;
  if (x < left) return null;
  const time = scale.time(x - left);
  const mark = markAt(picture, x);
  const lane = y === null ? null : laneAt(picture, y, size.height);
  const state = lane ? stateAt(lane, time) : '';
  const what = lane && state ? `${lane.label} ${state}` : (mark?.label ?? '');
  const text = `${time.toFixed(3)} s${what ? `  ${what}` : ''}`;
  const place = x > size.width / 2 ? { right: size.width - x + 6 } : { left: x + 6 };
  return { x, text, place };
}
