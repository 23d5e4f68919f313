import { overview } from '../../analysis/overview.ts';
import { PROFILE_NAMES, profile_named } from '../../kernel/profiles/index.ts';
import { DETAILED_INPUTS, Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type {
  CaseSides,
  ComparedWindow,
  ComparisonView,
  Grown,
  OpenResult,
  SideName,
  SideView,
} from '../protocol/messages.ts';
import type { SeedChoice } from '../protocol/seed.ts';
import { breathe } from './breathe.ts';
import { Comparing } from './comparing.ts';
import { Differences } from './differences.ts';
import { ForwardPass, type Work } from './growing.ts';
import { type Draft, type LoadedCase, loadedCase } from './loaded-case.ts';
import type { Sides } from './sides.ts';

const SIDE_NAMES: readonly SideName[] = ['model', 'observed', 'other'];
const TITLES: Readonly<Record<SideName, string>> = {
  model: 'Model',
  observed: 'Observed kernel',
  other: 'Beside',
};

/** The kernels of a case. Each is played when it is first shown or compared. */
export class LoadedSides {
  private readonly drafts = new Map<SideName, Draft>();
  private readonly cases = new Map<SideName, LoadedCase>();
  /** Of sides that are still being played. */
  private readonly passes = new Map<SideName, ForwardPass>();
  private shown: SideName = 'model';
  private comparing: Comparing | null = null;
  /** Two moments of any sides, held against each other. */
  readonly differing = new Differences(async (side) => {
    const work = { signal: new AbortController().signal, onProgress: () => {}, pass: async () => {} };
    return (await this.loaded(side, work))?.trace ?? null;
  });

  constructor(readonly sides: Sides) {
    if (sides.model) this.drafts.set('model', sides.model);
    if (sides.observed) this.drafts.set('observed', sides.observed);
  }

  get case(): LoadedCase {
    const loaded = this.cases.get(this.shown);
    if (!loaded) throw new Error('no case is loaded');
    return loaded;
  }

  /** The seed that the user has found. */
  get found(): SeedChoice | undefined {
    return this.case.draft.found;
  }

  /** False = it was stopped, or there is no such side: what was shown stays. */
  async show(side: SideName, work: Work, early = false): Promise<boolean> {
    if (!(await this.loaded(side, work, early))) return false;
    this.shown = side;
    return true;
  }

  opened(): OpenResult {
    const { trace, servers, lanes, info } = this.case;
    return {
      ok: true,
      info,
      overview: overview(trace, servers, lanes),
      ...(!trace.complete && { growing: true }),
    };
  }

  /** A side, played to its end; null = there is no such side, or it was stopped. */
  played(side: SideName, work: Work): Promise<LoadedCase | null> {
    return this.loaded(side, work);
  }

  /** @param early a long run is given while it is still being played */
  private async loaded(side: SideName, work: Work, early = false): Promise<LoadedCase | null> {
    const draft = this.drafts.get(side);
    const known = this.cases.get(side);
    if (known && !early) await this.passes.get(side)?.finished();
    if (known || !draft) return this.cases.get(side) ?? null;
    const trace = new Trace(draft.program);
    const pass = new ForwardPass(trace, draft.program.log ? 'following the log' : 'running the model');
    const long = draft.program.inputs.length >= DETAILED_INPUTS && !trace.index.detailed;
    if (!(await pass.play(work, () => early && long))) return null;
    const meanwhile = this.cases.get(side);
    if (meanwhile) return meanwhile;
    const loaded = loadedCase(draft, trace);
    this.cases.set(side, loaded);
    if (!trace.complete) {
      this.passes.set(side, pass);
      pass.goOn(work.pass);
      void pass.finished().then(() => this.refreshed(side));
    }
    return loaded;
  }

  /** What there is of a side that is still being played; afterwards the whole. */
  grown(): Grown {
    const growing = this.passes.get(this.shown);
    const { trace, servers, lanes } = growing ? this.refreshed(this.shown) : this.case;
    if (trace.complete) this.passes.delete(this.shown);
    return { overview: overview(trace, servers, lanes), progress: growing?.progress ?? null };
  }

  /** What was made of the part that was played before is made anew when it is asked for. */
  private refreshed(side: SideName): LoadedCase {
    const before = this.cases.get(side) ?? this.case;
    const { texts, rows, log } = before;
    const made = { ...loadedCase(before.draft, before.trace), texts, rows, log };
    this.cases.set(side, made);
    return made;
  }

  /** Waits until the side that is shown is played to its end. */
  async whole(): Promise<void> {
    await this.passes.get(this.shown)?.finished();
  }

  /** Another case takes its place: what is still being played is given up. */
  dispose(): void {
    for (const pass of this.passes.values()) pass.stop();
  }

  private sideView(name: SideName): SideView {
    const draft = this.drafts.get(name);
    const profile = draft?.program.params.profile.name ?? '';
    const what = name === 'model' ? profile : `${draft?.title ?? ''}, ${profile}`;
    return { name, title: `${TITLES[name]}, ${what}` };
  }

  view(): Pick<CaseSides, 'shown' | 'sides' | 'profiles' | 'nudge'> {
    return {
      shown: this.shown,
      sides: SIDE_NAMES.filter((name) => this.drafts.has(name)).map((name) => this.sideView(name)),
      profiles: PROFILE_NAMES,
      nudge: this.sides.nudge,
    };
  }

  /** Another case beside this one, in place of the one before. */
  put(draft: Draft): void {
    this.takeAway();
    this.drafts.set('other', draft);
  }

  takeAway(): void {
    this.drafts.delete('other');
    this.cases.delete('other');
    this.comparing = null;
    if (this.shown === 'other') this.shown = this.cases.has('model') ? 'model' : 'observed';
  }

  /** The inputs of the model under another kernel. */
  putProfile(name: string): void {
    const profile = profile_named(name);
    const draft = this.drafts.get('model');
    if (!profile || !draft) return;
    const { program } = draft;
    this.put({ ...draft, program: { ...program, params: { ...program.params, profile } } });
  }

  /** The two sides that are compared: what the user put beside comes first, else log and model. */
  private pair(): readonly [SideName, SideName] | null {
    if (this.drafts.has('other')) return [this.drafts.has('model') ? 'model' : 'observed', 'other'];
    return this.drafts.has('observed') && this.drafts.has('model') ? ['observed', 'model'] : null;
  }

  /** Null = it was stopped, or there is one side only. */
  async compare(work: Work): Promise<ComparisonView | null> {
    const pair = this.pair();
    if (!pair) return null;
    const goOn = async (): Promise<boolean> => {
      await breathe();
      return !work.signal.aborted;
    };
    if (!this.comparing) {
      const [a, b] = [await this.loaded(pair[0], work), await this.loaded(pair[1], work)];
      if (!a || !b) return null;
      const compared = await Comparing.of(
        { view: this.sideView(pair[0]), trace: a.trace },
        { view: this.sideView(pair[1]), trace: b.trace },
        work.onProgress,
        goOn,
      );
      if (work.signal.aborted) return null;
      this.comparing = compared;
    }
    return this.comparing?.view(goOn) ?? null;
  }

  comparedRows(from: number, count: number): ComparedWindow {
    return this.comparing?.window(from, count) ?? { from: 0, total: 0, rows: [] };
  }

  comparedRow(side: SideName, cursor: Cursor): number {
    return this.comparing?.rowAt(side, cursor) ?? -1;
  }
}
