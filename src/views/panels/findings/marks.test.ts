import { describe, expect, it } from 'vitest';
import type { FindingMark, LanesChart } from '../../../trace/finding-views.ts';
import { axisOf, rangeOf, thinned } from './marks.ts';

const mark = (time: number, bad = false): FindingMark => ({
  time,
  at: { event: 0, step: 0 },
  server: null,
  bad,
  label: '',
});
const chart = (...marks: FindingMark[]): LanesChart => ({
  kind: 'lanes',
  title: '',
  bad: '',
  columns: [],
  lanes: [{ label: '', marks, figures: [] }],
  omitted: 0,
});

describe('the marks of a lane', () => {
  it('span the chart with some room', () => {
    expect(rangeOf(chart(mark(10), mark(110)))).toEqual({ from: 8, to: 112 });
    expect(rangeOf(chart(mark(5)))).toEqual({ from: 4.5, to: 5.5 });
    expect(rangeOf(chart())).toEqual({ from: 0, to: 1 });
  });

  it('are drawn once where they would cover each other, the bad one first', () => {
    const bad = mark(10.0001, true);
    expect(thinned([mark(10), bad, mark(50)], 0, 100)).toEqual([bad, mark(50)]);
  });

  it('stand over round times', () => {
    expect(axisOf(0, 90)).toEqual({ times: [0, 20, 40, 60, 80], digits: 0 });
    expect(axisOf(4.1, 4.5).digits).toBe(2);
  });
});
