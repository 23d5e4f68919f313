import type { CSSProperties } from 'react';
import type { Size } from '../canvas/use-canvas.ts';
import { type Item, wordsOf } from './items.ts';
import { stateAt } from './lanes.ts';
import { AXIS, laneAt, type Picture, rowsOf } from './scene.ts';

export interface Hint {
  x: number;
  text: string;
  place: CSSProperties;
}

const NEAR = 6;
/** Half the height of a row of signs. */
const ROW = 8;

/** The item drawn at a place, the nearest one within a few pixels, on the axis any; a folded gap is as wide as it is. */
export function itemAt(picture: Picture, x: number, y: number, height: number): Item | undefined {
  const rows = rowsOf(picture, height);
  const { scale, left } = picture;
  let best: Item | undefined;
  let least = NEAR;
  for (const item of picture.items) {
    if (item.kind === 'gap') {
      const [from, to] = [left + scale.x(item.fold.from), left + scale.x(item.fold.to)];
      const isOn = item.folded ? x > from + 2 && x < to - 2 : isOnBracket(x - (from + to) / 2, y);
      if (isOn && y > AXIS && y < rows.bottom) return item;
      continue;
    }
    const away = Math.abs(left + scale.x(item.time) - x);
    const row =
      item.kind === 'timer' || item.kind === 'command' || item.kind === 'note' ? rows.signs : rows.points;
    if (away >= least || (y > AXIS && Math.abs(y - row) > ROW)) continue;
    least = away;
    best = item;
  }
  return best;
}

const isOnBracket = (dx: number, y: number): boolean => Math.abs(dx) < 10 && y < AXIS + 14;

/** Where a hint stands: beside a place, on the side that has more room. */
export function placeOf(x: number, size: Size): CSSProperties {
  return x > size.width / 2 ? { right: size.width - x + 6 } : { left: x + 6 };
}

/** What is said about the place that is pointed at: the time, what stands there, or the lane and its state. */
export function hintAt(picture: Picture, x: number, y: number, size: Size): Hint | null {
  const { scale, left } = picture;
  const rows = rowsOf(picture, size.height);
  if (x < left || (rows.strip !== null && y >= rows.strip)) return null;
  const time = scale.time(x - left);
  const item = itemAt(picture, x, y, size.height);
  const lane = laneAt(picture, y, size.height);
  const state = lane ? stateAt(lane, time) : '';
  const what = item?.kind === 'gap' || !(lane && state) ? item && wordsOf(item) : `${lane.label} ${state}`;
  return { x, text: `${time.toFixed(3)} s${what ? `  ${what}` : ''}`, place: placeOf(x, size) };
}
