import { describe, expect, it } from 'vitest';
import { Texts } from '../../base/texts.ts';
import type { Gap } from './align.ts';
import type { Comparison } from './compare.ts';
import { Printed } from './printed.ts';
import { ComparedRows } from './rows.ts';

function printed(length: number): Printed {
  const lines = new Printed();
  for (let i = 0; i < length; i++) lines.ids.push(i);
  return lines;
}

function rowsOf(a: number, b: number, differences: readonly Gap[]): ComparedRows {
  const comparison: Comparison = {
    texts: new Texts(),
    a: printed(a),
    b: printed(b),
    agreeing: 0,
    differences,
    level: 12,
  };
  return new ComparedRows(comparison);
}

const CASES: readonly { name: string; a: number; b: number; gaps: readonly Gap[]; length: number }[] = [
  { name: 'two that agree', a: 5, b: 5, gaps: [], length: 5 },
  { name: 'a line that only one has', a: 5, b: 4, gaps: [{ aFrom: 2, aTo: 3, bFrom: 2, bTo: 2 }], length: 5 },
  {
    name: 'gaps at both ends',
    a: 6,
    b: 8,
    gaps: [
      { aFrom: 0, aTo: 1, bFrom: 0, bTo: 3 },
      { aFrom: 5, aTo: 6, bFrom: 7, bTo: 8 },
    ],
    length: 8,
  },
  { name: 'one side empty', a: 0, b: 3, gaps: [{ aFrom: 0, aTo: 0, bFrom: 0, bTo: 3 }], length: 3 },
];

describe('rows of a comparison', () => {
  it.each(CASES)('$name: every line of both sides has its row', ({ a, b, gaps, length }) => {
    const rows = rowsOf(a, b, gaps);
    expect(rows.length).toBe(length);
    const seen = { a: [] as number[], b: [] as number[] };
    for (let row = 0; row < rows.length; row++) {
      const pair = rows.at(row);
      if (pair.a >= 0) seen.a.push(pair.a);
      if (pair.b >= 0) seen.b.push(pair.b);
      if (pair.a >= 0) expect(rows.rowOf('a', pair.a)).toBe(row);
      if (pair.b >= 0) expect(rows.rowOf('b', pair.b)).toBe(row);
      if (pair.same) expect(Math.min(pair.a, pair.b)).toBeGreaterThanOrEqual(0);
    }
    expect(seen.a).toEqual(Array.from({ length: a }, (_, i) => i));
    expect(seen.b).toEqual(Array.from({ length: b }, (_, i) => i));
  });
});
