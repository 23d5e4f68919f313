import { expect, it } from 'vitest';
import { shortPair } from './short.ts';

it('shortens addresses to where they differ', () => {
  expect(shortPair('172.16.2.92', '172.16.2.37')).toEqual(['.2.92', '.2.37']);
  expect(shortPair('172.16.0.9', '172.17.0.9')).toEqual(['.16.0.9', '.17.0.9']);
  expect(shortPair('10.0.0.1', '172.16.0.1')).toEqual(['10.0.0.1', '172.16.0.1']);
  expect(shortPair('80', '443')).toEqual(['80', '443']);
});
