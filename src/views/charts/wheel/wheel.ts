/** One level of a timer wheel. Times are jiffies. */
export interface WheelLevel {
  level: number;
  slots: number;
  /** Jiffies that share a slot. */
  width: number;
  /** A timer that is due in less than this many jiffies fits this level. */
  reach: number;
}

export interface Wheel {
  levels: readonly WheelLevel[];
  /** Expiries are rounded up to the slot (since 4.8); false = timers cascade down and fire on time. */
  rounds: boolean;
}

export interface Place {
  level: number;
  slot: number;
  /** Jiffies at which the slot is run. */
  fires: number;
}

/**
 * The wheel of a kernel profile. Since 4.8: 8 levels of 64 slots, 9 when HZ > 100, each eight times coarser
 * (kernel/time/timer.c, LVL_DEPTH, LVL_START). Before: 256 slots of a jiffy and four levels of 64 that cascade.
 */
export function wheelOf(profile: string, hz: number): Wheel {
  const version = /(\d+)\.(\d+)/.exec(profile);
  const isOld =
    version !== null && (Number(version[1]) < 4 || (version[1] === '4' && Number(version[2]) < 8));
  if (isOld)
    return {
      rounds: false,
      levels: Array.from({ length: 5 }, (_, level) => ({
        level,
        slots: level === 0 ? 256 : 64,
        width: level === 0 ? 1 : 256 * 64 ** (level - 1),
        reach: 256 * 64 ** level,
      })),
    };
  return {
    rounds: true,
    levels: Array.from({ length: hz > 100 ? 9 : 8 }, (_, level) => ({
      level,
      slots: 64,
      width: 8 ** level,
      reach: 63 * 8 ** level,
    })),
  };
}

/** Where a timer lands that is armed at `now` to expire at `asked` (both jiffies). */
export function placeTimer(wheel: Wheel, asked: number, now: number): Place {
  const { levels } = wheel;
  const level = levels.find((one) => asked - now < one.reach) ?? levels[levels.length - 1];
  if (asked <= now) return { level: 0, slot: modulo(now, levels[0].slots), fires: now };
  return placeAt(wheel, level, asked);
}

/**
 * Where a timer stands, told from when it was asked to fire and when it will (jiffies). `timeout` is what it was
 * armed with: the level follows from it, unless the firing time speaks for another.
 */
export function findTimer(wheel: Wheel, asked: number, fires: number, timeout: number): Place {
  const first = placeTimer(wheel, asked, asked - timeout);
  if (!wheel.rounds || first.fires === fires) return { ...first, fires };
  const level = wheel.levels.find((one) => placeAt(wheel, one, asked).fires === fires);
  return level ? placeAt(wheel, level, asked) : { ...first, fires };
}

/** The slot of a level that the clock points at. */
export function slotNow(level: WheelLevel, now: number): number {
  return modulo(Math.floor(now / level.width), level.slots);
}

function placeAt(wheel: Wheel, { level, width, slots }: WheelLevel, asked: number): Place {
  const index = Math.floor(asked / width) + (wheel.rounds ? 1 : 0);
  return { level, slot: modulo(index, slots), fires: wheel.rounds ? index * width : asked };
}

/** A length of time with the unit people use for it: `10 ms`, `0.64 s`, `43 min`, `5.7 h`, `15 d`. */
export function spanText(seconds: number): string {
  const [value, unit] = inUnit(seconds);
  return `${Number(value.toPrecision(3)).toString()} ${unit}`;
}

function inUnit(seconds: number): [number, string] {
  if (seconds < 0.1) return [seconds * 1000, 'ms'];
  if (seconds < 325) return [seconds, 's'];
  if (seconds < 5_400) return [seconds / 60, 'min'];
  if (seconds < 200_000) return [seconds / 3_600, 'h'];
  return [seconds / 86_400, 'd'];
}

function modulo(value: number, by: number): number {
  return ((value % by) + by) % by;
}
