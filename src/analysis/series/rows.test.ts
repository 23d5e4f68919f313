import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { SeriesRows } from './rows.ts';

describe('SeriesRows', () => {
  const random = randomOf(5);
  const rows = new SeriesRows();
  const values = Array.from({ length: 20_000 }, () => random(5000) - 1000);
  for (const [at, value] of values.entries()) rows.add(at * 3, value);

  it.each([1, 2, 63, 64, 65, 200, 5000, 20_000])(
    'sums and finds the extremes of stretches of %i',
    (length) => {
      for (let round = 0; round < 30; round++) {
        const from = random(values.length - length + 1);
        const part = values.slice(from, from + length);
        const { low, high } = rows.extremes(from, from + length);
        expect(rows.sumOf(from, from + length)).toBe(part.reduce((sum, value) => sum + value, 0));
        expect(low).toBe(from + part.indexOf(Math.min(...part)));
        expect(high).toBe(from + part.indexOf(Math.max(...part)));
      }
    },
  );

  it('finds rows by their event', () => {
    expect(rows.rowFrom(0)).toBe(0);
    expect(rows.rowFrom(7)).toBe(3);
    expect(rows.rowFrom(1e9)).toBe(20_000);
    expect(rows.sumOf(5, 5)).toBe(0);
  });

  it('knows its largest value', () => {
    expect(rows.most).toBe(Math.max(...values));
    expect(rows.sum).toBe(values.reduce((sum, value) => sum + value, 0));
  });
});
