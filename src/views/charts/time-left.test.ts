import { describe, expect, it } from 'vitest';
import { isHeld, saw } from './time-left.ts';

const ARMS = [
  { time: 4, asked: 24, fires: 24.16 },
  { time: 24.16, asked: 84.16, fires: 84.96 },
  { time: 50, asked: 70, fires: 70.4 },
];

describe('saw', () => {
  it('falls from each arming to the next, solid before now and dashed after', () => {
    const points = saw(ARMS, 70.4, 30);
    expect(points.filter((p) => p.past !== null).map((p) => p.time)).toEqual([4, 24, 24.16, 24.16, 30]);
    expect(points.filter((p) => p.ahead !== null).map((p) => [p.time, Number(p.ahead?.toFixed(2))])).toEqual([
      [30, 54.16],
      [50, 34.16],
      [50, 20],
      [70, 0],
      [70.4, 0],
    ]);
  });
  it('lies at zero while a timer whose time has come waits for its slot', () => {
    const points = saw(ARMS.slice(0, 1), 24.16, 24.1);
    expect(points.filter((p) => p.past !== null).map((p) => [p.time, p.past])).toEqual([
      [4, 20],
      [24, 0],
      [24.1, 0],
    ]);
  });
  it('breaks the line between armings', () => {
    const points = saw(ARMS, 70.4, 100);
    expect(points.filter((p) => p.past === null && p.ahead === null)).toHaveLength(3);
    expect(points.every((p) => p.ahead === null)).toBe(true);
  });
});

it('tells an expiry that was held from a renewal by a packet', () => {
  expect(ARMS.map((_, at) => isHeld(ARMS, at))).toEqual([false, true, false]);
});
