import type { netns_ipvs } from '../../kernel/ipvs/netns_ipvs.ts';
import type { Sysctls } from '../../kernel/ipvs/sysctl.ts';
import type { Scoped } from '../../kernel/probe.ts';
import type { RawStep } from '../recorder.ts';
import { lookBack, walkSteps } from '../rewind.ts';
import type { Trace } from '../trace.ts';
import type { Visit } from '../visits.ts';

/** The machine at one step of an event, as conditions and watches read it. */
export interface Glimpse {
  readonly trace: Trace;
  readonly visit: Visit;
  readonly ipvs: netns_ipvs;
  /** 0 = the event has not begun. */
  readonly step: number;
  /** Entries in the table: each step that puts one in or takes one out counts. */
  readonly conns: number;
  readonly sysctl: Sysctls;
  /** What a name stands for here. */
  object(name: string): Scoped | null;
  /** The function that runs; '' = none. */
  readonly fn: string;
  /** The bucket that was looked at last; -1 = none yet. */
  readonly bucket: number;
}

/** 1 = the step puts an entry into the table, -1 = it takes one out. */
function hashedBy({ effect }: RawStep): number {
  if (effect?.op === 'hashed') return 1;
  return effect?.op === 'unhashed' ? -1 : 0;
}

/** A glimpse that goes through the steps of an event, forwards only. */
export class MovingGlimpse implements Glimpse {
  step = 0;
  bucket = -1;
  conns: number;
  /** An event without steps is over at step 0, unless one looks at what was before it. */
  begun: boolean;
  /** Called by its name while a step that writes to it is looked at. */
  private written: { readonly name: string; readonly object: Scoped } | null = null;
  private readonly names = new Map<string, Scoped>();
  private readonly calls: RawStep[] = [];
  private scoped = 0;

  constructor(
    readonly trace: Trace,
    readonly visit: Visit,
  ) {
    const { rawSteps } = visit.recorder;
    this.begun = rawSteps.length === 0;
    this.conns = visit.ipvs.conn_count - rawSteps.reduce((sum, step) => sum + hashedBy(step), 0);
  }

  get sysctl(): Sysctls {
    return this.begun ? this.visit.ipvs.sysctl : this.visit.sysctlBefore;
  }

  get ipvs(): netns_ipvs {
    return this.visit.ipvs;
  }

  get fn(): string {
    return this.calls.at(-1)?.text ?? '';
  }

  object(name: string): Scoped | null {
    if (this.written?.name === name) return this.written.object;
    return this.names.get(name) ?? null;
  }

  /** Takes a name for the object that this step is about, whoever had it before. */
  nameObject(name: string | null, object?: Scoped): void {
    this.written = name && object ? { name, object } : null;
  }

  moveTo(step: number): void {
    const { rawSteps, scopes } = this.visit.recorder;
    this.written = null;
    while (this.step < step) this.enter(rawSteps[this.step++]);
    for (; this.scoped < scopes.length && scopes[this.scoped].number <= step; this.scoped++) {
      if (step === 0) break;
      const { name, object } = scopes[this.scoped];
      this.names.set(name, object);
    }
  }

  private enter(step: RawStep): void {
    this.begun = true;
    this.conns += hashedBy(step);
    while (this.calls.length > 0 && (this.calls.at(-1)?.end ?? 0) < step.number) this.calls.pop();
    if (step.kind === 'call') this.calls.push(step);
    if (step.bucket !== undefined && step.bucket >= 0) this.bucket = step.bucket;
  }
}

/** Looks at every step of an event in order, from 0; `look` returns false when it has seen enough. */
export function glimpses(trace: Trace, visit: Visit, look: (glimpse: MovingGlimpse) => boolean): void {
  const glimpse = new MovingGlimpse(trace, visit);
  walkSteps(visit.ipvs, visit.recorder.rawSteps, (step) => {
    glimpse.moveTo(step);
    return look(glimpse);
  });
}

/** Looks at one step of an event; `at` = with the values of another step under the names of this one. */
export function glimpseAt<T>(
  trace: Trace,
  visit: Visit,
  step: number,
  look: (glimpse: Glimpse) => T,
  at = step,
): T {
  const { rawSteps } = visit.recorder;
  const glimpse = new MovingGlimpse(trace, visit);
  glimpse.moveTo(Math.max(0, Math.min(step, rawSteps.length)));
  return lookBack(visit.ipvs, rawSteps, at, () => look(glimpse));
}
