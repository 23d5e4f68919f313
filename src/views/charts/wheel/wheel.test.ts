import { describe, expect, it } from 'vitest';
import { findTimer, placeTimer, slotNow, spanText, wheelOf } from './wheel.ts';

const HZ = 100;
/** Jiffies start 300 s before the wrap of 32 bits. */
const jiffies = (uptime: number, hz = HZ) => 2 ** 32 - 300 * hz + Math.round(uptime * hz);
const uptime = (at: number) => (at - 2 ** 32 + 300 * HZ) / HZ;

describe('the wheel of 6.12', () => {
  const wheel = wheelOf('linux-6.12', HZ);

  it('has 8 levels at HZ 100 and 9 above', () => {
    expect(wheel.levels).toHaveLength(8);
    expect(wheelOf('linux-6.12', 250).levels).toHaveLength(9);
    expect(wheel.levels[3]).toEqual({ level: 3, slots: 64, width: 512, reach: 63 * 512 });
  });

  // Stamps of a recorded kernel run: a template of 20 s that is re-armed for 60 s.
  it.each([
    [24, 4, 24.16, 2],
    [84.16, 24.16, 84.96, 3],
    [144.96, 84.96, 146.4, 3],
    [206.4, 146.4, 207.84, 3],
    [214.18, 204.18, 214.24, 2],
    [267.84, 207.84, 269.28, 3],
  ])('fires what asks %f at %f at %f', (asked, now, fires, level) => {
    const place = placeTimer(wheel, jiffies(asked), jiffies(now));
    expect(uptime(place.fires)).toBeCloseTo(fires, 5);
    expect(place.level).toBe(level);
    expect(findTimer(wheel, jiffies(asked), jiffies(fires), (asked - now) * HZ)).toEqual(place);
  });

  it('believes the firing time when the timeout speaks for another level', () => {
    const place = findTimer(wheel, jiffies(144.96), jiffies(146.4), 10);
    expect(place.level).toBe(3);
    expect(place.slot).toBe(Math.floor(place.fires / 512) % 64);
  });

  it('runs what is already due at once', () => {
    expect(placeTimer(wheel, 1000, 1000)).toEqual({ level: 0, slot: 1000 % 64, fires: 1000 });
  });

  it('points at a slot on each level', () => {
    expect(wheel.levels.map((level) => slotNow(level, 8 ** 3 * 5 + 9))).toEqual([9, 1, 40, 5, 0, 0, 0, 0]);
  });
});

describe('the cascading wheel of 2.6.32', () => {
  const wheel = wheelOf('linux-2.6.32', 1000);
  it('fires on time', () => {
    expect(wheel.levels.map((level) => level.slots)).toEqual([256, 64, 64, 64, 64]);
    expect(placeTimer(wheel, 5_000, 0)).toEqual({ level: 1, slot: Math.floor(5_000 / 256), fires: 5_000 });
    expect(placeTimer(wheel, 255, 0)).toEqual({ level: 0, slot: 255, fires: 255 });
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
