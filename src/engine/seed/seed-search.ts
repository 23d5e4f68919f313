import { ALL_SEEDS } from '../../analysis/seed/chance.ts';
import type { SeedJob } from '../../analysis/seed/prepare.ts';
import type { FoundSeed, SeedAnswer, SeedPlan, SeedProgress } from '../protocol/seed.ts';
import type { SeedRunner } from './runner.ts';

/** Seeds handed out at once: some 50 ms of work. */
const CHUNK = 2 ** 22;
const MOST_FOUND = 256;
/** Milliseconds between reports. */
const PAUSE = 200;

interface Pass {
  readonly job: SeedJob;
  readonly shortcut: boolean;
}

/** Each size with the shortcut; the sizes that had one once more without, because it can miss the seed. */
function passesOf(jobs: readonly SeedJob[]): Pass[] {
  return [
    ...jobs.map((job) => ({ job, shortcut: job.filter !== null })),
    ...jobs.filter(({ filter }) => filter).map((job) => ({ job, shortcut: false })),
  ];
}

/**
 * The search of a seed over all 2^32, by as many runners as there are. Ranges are handed out upwards as runners
 * become free; on the average the seed is found in half of the time. It ends with the first seed when no second
 * one is to be expected, else it goes on to the end of the pass; a pass that finds something is the last.
 */
export class SeedSearch {
  private readonly found: FoundSeed[] = [];
  private more = false;
  private tried = 0;
  private next = 0;
  private stopped = false;
  /** Ends the search: runners that are closed never answer. */
  private readonly halted: Promise<void>;
  private halt = (): void => {};
  private passStart = 0;
  private passTried = 0;

  constructor(
    private readonly plan: SeedPlan,
    private readonly runners: readonly SeedRunner[],
    private readonly onProgress: (progress: SeedProgress) => void = () => {},
  ) {
    this.halted = new Promise((resolve) => {
      this.halt = resolve;
    });
  }

  cancel(): void {
    this.stopped = true;
    this.halt();
  }

  async start(): Promise<SeedAnswer> {
    const start = performance.now();
    const passes = passesOf(this.plan.jobs);
    try {
      for (const [at, pass] of passes.entries()) {
        if (this.stopped || this.found.length > 0) break;
        await Promise.race([this.run(pass, at + 1, passes.length), this.halted]);
      }
    } finally {
      for (const runner of this.runners) runner.close();
    }
    return {
      found: [...this.found].sort((a, b) => b.inOrder - a.inOrder),
      more: this.more,
      certain: this.plan.certain && this.found.length === 1,
      stopped: this.stopped,
      tried: this.tried,
      seconds: (performance.now() - start) / 1000,
    };
  }

  private get done(): boolean {
    return this.stopped || (this.plan.certain && this.found.length > 0);
  }

  private async run(pass: Pass, number: number, passes: number): Promise<void> {
    this.next = 0;
    this.passTried = 0;
    this.passStart = performance.now();
    for (const runner of this.runners) runner.use(pass.job);
    const [first] = this.runners;
    await this.range(first, { from: this.plan.first, count: 1, shortcut: false });
    if (this.done) return;
    let reported = Number.NEGATIVE_INFINITY;
    const report = (): void => {
      if (performance.now() - reported < PAUSE) return;
      reported = performance.now();
      this.onProgress(this.progress(pass, number, passes));
    };
    report();
    await Promise.all(this.runners.map((runner) => this.work(runner, pass.shortcut, report)));
  }

  private async work(runner: SeedRunner, shortcut: boolean, report: () => void): Promise<void> {
    while (!this.done && this.next < ALL_SEEDS) {
      const from = this.next;
      this.next += CHUNK;
      await this.range(runner, { from, count: CHUNK, shortcut });
      this.passTried += CHUNK;
      this.tried += CHUNK;
      if (!this.done) report();
    }
  }

  private async range(runner: SeedRunner, range: Parameters<SeedRunner['run']>[0]): Promise<void> {
    const { found, more } = await runner.run(range);
    this.more ||= more;
    for (const fit of found) {
      if (this.found.some(({ seed, bits }) => seed === fit.seed && bits === fit.bits)) continue;
      if (this.found.length < MOST_FOUND) this.found.push(fit);
      else this.more = true;
    }
  }

  private progress({ job, shortcut }: Pass, pass: number, passes: number): SeedProgress {
    const seconds = (performance.now() - this.passStart) / 1000;
    const rate = seconds > 0 ? this.passTried / seconds : 0;
    return {
      pass,
      passes,
      bits: job.bits,
      shortcut,
      tried: this.passTried,
      total: ALL_SEEDS,
      rate,
      secondsLeft: rate > 0 ? (ALL_SEEDS - this.passTried) / rate : Number.POSITIVE_INFINITY,
      workers: this.runners.length,
    };
  }
}

/** One search at a time: a new one stops the one before. */
export class SeedFinder {
  private search: SeedSearch | null = null;

  constructor(private readonly runners: () => readonly SeedRunner[]) {}

  find(plan: SeedPlan, onProgress?: (progress: SeedProgress) => void): Promise<SeedAnswer> {
    this.stop();
    this.search = new SeedSearch(plan, this.runners(), onProgress);
    return this.search.start();
  }

  stop(): void {
    this.search?.cancel();
    this.search = null;
  }
}
