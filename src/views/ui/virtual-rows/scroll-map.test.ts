import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../testing/random.ts';
import {
  type Extent,
  isAstray,
  lastScroll,
  lastTop,
  longestStep,
  MOST,
  type Place,
  scrolledTo,
  scrollOf,
  spacerOf,
  topOf,
} from './scroll-map.ts';

const ROW = 22;
const of = (rows: number, viewport = 616): Extent => ({ total: rows * ROW, viewport });
const HUGE = of(10_000_000);
const COUNTS = [0, 1, 28, 100, 681_818, 681_819, 700_000, 1_000_000, 10_000_000, 100_000_000];

describe.each(COUNTS)('a list of %i rows', (rows) => {
  const extent = of(rows);

  it('needs no element higher than browsers allow', () => {
    expect(spacerOf(extent)).toBe(Math.min(rows * ROW, MOST));
  });

  it('shows the first and the last row exactly', () => {
    expect(topOf(extent, 0)).toBe(0);
    expect(topOf(extent, lastScroll(extent))).toBe(lastTop(extent));
    expect(scrollOf(extent, 0)).toBe(0);
    expect(scrollOf(extent, lastTop(extent))).toBe(lastScroll(extent));
  });

  it('is monotonic both ways and leads back to where it came from', () => {
    const random = randomOf(rows + 1);
    const tops = Array.from({ length: 2000 }, () => Math.floor((random(1e9) / 1e9) * lastTop(extent)));
    const shares = Math.max(1, lastTop(extent) / Math.max(1, lastScroll(extent)));
    let [scroll, top] = [0, 0];
    for (const at of tops.sort((a, b) => a - b)) {
      const to = scrollOf(extent, at);
      expect(to).toBeGreaterThanOrEqual(scroll);
      expect(topOf(extent, to)).toBeGreaterThanOrEqual(top);
      expect(Math.abs(topOf(extent, to) - at)).toBeLessThanOrEqual(shares);
      [scroll, top] = [to, topOf(extent, to)];
    }
  });
});

describe('scrolling', () => {
  /** As the page does it: the scroller moves, and is put right where it would run out of pixels. */
  const step = (extent: Extent, place: Place, by: number): Place => {
    const to = Math.max(0, Math.min(lastScroll(extent), place.scroll + by));
    const next = scrolledTo(extent, place, to);
    return isAstray(extent, next, false) ? { ...next, scroll: scrollOf(extent, next.top) } : next;
  };

  it.each([of(100), HUGE])(
    'moves by the same pixels for a notch of the wheel, however long the list is',
    (extent) => {
      const middle = Math.round(lastTop(extent) / 2);
      const place = { top: middle, scroll: scrollOf(extent, middle) };
      expect(step(extent, place, 100).top).toBe(middle + 100);
      expect(step(extent, place, -100).top).toBe(middle - 100);
    },
  );

  it('reaches the ends by small steps only, without getting stuck or leaping', () => {
    for (const from of [150_000, 2_000_000, lastTop(HUGE) - 2_000_000]) {
      for (const by of [-120, 120]) {
        let place: Place = { top: from, scroll: scrollOf(HUGE, from) };
        const most = by < 0 ? from : lastTop(HUGE) - from;
        for (let i = 0; i < Math.min(20_000, Math.ceil(most / 120)); i += 1) {
          const next = step(HUGE, place, by);
          const wanted = Math.max(0, Math.min(lastTop(HUGE), place.top + by));
          if (next.top !== wanted) expect(next.top).toBe(wanted);
          place = next;
        }
        if (most <= 2_000_000) expect(place.top).toBe(by < 0 ? 0 : lastTop(HUGE));
      }
    }
  });

  it('leaps by its share when the scrollbar is dragged', () => {
    const place = { top: 0, scroll: 0 };
    const half = lastScroll(HUGE) / 2;
    expect(scrolledTo(HUGE, place, half).top).toBeCloseTo(lastTop(HUGE) / 2, -2);
    // One pixel of the track is a leap, one notch or one page is none.
    expect(lastScroll(HUGE) / HUGE.viewport).toBeGreaterThan(longestStep(HUGE));
    expect(longestStep(HUGE)).toBeGreaterThan(HUGE.viewport);
  });

  it('puts the scroller right at rest, when its bar is visibly beside its place or near an end', () => {
    const top = 1e8;
    const belongs = scrollOf(HUGE, top);
    expect(isAstray(HUGE, { top, scroll: belongs }, true)).toBe(false);
    expect(isAstray(HUGE, { top, scroll: belongs + 500 }, true)).toBe(false);
    expect(isAstray(HUGE, { top, scroll: belongs + 50_000 }, true)).toBe(true);
    expect(isAstray(HUGE, { top, scroll: belongs + 50_000 }, false)).toBe(false);
    expect(isAstray(HUGE, { top, scroll: 300 }, false)).toBe(true);
  });
});
