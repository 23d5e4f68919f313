import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../trace/views.ts';
import { laneLabel, stateAt, visibleLanes } from './lanes.ts';

const lane = (n: number, template = false): Lane => ({
  id: `c${n}`,
  label: template ? '172.16.0.1:0' : `172.16.0.1:${n}`,
  template,
  control: template ? null : 'c0',
  spans: [
    { from: n, to: n + 5, state: 'SYN_RECV' },
    { from: n + 5, to: n + 5, state: '' },
  ],
  renewals: [],
  born: n,
});
const LANES = [lane(0, true), ...Array.from({ length: 40 }, (_, at) => lane(at + 1))];

describe('visibleLanes', () => {
  it('draws a window around the focus and counts the rest', () => {
    const shown = visibleLanes(LANES, 'c20', new Set(), 11, 3);
    expect(shown.templates.map(({ id }) => id)).toEqual(['c0']);
    expect(shown.entries).toHaveLength(10);
    expect(shown.entries.map(({ id }) => id)).toContain('c20');
    expect(shown.omitted).toBe(41 - 11 + 3);
  });
  it('prefers the family of the focus and fills up with its neighbours', () => {
    const shown = visibleLanes(LANES, 'c20', new Set(['c0', 'c20', 'c39']), 6, 0);
    expect(shown.entries.map(({ id }) => id)).toEqual(['c18', 'c19', 'c20', 'c21', 'c39']);
  });
  it('leaves nothing out when all fit', () => {
    expect(visibleLanes(LANES, null, new Set(), 60, 0).omitted).toBe(0);
  });
});

it('shortens labels while they stay different', () => {
  expect(laneLabel(LANES[1], LANES)).toBe(':1');
  expect(laneLabel(LANES[1], [...LANES, { ...lane(9), label: '172.16.0.2:9' }])).toBe('172.16.0.1:1');
});

it('knows the state at a time', () => {
  expect([2, 3, 8].map((time) => stateAt(lane(3), time))).toEqual(['', 'SYN_RECV', '']);
});
