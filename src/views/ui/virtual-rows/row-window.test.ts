import { describe, expect, it } from 'vitest';
import { RowWindow } from './row-window.ts';

const ROW = 22;

function windowOf(count: number, viewport = 220): RowWindow {
  const view = new RowWindow(ROW);
  view.setCount(count);
  view.resize(viewport);
  return view;
}

/** Rows that are seen at least partly, as they stand in the element that is scrolled. */
function seen(view: RowWindow, viewport = 220): number[] {
  const { first, last, offset } = view.shown;
  const rows = Array.from({ length: last - first + 1 }, (_, at) => first + at);
  return rows.filter((row) => {
    const top = offset + (row - first) * ROW - view.scroll;
    return top < viewport && top + ROW > 0;
  });
}

describe('RowWindow', () => {
  it('draws nothing before it has a height, and some rows beyond what is seen afterwards', () => {
    const view = new RowWindow(ROW);
    view.setCount(1000);
    expect(view.shown).toMatchObject({ first: 0, last: -1, spacer: 22_000 });
    view.resize(220);
    expect(view.shown).toEqual({ first: 0, last: 15, offset: 0, spacer: 22_000 });
    expect(view.page).toBe(9);
  });

  it.each([1000, 10_000_000])(
    'brings any row of %i into view, and stays where it is seen already',
    (count) => {
      const view = windowOf(count);
      for (const row of [0, 5, count - 1, Math.floor(count / 3), Math.floor(count / 3) + 1, count - 5, 0]) {
        view.keep(row);
        view.settle(view.scroll);
        expect(seen(view)).toContain(row);
      }
      view.keep(500);
      const { top } = view;
      view.keep(501 - 3);
      expect(view.top).toBe(top);
    },
  );

  it('keeps a margin of rows around the one that is kept', () => {
    const view = windowOf(10_000_000);
    view.keep(5_000_000);
    expect(seen(view)).toContain(5_000_003);
    view.keep(4_999_990);
    expect(seen(view)).toContain(4_999_987);
  });

  it('keeps the first row where it is while the list grows, and goes back to the end of one that became shorter', () => {
    const view = windowOf(600_000);
    view.scrolled(2_000_007);
    view.settle(view.scroll);
    const [before] = seen(view);
    view.setCount(9_000_000);
    expect(seen(view)[0]).toBe(before);
    expect(view.top).toBe(2_000_007);
    view.setCount(40);
    expect(view.isMoved).toBe(true);
    expect(seen(view).at(-1)).toBe(39);
    view.setCount(0);
    expect(view.shown.last).toBe(-1);
  });

  it('does not move what is seen when a row above it turns out to be higher', () => {
    const view = windowOf(1000);
    view.scrolled(2200);
    const before = view.shown.offset + (100 - view.shown.first) * ROW;
    expect(view.measure(96, 60)).toBe(true);
    expect(view.measure(96, 60)).toBe(false);
    const { offset, first } = view.shown;
    expect(offset + (100 - first) * ROW + (60 - ROW)).toBe(before);
    expect(view.scroll).toBe(2200);
    view.rest();
    expect(view.scroll).toBe(2200 + 60 - ROW);
    expect(view.isMoved).toBe(true);
  });
});
