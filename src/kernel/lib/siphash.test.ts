import { expect, test } from 'vitest';
import { type SipKey, siphash } from './siphash.ts';

/** Key bytes 00..0f and input bytes 00, 01, .. as in the vectors of the SipHash paper. */
const KEY: SipKey = [0x03020100, 0x07060504, 0x0b0a0908, 0x0f0e0d0c];
const words = (bytes: number): number[] =>
  Array.from({ length: bytes / 4 }, (_, i) => 0x03020100 + i * 0x04040404);
const hex = ([low, high]: [number, number]): string =>
  [high, low].map((half) => half.toString(16).padStart(8, '0')).join('');

test.each([
  [0, '726fdb47dd0e0e31', 'abac0158050fc4dc'],
  [4, 'cf2794e0277187b7', 'cf75576088d38328'],
  [8, '93f5f5799a932462', '369095118d299a8e'],
  [12, '751e8fbc860ee5fb', '78a384b157b4d9a2'],
  [16, '3f2acc7f57c29bdb', 'cc4fdd1a7d908b66'],
])('of the first %d bytes', (bytes, sip24, sip13) => {
  expect(hex(siphash(words(bytes), KEY, 2, 4))).toBe(sip24);
  expect(hex(siphash(words(bytes), KEY, 1, 3))).toBe(sip13);
});
