import { expect, it } from 'vitest';
import { randomOf } from '../../../testing/random.ts';
import { fairnessOf, figuresOf, statusLines } from './figures.ts';

/** A recorded table: 3,300 entries in 4,096 buckets. */
const RECORDED = [1842, 1482, 554, 167, 46, 5];

function lengthsOf(buckets: readonly number[], size: number): number[] {
  const chains = new Array<number>(size).fill(0);
  for (const bucket of buckets) chains[bucket] += 1;
  const lengths: number[] = new Array(Math.max(...chains) + 1).fill(0);
  for (const chain of chains) lengths[chain] += 1;
  return lengths;
}

it('counts comparisons as a walk through every entry does', () => {
  const { load, longest, hit, miss, empty } = figuresOf(RECORDED, 4096, 3300);
  expect([load.toFixed(3), longest, empty]).toEqual(['0.806', 5, 1842]);
  // 1 x 1482 + 3 x 554 + 6 x 167 + 10 x 46 + 15 x 5, by hand.
  expect(hit.here).toBeCloseTo(4681 / 3300);
  expect(hit.expected).toBeCloseTo(1.4027, 3);
  expect(miss).toBeCloseTo(0.8057, 3);
  expect(figuresOf([256], 256, 0)).toMatchObject({ load: 0, longest: 0, hit: { here: 0, expected: 0 } });
});

it('calls a random hash fair, and says when it is not', () => {
  const recorded = fairnessOf(RECORDED, 4096, 3300);
  expect(recorded.verdict).toBe('fair');
  expect(recorded.pairs).toMatchObject({ here: 1381 });
  const sum = RECORDED.reduce((total, n, length) => total + n * (length - 3300 / 4096) ** 2, 0);
  expect(recorded.chiSquare).toBeCloseTo(sum / (3300 / 4096), 6);
  const random = randomOf(5);
  const verdicts = Array.from({ length: 200 }, () => {
    const buckets = Array.from({ length: 600 }, () => random(256));
    return fairnessOf(lengthsOf(buckets, 256), 256, 600).verdict;
  });
  expect(verdicts.filter((verdict) => verdict === 'fair').length).toBeGreaterThan(180);
  expect(verdicts).not.toContain('uneven');
  // Half of the table is never used.
  const half = Array.from({ length: 600 }, () => random(128));
  expect(fairnessOf(lengthsOf(half, 256), 256, 600).verdict).toBe('uneven');
  const rowByRow = Array.from({ length: 600 }, (_, n) => n % 256);
  expect(fairnessOf(lengthsOf(rowByRow, 256), 256, 600).verdict).toBe('too even');
  expect(fairnessOf([4084, 12], 4096, 12).verdict).toBe('few');
});

it('prints the lines of ip_vs_status', () => {
  expect(statusLines(RECORDED, 4096, 3300)).toEqual([
    ['Conns', '3300'],
    ['Conn buckets', '4096 (12 bits)'],
    ['Conn buckets empty', '1842 (44%)'],
    ['Conn buckets len-1', '1482 (65%)'],
    ['Conn buckets len-2', '554 (24%)'],
    ['Conn buckets len-3', '167 (7%)'],
    ['Conn buckets len-4', '46 (2%)'],
    ['Conn buckets len-5', '5 (0%)'],
  ]);
  const long = [0, 0, 0, 0, 0, 0, 0, 100, 156];
  expect(statusLines(long, 256, 1948).at(-1)).toEqual(['Conn buckets len-7', '256 (100%)']);
  expect(statusLines([256], 256, 0)).toHaveLength(2);
});
