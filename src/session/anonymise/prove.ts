import type { Program } from '../../inputs/program.ts';
import { Playback } from '../../trace/playback.ts';
import { StepProbe } from '../../trace/step-probe.ts';
import type { CaseDocument } from '../case.ts';
import { caseProgram } from '../program.ts';
import { countsOf, type Decision, decisionsOf } from './decisions.ts';

/** The model runs on this long behind the last input, so that timers run out. */
const TAIL_NS = 3600e9;
/** Events between two looks at whoever may stop the comparison. */
const SLICE = 2048;

export interface AnonymiseProof {
  /** Every decision is the same. */
  readonly same: boolean;
  /** Events that were compared; the last one differs where `same` is false. */
  readonly events: number;
  /** Decisions that were compared. */
  readonly decisions: number;
  /** Entries that are in another bucket than in the original; no difference as long as nothing depends on it. */
  readonly otherBuckets: number;
  /** The first difference in words; null = there is none. */
  readonly difference: string | null;
  /** Seconds since @0 of the first difference; null = none, or it is in the setup or the final counts. */
  readonly at: number | null;
}

/** One of the two kernels, an event at a time. */
class Side {
  readonly probe = new StepProbe();
  readonly playback: Playback;
  readonly endNs: number;

  constructor(readonly program: Program) {
    this.playback = new Playback(program);
    this.playback.ipvs.probe = this.probe;
    let last = program.inputs.at(-1)?.timeNs ?? program.setupNs;
    for (const input of program.inputs) {
      if (input.kind !== 'start') continue;
      for (const { expiresS } of input.entries) last = Math.max(last, input.timeNs + expiresS * 1e9);
    }
    this.endNs = last + TAIL_NS;
  }

  /** What the next event decided; null = the run is over. */
  next(): Decision[] | null {
    const { playback, probe } = this;
    probe.begin();
    const event = playback.step(this.endNs, () => probe.begin());
    return event && decisionsOf(event, probe.facts, playback.ipvs);
  }
}

/** Complaints of setup commands name addresses, so only what was wrong is compared. */
const setupOf = ({ playback }: Side): Decision[] =>
  playback.setupProblems.map((text, i) => ({
    name: `outcome of setup command that failed as number ${i + 1}`,
    value: text.slice(text.lastIndexOf(': ') + 2),
  }));

/** Two kernels that run side by side, and what of them has been compared. */
class Comparison {
  events = 0;
  decisions = 0;
  private otherBuckets = 0;
  private readonly sides: readonly [Side, Side];

  constructor(
    private readonly original: CaseDocument,
    anonymised: CaseDocument,
  ) {
    this.sides = [new Side(caseProgram(original).program), new Side(caseProgram(anonymised).program)];
  }

  /** Goes through both runs; yields from time to time and returns the proof. */
  *run(): Generator<number, AnonymiseProof> {
    const [one, other] = this.sides;
    const early = this.differing(setupOf(one), setupOf(other));
    if (early !== null) return this.proof(`While the rules are set up: ${early}`, null);
    for (;;) {
      const [expected, got] = [one.next(), other.next()];
      if (!expected && !got) break;
      this.events++;
      const at = (one.playback.ipvs.now_ns - this.original.kernel.uptime) / 1e9;
      const found = this.differing(expected ?? [], got ?? []);
      this.compareBuckets();
      if (found !== null) return this.proof(`Event ${this.events}, at ${at.toFixed(6)} s: ${found}`, at);
      if (this.events % SLICE === 0) yield this.events;
    }
    const late = this.differing(countsOf(one.playback.ipvs), countsOf(other.playback.ipvs));
    return this.proof(late && `At the end: ${late}`, null);
  }

  private compareBuckets(): void {
    const [was, is] = this.sides.map(({ probe }) => probe.facts.made.map(({ cp }) => cp.bucket));
    this.otherBuckets += was.filter((bucket, i) => bucket !== is[i]).length;
  }

  private differing(expected: readonly Decision[], got: readonly Decision[]): string | null {
    const length = Math.max(expected.length, got.length);
    for (let i = 0; i < length; i++) {
      this.decisions++;
      const [was, is] = [expected.at(i), got.at(i)];
      if (was?.name === is?.name && was?.value === is?.value) continue;
      const name = was?.name ?? is?.name ?? '';
      return `${name} was "${was?.value ?? 'nothing'}" in the original and is "${is?.value ?? 'nothing'}" now.`;
    }
    return null;
  }

  private proof(difference: string | null, at: number | null): AnonymiseProof {
    const { events, decisions, otherBuckets } = this;
    return { same: difference === null, events, decisions, otherBuckets, difference, at };
  }
}

/**
 * The same in slices: each `next` runs some thousand events and tells how many are done, so that the caller can let
 * others in or give up; the last one returns the proof.
 */
export function* proveInSlices(
  original: CaseDocument,
  anonymised: CaseDocument,
): Generator<number, AnonymiseProof> {
  return yield* new Comparison(original, anonymised).run();
}

/**
 * Replays both cases and compares every decision, event by event: time, kind, verdict, service, server, entries and
 * templates that were found, made and released (by the order in which they were made), states and timers, and the
 * counters of all services and servers at the end. The model runs an hour on behind the last input.
 */
export function proveAnonymised(original: CaseDocument, anonymised: CaseDocument): AnonymiseProof {
  const slices = proveInSlices(original, anonymised);
  for (;;) {
    const { done, value } = slices.next();
    if (done) return value;
  }
}
