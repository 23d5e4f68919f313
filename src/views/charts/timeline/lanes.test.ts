import { expect, it } from 'vitest';
import type { Lane } from '../../../trace/views.ts';
import { laneLabel, stateAt } from './lanes.ts';

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

it('shortens labels while they stay different', () => {
  expect(laneLabel(LANES[1], LANES)).toBe(':1');
  expect(laneLabel(LANES[1], [...LANES, { ...lane(9), label: '172.16.0.2:9' }])).toBe('172.16.0.1:1');
});

it('knows the state at a time', () => {
  expect([2, 3, 8].map((time) => stateAt(lane(3), time))).toEqual(['', 'SYN_RECV', '']);
});
