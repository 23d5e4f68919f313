import { describe, expect, it } from 'vitest';
import { findFolds, panned, rangesOf, ticks, timeScale, zoomed, zoomOn } from './scale.ts';

describe('findFolds', () => {
  it('folds stretches over a tenth of the range that hold neither packets nor other events', () => {
    const density = new Array(100).fill(0);
    for (let at = 0; at < 10; at += 1) density[at] = 1;
    const folds = findFolds(0, 100, density, [60, 65]);
    expect(folds.map((fold) => [Math.round(fold.from), Math.round(fold.to)])).toEqual([
      [13, 58],
      [67, 98],
    ]);
  });
  it('folds nothing when something happens all the time', () => {
    expect(findFolds(0, 100, new Array(50).fill(1), [])).toEqual([]);
  });
});

describe('timeScale', () => {
  const folds = [{ from: 20, to: 80 }];
  it('maps the ends to the edges', () => {
    const scale = timeScale(0, 100, 1000, folds);
    expect(scale.x(0)).toBe(0);
    expect(scale.x(100)).toBeCloseTo(1000);
    expect(scale.x(80) - scale.x(20)).toBeCloseTo(26);
  });
  it.each([
    { from: 0, to: 1 },
    { from: 0.3, to: 0.6 },
  ])('is undone by time() at zoom %o', (zoom) => {
    const scale = timeScale(0, 100, 500, folds, zoom);
    for (const time of [0, 5, 20, 33, 79, 80, 91, 100])
      expect(scale.time(scale.x(time))).toBeCloseTo(time, 6);
  });
  it('grows to the right', () => {
    const scale = timeScale(4, 300, 700, folds);
    const xs = Array.from({ length: 100 }, (_, at) => scale.x(4 + at * 2.9));
    expect(xs.every((x, at) => at === 0 || x > xs[at - 1])).toBe(true);
  });
});

describe('zoom', () => {
  it('keeps the place under the pointer', () => {
    const before = { from: 0.2, to: 0.8 };
    const after = zoomed(before, 0.5, 0.25);
    expect(after.from + (after.to - after.from) * 0.25).toBeCloseTo(0.35);
    expect(after.to - after.from).toBeCloseTo(0.3);
  });
  it('never leaves the whole', () => {
    expect(zoomed({ from: 0.1, to: 0.9 }, 4, 0.5)).toEqual({ from: 0, to: 1 });
    expect(panned({ from: 0.5, to: 1 }, 1)).toEqual({ from: 0.5, to: 1 });
    expect(panned({ from: 0.5, to: 1 }, -2)).toEqual({ from: 0, to: 0.5 });
  });
});

describe('ticks', () => {
  it('are round numbers with room between them', () => {
    expect(ticks(timeScale(4, 104, 500), 80)).toEqual({ times: [20, 40, 60, 80, 100], digits: 0 });
    expect(ticks(timeScale(4, 5, 500), 80).digits).toBe(1);
  });
  it('leave folds out', () => {
    const { times } = ticks(timeScale(0, 1000, 500, [{ from: 100, to: 900 }]), 50);
    expect(times.every((time) => time <= 100 || time >= 900)).toBe(true);
    expect(times.length).toBeGreaterThan(3);
  });
});

describe('what is drawn of a run', () => {
  const folds = [{ from: 20, to: 80 }];
  it('is the stretches between folds, with a slice for every two pixels', () => {
    const scale = timeScale(0, 100, 1000, folds);
    const ranges = rangesOf(scale, { from: 0, to: 100 }, 2);
    expect(ranges.map(({ from, to }) => [from, to])).toEqual([
      [0, 20],
      [80, 100],
    ]);
    for (const { slices } of ranges) expect(Math.abs(slices - 243)).toBeLessThanOrEqual(1);
  });

  it('is only what the zoom shows', () => {
    const scale = timeScale(0, 100, 400, [], { from: 0.25, to: 0.5 });
    expect(rangesOf(scale, { from: 0, to: 100 }, 2)).toEqual([{ from: 25, to: 50, slices: 200 }]);
  });

  it('is the same part of the run at any width', () => {
    const zoom = { from: 0.13, to: 0.77 };
    const [narrow, wide] = [300, 1400].map((width) => timeScale(0, 100, width, folds, zoom));
    expect(narrow.time(0)).toBeCloseTo(wide.time(0), 6);
    expect(narrow.time(300)).toBeCloseTo(wide.time(1400), 6);
  });

  it('a stretch of time is zoomed on whatever is folded', () => {
    const whole = timeScale(0, 100, 426, folds);
    const scale = timeScale(0, 100, 426, folds, zoomOn(whole, 10, 90));
    expect(scale.time(0)).toBeCloseTo(10, 6);
    expect(scale.time(scale.width)).toBeCloseTo(90, 6);
  });
});
