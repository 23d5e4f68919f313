import { expect, it } from 'vitest';
import { rowsAround } from './rows-around.ts';

it.each([
  [0, 0],
  [0, 30],
  [59, 119],
  [60, 90],
  [1_234, 1_300],
])('asks for more than the rows %i to %i', (first, last) => {
  const { from, count } = rowsAround(first, last);
  expect(from).toBeGreaterThanOrEqual(0);
  expect(from).toBeLessThanOrEqual(Math.max(0, first - 60));
  expect(from + count).toBeGreaterThan(last + 60);
});

it('asks for the same rows while a list is scrolled by a little', () => {
  expect(rowsAround(121, 150)).toEqual(rowsAround(125, 154));
});
