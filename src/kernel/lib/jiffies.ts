/**
 * The kernel's clock. `jiffies` counts ticks of 1/HZ s and starts 300 s before a 32-bit wrap
 * (INITIAL_JIFFIES); as 64 bit it never wraps here, so a double holds it exactly. Slots of the timer wheel
 * are aligned to these absolute values, which is why the phase matters.
 */
export type Jiffies = number;

export function initialJiffies(hz: number): Jiffies {
  return 2 ** 32 - 300 * hz;
}

/** Uptime in nanoseconds -> jiffies (ticks that have passed). */
export function jiffiesAt(hz: number, uptimeNs: number): Jiffies {
  return initialJiffies(hz) + Math.floor((uptimeNs * hz) / 1e9);
}

/** Jiffies -> uptime in seconds. */
export function uptimeOf(hz: number, jiffies: Jiffies): number {
  return (jiffies - initialJiffies(hz)) / hz;
}
