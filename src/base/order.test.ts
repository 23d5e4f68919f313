import { describe, expect, it } from 'vitest';
import { orderBy } from './order.ts';

/** Whole numbers below a limit, the same ones for the same seed. */
function randomOf(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

describe('orderBy', () => {
  it.each([0, 1, 2, 1000])('sorts %i rows like a comparison does, equal ones as they were', (rows) => {
    const random = randomOf(rows + 1);
    for (const most of [2, 300, 70_000, 2 ** 32]) {
      const high = Uint32Array.from({ length: rows }, () => random(3));
      const low = Uint32Array.from({ length: rows }, () => random(most));
      const plain = Array.from({ length: rows }, (_, row) => row).sort(
        (a, b) => high[a] - high[b] || low[a] - low[b] || a - b,
      );
      expect([...orderBy([high, low], rows)]).toEqual(plain);
    }
  });

  it('leaves rows without keys as they are', () => {
    expect([...orderBy([], 4)]).toEqual([0, 1, 2, 3]);
  });
});
