import { describe, expect, it } from 'vitest';
import { slotNow, spanText, wheelOf } from './wheel.ts';

const HZ = 100;

describe('the wheel of 6.12', () => {
  const wheel = wheelOf('linux-6.12', HZ);

  it('has 8 levels at HZ 100 and 9 above', () => {
    expect(wheel.levels).toHaveLength(8);
    expect(wheelOf('linux-6.12', 250).levels).toHaveLength(9);
    expect(wheel.levels[3]).toEqual({ level: 3, slots: 64, width: 512, reach: 63 * 512 });
  });

  it('points at a slot on each level', () => {
    expect(wheel.levels.map((level) => slotNow(level, 8 ** 3 * 5 + 9))).toEqual([9, 1, 40, 5, 0, 0, 0, 0]);
  });
});

describe('the cascading wheel of 2.6.32', () => {
  const wheel = wheelOf('linux-2.6.32', 1000);
  it('has a level of single jiffies and four that cascade', () => {
    expect(wheel.rounds).toBe(false);
    expect(wheel.levels.map((level) => level.slots)).toEqual([256, 64, 64, 64, 64]);
    expect(wheel.levels[1]).toEqual({ level: 1, slots: 64, width: 256, reach: 256 * 64 });
  });
});

it('says lengths of time in the unit people use', () => {
  expect([0.01, 0.08, 0.64, 5.12, 40.96, 322.56, 2580, 20643, 165000, 1321205].map(spanText)).toEqual([
    '10 ms',
    '80 ms',
    '0.64 s',
    '5.12 s',
    '41 s',
    '323 s',
    '43 min',
    '5.73 h',
    '45.8 h',
    '15.3 d',
  ]);
});
