import { expect, it } from 'vitest';
import { howFar, timeLeft } from './opening-words.ts';

it('says how far reading and the model are', () => {
  const bytes = { phase: 'reading a', done: 12_340_000, total: 81_000_000, unit: 'bytes', packets: 151_000 };
  expect(howFar(bytes)).toBe('12.3 of 81.0 MB, 151,000 packets so far');
  expect(howFar({ ...bytes, rate: 43e6, secondsLeft: 1.6 })).toBe(
    '12.3 of 81.0 MB, 151,000 packets so far, 43.0 MB/s, 2 s left',
  );
  expect(howFar({ phase: 'x', done: 5, total: 1000, unit: 'packets', rate: 10.4, secondsLeft: 99.5 })).toBe(
    '5 of 1,000 packets, 10 packets/s, 1 min 40 s left',
  );
});

it('says how long it takes', () => {
  expect([0.2, 1, 59.4, 60, 3599, 3600, 9000].map(timeLeft)).toEqual([
    'under a second',
    '1 s',
    '59 s',
    '1 min 0 s',
    '59 min 59 s',
    '1 h 0 min',
    '2 h 30 min',
  ]);
});
