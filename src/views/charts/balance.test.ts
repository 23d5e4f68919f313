import { expect, it } from 'vitest';
import type { Overview } from '../../trace/views.ts';
import { balanceRows, spreadLabels } from './balance.ts';

const server = (last: number, series: number) => ({
  addr: `192.168.1.${last}`,
  port: 80,
  label: `.${last}`,
  series,
});

const overview = (points: number): Overview => ({
  from: 0,
  to: 100,
  packets: 0,
  events: points,
  density: new Uint32Array(10),
  lanes: [],
  lanesOmitted: 0,
  marks: [],
  servers: [server(11, 0), server(12, 1)],
  balance: Array.from({ length: points }, (_, at) => ({ time: at / 100, event: at, conns: [at, 1] })),
  differing: [],
});

it('keeps the last value to the end of the run', () => {
  const rows = balanceRows(overview(3));
  expect(rows).toEqual([
    { time: 0, s0: 0, s1: 1 },
    { time: 0.01, s0: 1, s1: 1 },
    { time: 0.02, s0: 2, s1: 1 },
    { time: 100, s0: 2, s1: 1 },
  ]);
});

it('thins long runs out and keeps the last point', () => {
  const rows = balanceRows(overview(9_001));
  expect(rows.length).toBeLessThan(1_300);
  expect(rows.at(-2)?.time).toBe(90);
});

it('pushes labels apart and keeps them inside', () => {
  const labels = spreadLabels(
    [0, 1, 2, 3].map((series) => ({ series, y: 99 })),
    14,
    100,
  );
  expect(labels.map(({ y }) => y)).toEqual([58, 72, 86, 100]);
});
