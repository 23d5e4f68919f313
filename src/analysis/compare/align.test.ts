import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { align, type Sequence } from './align.ts';

const sequence = (keys: readonly number[], every = 1e9): Sequence => ({
  length: keys.length,
  key: (i) => keys[i],
  time: (i) => i * every,
});
const FREE = Number.POSITIVE_INFINITY;

describe('two sequences held against each other', () => {
  it('agree in everything when they are equal', () => {
    const keys = Array.from({ length: 500 }, (_, i) => i % 7);
    expect(align(sequence(keys), sequence(keys), FREE)).toEqual({ agreeing: 500, gaps: [] });
    expect(align(sequence([]), sequence([]), FREE)).toEqual({ agreeing: 0, gaps: [] });
  });

  it('differ in exactly the item that was removed, added, altered, or swapped with its neighbour', () => {
    const random = randomOf(3);
    const keys = Array.from({ length: 300 }, (_, i) => i);
    for (let n = 0; n < 200; n++) {
      const at = 1 + random(298);
      const without = keys.toSpliced(at, 1);
      const one = { aFrom: at, aTo: at + 1, bFrom: at, bTo: at };
      expect(align(sequence(keys), sequence(without), FREE).gaps).toEqual([one]);
      const other = { aFrom: at, aTo: at, bFrom: at, bTo: at + 1 };
      expect(align(sequence(without), sequence(keys), FREE).gaps).toEqual([other]);
      const altered = keys.with(at, 9999);
      const both = { aFrom: at, aTo: at + 1, bFrom: at, bTo: at + 1 };
      expect(align(sequence(keys), sequence(altered), FREE).gaps).toEqual([both]);
      const swapped = keys.with(at, keys[at - 1]).with(at - 1, keys[at]);
      for (const { aFrom, aTo } of align(sequence(keys), sequence(swapped), FREE).gaps) {
        expect(aFrom).toBeGreaterThanOrEqual(at - 1);
        expect(aTo).toBeLessThanOrEqual(at + 1);
      }
    }
  });

  it('does not take an equal item at another time for the same one', () => {
    const keys = [1, 1, 1, 1];
    const late: Sequence = { length: 3, key: () => 1, time: (i) => (i + 1) * 1e9 };
    expect(align(sequence(keys), late, 1e7).gaps).toEqual([{ aFrom: 0, aTo: 1, bFrom: 0, bTo: 0 }]);
  });

  it('ends in proportion to the length when nothing agrees', () => {
    const n = 60_000;
    const a = sequence(Array.from({ length: n }, (_, i) => i));
    const b = sequence(Array.from({ length: n }, (_, i) => -1 - i));
    const { agreeing, gaps } = align(a, b, FREE);
    expect(agreeing).toBe(0);
    expect(gaps.reduce((sum, { aFrom, aTo }) => sum + aTo - aFrom, 0)).toBe(n);
  });
});
