import type { Progress } from '../protocol/progress.ts';

/** Below this a rate says more about the start than about the work. */
const LEAST_MS = 300;
/** Reports are not sent more often, beyond the first few. */
const BETWEEN_MS = 30;
const FIRST = 16;

/** Adds to reports how fast the work is and how long it will take; time in which it was paused does not count. */
export class Pace {
  private phase = '';
  private since = 0;
  private begun = 0;
  private last = Number.NEGATIVE_INFINITY;
  private sent = 0;

  /** @param now milliseconds of a clock that never goes back */
  constructor(
    private readonly send: (progress: Progress) => void,
    private readonly now: () => number,
  ) {}

  readonly report = (progress: Progress): void => {
    const now = this.now();
    if (progress.phase !== this.phase) {
      this.phase = progress.phase;
      this.since = now;
      this.begun = progress.done;
      this.sent = 0;
    }
    const isLast = progress.done >= progress.total;
    if (this.sent >= FIRST && !isLast && now - this.last < BETWEEN_MS) return;
    this.last = now;
    this.sent++;
    this.send({ ...progress, ...this.speed(progress, now - this.since) });
  };

  /** Waits at a gate; the time there is left out. */
  async wait(pass: () => Promise<void>): Promise<void> {
    const before = this.now();
    await pass();
    this.since += this.now() - before;
  }

  private speed({ done, total }: Progress, ms: number): Pick<Progress, 'rate' | 'secondsLeft'> {
    const made = done - this.begun;
    if (ms < LEAST_MS || made <= 0) return {};
    const rate = (made / ms) * 1000;
    return { rate, secondsLeft: Math.max(0, (total - done) / rate) };
  }
}
