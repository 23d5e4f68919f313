import type { Trace } from '../../trace/trace.ts';
import type { Progress } from '../protocol/progress.ts';
import { Slices } from './breathe.ts';
import { Pace } from './pace.ts';

/** How long the model may play before questions about what is played already come in, in milliseconds. */
const SLICE_MS = 20;

/** Whom a piece of work reports to, and who may stop it. */
export interface Work {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: Progress) => void;
  /** Waits while the work is paused. */
  readonly pass: () => Promise<void>;
}

/** The forward pass of a trace: played to its end, or to where it can be looked at while it goes on by itself. */
export class ForwardPass {
  private readonly stopper = new AbortController();
  private end: Promise<void> | null = null;
  private last: Progress;

  constructor(
    readonly trace: Trace,
    private readonly phase: string,
  ) {
    this.last = this.counted;
  }

  /** How far it is; null = complete. */
  get progress(): Progress | null {
    return this.trace.complete ? null : this.last;
  }

  private get counted(): Progress {
    const { trace, phase } = this;
    return { phase, done: trace.inputsDone, total: trace.program.inputs.length, unit: 'packets' };
  }

  /**
   * Plays on.
   * @param enough asked after each slice: true = that will do for now
   * @returns false = it was stopped
   */
  async play({ signal, onProgress, pass }: Work, enough = () => false, ms?: number): Promise<boolean> {
    const { trace } = this;
    const slices = new Slices(ms);
    while (!trace.complete && trace.playSlice()) {
      if (!slices.isOver) continue;
      onProgress(this.counted);
      if (enough()) return true;
      await slices.rest();
      await pass();
      if (signal.aborted) return false;
    }
    return true;
  }

  /** Goes on by itself, while others look at what is there. @param pass waits while it is paused */
  goOn(pass: Work['pass']): void {
    const pace = new Pace(
      (progress) => {
        this.last = progress;
      },
      () => performance.now(),
    );
    const work = {
      signal: this.stopper.signal,
      onProgress: pace.report,
      pass: () => pace.wait(pass),
    };
    this.end ??= this.play(work, undefined, SLICE_MS).then(() => {});
  }

  /** Fulfilled when it is complete, or was stopped. */
  async finished(): Promise<void> {
    await this.end;
  }

  stop(): void {
    this.stopper.abort();
  }
}
