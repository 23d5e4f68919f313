import { expect, it } from 'vitest';
import { lengthRows } from './poisson.ts';

it('gives what a random hash would', () => {
  // A recorded table: 3,300 entries in 4,096 buckets.
  const rows = lengthRows([1842, 1482, 554, 167, 46, 5], 4096, 3300);
  expect(rows.map((row) => row.expected.toFixed(1))).toEqual([
    '1830.1',
    '1474.4',
    '593.9',
    '159.5',
    '32.1',
    '5.2',
  ]);
  expect(rows.map((row) => row.label)).toEqual(['0', '1', '2', '3', '4', '5']);
});

it('puts very long chains in one row and loses no bucket', () => {
  const lengths = [100, 20, ...new Array(20).fill(1)];
  const rows = lengthRows(lengths, 140, 300);
  expect(rows.at(-1)).toMatchObject({ label: '10+', buckets: 12 });
  expect(rows.reduce((sum, row) => sum + row.buckets, 0)).toBe(140);
  expect(rows.reduce((sum, row) => sum + row.expected, 0)).toBeCloseTo(140);
});
