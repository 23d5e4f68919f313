import { type Head, NO_YEAR } from './head.ts';

const DAY_MS = 86_400_000;
/** A date that goes back by more than this without a year is one of the next year. */
const YEAR_TURN_MS = 31 * DAY_MS;
/** CPUs and console writers mix lines by far less; a reboot goes back further. */
const REORDER_NS = 5e9;
/** Near 0 a kernel has just started, so less is enough. */
const START_NS = 1e9;

/** A run of the kernel between two starts. */
export interface Boot {
  /** Number of its first record. */
  firstRecord: number;
  /** Line on which it was noticed, from 1. */
  readonly line: number;
  /** Wall clock (epoch ms) at uptime 0: the median over lines that have both; NaN = no line has. */
  bootEpoch: number;
}

/** Wall clock and uptime over the lines of a log: years that are not written, reboots. */
export class LogClock {
  readonly boots: Boot[] = [{ firstRecord: 0, line: 1, bootEpoch: Number.NaN }];
  /** Years since the first line that has none. */
  private years = 0;
  private lastYearless = Number.NaN;
  private lastWall = Number.NaN;
  private lastUptime = Number.NaN;
  private seen = false;
  private marked = false;
  yearless = 0;
  zoneless = 0;
  stamped = 0;

  /** Corrects the times of `head`; call it for every line in order, foreign ones too. */
  line(head: Head, line: number, nextRecord: number): void {
    if (!Number.isNaN(head.deltaMs)) head.epochMs = this.lastWall + head.deltaMs;
    else if (head.yearless) this.year(head);
    if (!Number.isNaN(head.epochMs)) {
      this.lastWall = head.epochMs;
      if (head.zoneless) this.zoneless++;
      this.stamped++;
    }
    const { uptimeNs } = head;
    if (!Number.isNaN(uptimeNs)) {
      this.stamped++;
      const back = this.lastUptime - uptimeNs;
      if (back > REORDER_NS || (back > START_NS && uptimeNs < START_NS)) this.start(line, nextRecord);
      if (!(uptimeNs < this.lastUptime)) this.lastUptime = uptimeNs;
    }
    this.seen = true;
    this.marked = false;
  }

  /** A line says that the kernel started: `-- Reboot --`, another boot id, `Linux version`. */
  restart(line: number, nextRecord: number): void {
    if (this.seen && !this.marked) this.start(line, nextRecord);
    this.marked = true;
  }

  private start(line: number, nextRecord: number): void {
    this.lastUptime = Number.NaN;
    this.boots.push({ firstRecord: nextRecord, line, bootEpoch: Number.NaN });
  }

  private year(head: Head): void {
    this.yearless++;
    let moved = inYear(head.epochMs, NO_YEAR + this.years);
    if (this.lastYearless - moved > YEAR_TURN_MS) moved = inYear(head.epochMs, NO_YEAR + ++this.years);
    else if (moved - this.lastYearless > 360 * DAY_MS && this.years > 0)
      moved = inYear(head.epochMs, NO_YEAR + this.years - 1);
    this.lastYearless = moved;
    head.epochMs = moved;
  }

  /** Years to add to every date without a year, so that the last one is not behind `latest` (epoch ms). */
  yearsUpTo(latest: number): number {
    const year = new Date(latest).getUTCFullYear();
    const early = inYear(this.lastYearless, year) <= latest + DAY_MS;
    return (early ? year : year - 1) - (NO_YEAR + this.years);
  }
}

/** The same date and time of day some years later. */
export function addYears(epochMs: number, years: number): number {
  return inYear(epochMs, new Date(epochMs).getUTCFullYear() + years);
}

function inYear(epochMs: number, year: number): number {
  const whole = Math.floor(epochMs / 1000) * 1000;
  return new Date(whole).setUTCFullYear(year) + (epochMs - whole);
}
