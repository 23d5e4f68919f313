import { expect, it } from 'vitest';
import { changedBits } from './bits.ts';

it('tells the bits in which two words differ', () => {
  expect(changedBits(0, 0x80000001)).toEqual([0, 31]);
  expect(changedBits(0xffffffff, 0xffffffff)).toEqual([]);
  expect(changedBits(0xf0, 0x0f)).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
});
