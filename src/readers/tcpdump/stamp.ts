/** How tcpdump printed the time: `-t`, nothing, `-tt`, `-ttt`, `-tttt`, `-ttttt`. */
export type StampStyle = 'none' | 'time' | 'epoch' | 'delta' | 'date' | 'since-first';

export interface Stamp {
  /** Seconds since 1970 for `-tt` and `-tttt` (read as UTC), else of the day or of the difference. */
  sec: number;
  nsec: number;
  /** True = a difference that goes back: packets were written out of order. */
  back: boolean;
  form: 'time' | 'epoch' | 'date';
}

const STAMP =
  /^(?:\d{1,9}\s{1,4})?(?:(\d{4})-(\d{2})-(\d{2})[ T])?(?:(-?\d{2,5}):(\d{2}):(\d{2})\.(\d{3,9})|(\d{9,11})\.(\d{3,9}))\s+/;

/** The time before a packet, and what follows it; null = there is none. */
export function readStamp(text: string): { stamp: Stamp; rest: string } | null {
  const match = STAMP.exec(text);
  if (!match) return null;
  const [all, year, month, day, hours, minutes, seconds, fraction, epoch, epochFraction] = match;
  const rest = text.slice(all.length);
  const nsec = Number((fraction ?? epochFraction).padEnd(9, '0'));
  if (epoch !== undefined) return { stamp: { sec: Number(epoch), nsec, back: false, form: 'epoch' }, rest };
  const back = hours.startsWith('-');
  const time = Math.abs(Number(hours)) * 3600 + Number(minutes) * 60 + Number(seconds);
  if (year === undefined) return { stamp: { sec: time, nsec, back, form: 'time' }, rest };
  const days = Date.UTC(Number(year), Number(month) - 1, Number(day)) / 1000;
  return { stamp: { sec: days + time, nsec, back: false, form: 'date' }, rest };
}

/** Fewer times than this that never go back may be differences by chance. */
const ENOUGH = 6;
const NS = 1e9;

/** The style by all stamps: differences and times since the first both begin with zero, but differences go back. */
export function styleOf(
  stamps: readonly Stamp[],
  options: string | null,
): { style: StampStyle; sure: boolean } {
  const first = stamps[0];
  if (!first) return { style: 'none', sure: true };
  if (first.form !== 'time') return { style: first.form, sure: true };
  if (options === '-ttttt') return { style: 'since-first', sure: true };
  if (options === '-ttt') return { style: 'delta', sure: true };
  if (first.sec !== 0 || first.nsec !== 0) return { style: 'time', sure: true };
  const back = stamps.some((stamp, i) => {
    const before = stamps[i - 1] ?? first;
    return stamp.back || (stamp.sec - before.sec) * NS + stamp.nsec < before.nsec;
  });
  return back ? { style: 'delta', sure: true } : { style: 'since-first', sure: stamps.length >= ENOUGH };
}

const DAY = 86_400;

/** Turns stamps into moments, one after the other. `base` = seconds since 1970 of the day or of the first packet. */
export class Times {
  private last = { sec: 0, nsec: 0 };

  constructor(
    private readonly style: StampStyle,
    private base: number,
  ) {
    this.last = { sec: base, nsec: 0 };
  }

  next(stamp: Stamp | null): { sec: number; nsec: number } {
    if (stamp && this.style !== 'none') this.last = this.moment(stamp);
    return this.last;
  }

  private moment({ sec, nsec, back }: Stamp): { sec: number; nsec: number } {
    if (this.style === 'delta') {
      const sign = back ? -1 : 1;
      const sum = this.last.nsec + sign * nsec;
      return { sec: this.last.sec + sign * sec + Math.floor(sum / NS), nsec: (sum + NS) % NS };
    }
    if (this.style === 'since-first') return { sec: this.base + sec, nsec };
    if (this.style !== 'time') return { sec, nsec };
    // The clock of a day starts again at midnight.
    if (this.base + sec < this.last.sec - DAY / 2) this.base += DAY;
    return { sec: this.base + sec, nsec };
  }
}
