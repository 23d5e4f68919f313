/** One level of a timer wheel. Times are jiffies. */
export interface WheelLevel {
  level: number;
  slots: number;
  /** Jiffies that share a slot. */
  width: number;
  /** A timer that is due in less than this many jiffies fits this level. */
  reach: number;
}

/** The levels of a kernel's timer wheel, the finest first. */
export interface Wheel {
  levels: readonly WheelLevel[];
  /** Expiries are rounded up to the slot (since 4.8); false = timers cascade down and fire on time. */
  rounds: boolean;
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

/** The slot of a level that the clock points at. */
export function slotNow(level: WheelLevel, now: number): number {
  return modulo(Math.floor(now / level.width), level.slots);
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
