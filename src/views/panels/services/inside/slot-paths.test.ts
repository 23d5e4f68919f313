import { expect, it } from 'vitest';
import { slotPaths } from './slot-paths.ts';

it('draws each slot as a square with a gap, row by row', () => {
  expect(slotPaths(Int16Array.of(0, 0, 1, -1), 2, 2, 10)).toEqual([
    'M0 0h9v9h-9zM10 0h9v9h-9z',
    'M0 10h9v9h-9z',
  ]);
});

it('joins small slots in a row, not beyond the line', () => {
  expect(slotPaths(Int16Array.of(0, 0, 0, 1), 3, 2, 4)).toEqual([
    'M0 0h8v4h-8zM0 4h4v4h-4z',
    'M4 4h4v4h-4z',
    '',
  ]);
});
