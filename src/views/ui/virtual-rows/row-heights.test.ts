import { describe, expect, it } from 'vitest';
import { randomOf } from '../../../testing/random.ts';
import { RowHeights } from './row-heights.ts';

describe('RowHeights', () => {
  it('is arithmetic where all rows are alike', () => {
    const heights = new RowHeights(22);
    expect(heights.topOf(10_000_000)).toBe(220_000_000);
    expect(heights.rowAt(219_999_999, 10_000_000)).toBe(9_999_999);
    expect(heights.rowAt(1e12, 10_000_000)).toBe(9_999_999);
    expect(heights.rowAt(-5, 10)).toBe(0);
    expect(heights.rowAt(0, 0)).toBe(0);
  });

  it('agrees with a plain sum when rows are measured, again and again', () => {
    const heights = new RowHeights(20);
    const plain = new Array<number>(60).fill(20);
    const random = randomOf(3);
    for (let round = 0; round < 400; round += 1) {
      const row = random(60);
      const height = random(3) === 0 ? 20 : 20 + random(50);
      expect(heights.measure(row, height)).toBe(height - plain[row]);
      plain[row] = height;
      const at = random(61);
      const top = plain.slice(0, at).reduce((sum, one) => sum + one, 0);
      expect(heights.topOf(at)).toBe(top);
      if (at === 60) continue;
      expect(heights.heightOf(at)).toBe(plain[at]);
      expect(heights.rowAt(top, 60)).toBe(at);
      expect(heights.rowAt(top + plain[at] - 1, 60)).toBe(at);
    }
  });
});
