import { expect, it } from 'vitest';
import { randomOf } from '../../../testing/random.ts';
import { CELL_CHANGED, CELL_CLASS, CELL_MARKED, type TableMode } from '../../../trace/table-views.ts';
import { aggregated } from './aggregate.ts';

const random = randomOf(3);
const SIZE = 1024;
const COLUMNS = 32;

function table(mode: TableMode) {
  const cells = new Uint8Array(SIZE);
  const counts = new Uint8Array(SIZE);
  for (let n = 0; n < 300; n += 1) {
    const bucket = random(SIZE);
    cells[bucket] = random(10) | (random(8) === 0 ? CELL_MARKED : 0) | (random(40) === 0 ? CELL_CHANGED : 0);
    counts[bucket] = 1 + random(9);
  }
  return { size: SIZE, mode, cells, counts };
}

const bucketsOf = (square: number, block: number): number[] => {
  const across = COLUMNS / block;
  const corner = Math.floor(square / across) * block * COLUMNS + (square % across) * block;
  return Array.from(
    { length: block * block },
    (_, i) => corner + Math.floor(i / block) * COLUMNS + (i % block),
  );
};

it.each([2, 4, 8])('a cell of %i x %i buckets has the largest class and every flag', (block) => {
  const all = table('states');
  const made = aggregated(all, COLUMNS, block);
  expect(made).toHaveLength(SIZE / block / block);
  for (const [square, cell] of made.entries()) {
    const inside = bucketsOf(square, block).map((bucket) => all.cells[bucket]);
    expect(cell & CELL_CLASS).toBe(Math.max(...inside.map((one) => one & CELL_CLASS)));
    expect(cell & ~CELL_CLASS).toBe(inside.reduce((flags, one) => flags | (one & ~CELL_CLASS), 0));
  }
  expect(aggregated(all, COLUMNS, block)).toBe(made);
  expect(aggregated(all, COLUMNS, 1)).toBe(all.cells);
});

it('of servers a cell has the one of the longest chain', () => {
  const all = table('servers');
  for (const [square, cell] of aggregated(all, COLUMNS, 4).entries()) {
    const inside = bucketsOf(square, 4).filter((bucket) => all.cells[bucket] !== 0);
    if (inside.length === 0) continue;
    const longest = Math.max(...inside.map((bucket) => all.counts[bucket]));
    const first = inside.find((bucket) => all.counts[bucket] === longest) ?? 0;
    expect(cell & CELL_CLASS).toBe(all.cells[first] & CELL_CLASS);
  }
});
