import { error } from '../../base/result.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import { readFragment } from '../../session/link/fragment.ts';
import type { EvidenceUse } from '../../trace/evidence-views.ts';
import type { Cursor, OpenedFile } from '../../trace/views.ts';
import type { CutFigure, CutText, CutView } from '../protocol/cut.ts';
import type { LinkQuery, MadeLink } from '../protocol/links.ts';
import type {
  CaseSides,
  ComparedWindow,
  ComparisonView,
  EngineApi,
  Grown,
  InputFile,
  OpenResult,
  Progress,
  SideName,
  UnreadWindow,
} from '../protocol/messages.ts';
import type { SeedAnswer, SeedChoice, SeedPlan, SeedProgress, SeedQuery } from '../protocol/seed.ts';
import { localRunner } from '../seed/runner.ts';
import { seedPlan } from '../seed/seed-plan.ts';
import { SeedFinder } from '../seed/seed-search.ts';
import { bringsLog, mergeFiles } from './case-files.ts';
import { Cutting, cutFiles } from './cutting.ts';
import type { EvidenceChoice } from './evidence-plan.ts';
import { Gate } from './gate.ts';
import type { Work } from './growing.ts';
import { makeLink } from './link-making.ts';
import { openedLink, refusedLink } from './link-opening.ts';
import { draftOfCase, type LoadedCase } from './loaded-case.ts';
import { logView, unreadLines } from './loaded-log.ts';
import { LoadedSides } from './loaded-sides.ts';
import { Pace } from './pace.ts';
import { type Sides, sidesOf, sidesWithSeed } from './sides.ts';
import { type LogFile, type ReadFile, readFiles, reopened } from './sources.ts';
import { WhatIfQuestions } from './whatif-questions.ts';

type OnProgress = (progress: Progress) => void;
const NOTHING = (): void => {};

/**
 * The engine: holds one case and answers questions about it. The same class runs in the worker, in Node and
 * in tests. Opening is all or nothing: what was loaded stays until the new case is complete.
 */
export class Engine extends WhatIfQuestions implements EngineApi {
  private loaded: LoadedSides | null = null;
  /** Files of the loaded case, to which dropped ones are added; none for a built-in case. */
  private files: readonly ReadFile[] = [];
  /** What was decided about parts of pasted text. */
  private choices: ReadonlyMap<string, EvidenceChoice> = new Map();
  private aborter = new AbortController();
  private readonly gate = new Gate();
  /** Long runs can be looked at while they are played. */
  private early = false;
  private readonly cutting = new Cutting();
  private readonly finder = new SeedFinder(() => [localRunner()]);
  /** A comparison runs beside the other calls and ends with the case that it compares. */
  private comparer = new AbortController();

  async open(inputs: readonly InputFile[], onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const work = this.paced(signal, onProgress);
    const read = await readFiles(inputs, work);
    if (signal.aborted) return this.refusal('Opening was stopped', read);
    const bad = read.find(({ part }) => part === null);
    if (bad) return this.refusal(bad.headline, read);
    if (read.length > 0 && read.every(({ part }) => part === 'empty')) return this.nothing(read);
    const file = read.find(({ part }) => part === 'case');
    const merged = file ? [file] : mergeFiles(this.files, read);
    const sides =
      file?.part === 'case' ? caseSides(file.text, [file.opened]) : this.sidesOfMerged(merged, read);
    const draft = sides.model ?? sides.observed;
    const fatal = (draft?.problems ?? []).filter(({ severity }) => severity === 'error');
    if (file && fatal.length > 0) {
      return {
        ok: false,
        headline: `${file.name} has lines that cannot be read`,
        problems: fatal,
        files: [{ ...file.opened, ok: false, problems: fatal }],
      };
    }
    const first = bringsLog(read) ? 'observed' : 'model';
    const large = file ? null : await this.cutting.asks({ files: merged, sides, first }, signal);
    if (large) return large;
    const result = await this.load(sides, first, signal, onProgress);
    if (result.ok && file) this.forget();
    else if (result.ok) this.files = merged;
    if (!result.ok || file?.part !== 'case' || !file.packed) return result;
    return { ...result, link: openedLink(this.case.trace, file.packed) };
  }

  async openLink(fragment: string): Promise<OpenResult> {
    const unpacked = readFragment(fragment);
    if (!unpacked.ok) return refusedLink(unpacked.problem);
    const signal = this.begin();
    const { packed } = unpacked;
    const sides = caseSides(packed.text, [LINK]);
    const bad = sides.model?.problems.find(({ severity }) => severity === 'error');
    if (bad) return refusedLink(bad);
    const result = await this.load(sides, 'model', signal, NOTHING);
    if (!result.ok) return result;
    this.forget();
    return { ...result, link: openedLink(this.case.trace, packed) };
  }

  makeLink(query: LinkQuery): Promise<MadeLink> {
    return makeLink(this.case, query);
  }

  async showEarly(early: boolean): Promise<void> {
    this.early = early;
  }

  async grown(): Promise<Grown> {
    return this.sidesLoaded.grown();
  }

  async cutView(): Promise<CutView | null> {
    return this.cutting.view(this.loaded && { files: this.files, sides: this.loaded.sides });
  }

  async cutFigure(cut: CutText): Promise<CutFigure | null> {
    return this.cutting.figure(this.loaded && { files: this.files, sides: this.loaded.sides }, cut);
  }

  async openCut(cut: CutText | null, onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const { waiting } = this.cutting;
    const files = cutFiles(waiting?.files ?? this.files, cut);
    if (typeof files === 'string') return this.refusal(files, []);
    const shown = waiting?.first ?? this.sidesLoaded.view().shown;
    const sides = waiting && !cut ? waiting.sides : this.sidesOfMerged(files, waiting ? files : []);
    const result = await this.load(sides, shown, signal, onProgress);
    if (result.ok) {
      this.files = files;
      this.cutting.leave();
    }
    return result;
  }

  async leaveCut(): Promise<void> {
    this.cutting.leave();
  }

  async setMemoryBudget(bytes: number): Promise<void> {
    this.cutting.budget = bytes;
  }

  /** A seed that was found stays when files are added, unless they name one. */
  private sidesOfMerged(merged: readonly ReadFile[], added: readonly ReadFile[]): Sides {
    const sides = sidesOf(merged, this.choices);
    const found = this.files.length > 0 ? this.loaded?.found : undefined;
    return found && !added.some(({ part }) => part === 'runJson') ? sidesWithSeed(sides, found) : sides;
  }

  async openScenario(name: string): Promise<OpenResult> {
    const scenario = SCENARIOS.find((known) => known.name === name);
    const signal = this.begin();
    if (!scenario) return this.refusal(`There is no built-in case "${name}"`, []);
    const result = await this.load(caseSides(scenario.text, []), 'model', signal, NOTHING);
    this.cutting.leave();
    if (result.ok) this.forget();
    return result;
  }

  async scenarios(): Promise<readonly { name: string; title: string; about: string }[]> {
    return SCENARIOS.map(({ name, title, about }) => ({ name, title, about }));
  }

  cancel(): void {
    this.aborter.abort();
    this.comparer.abort();
    this.gate.goOn();
  }

  pauseOpening(): void {
    this.gate.pause();
  }

  goOnOpening(): void {
    this.gate.goOn();
  }

  /** Work whose progress tells its speed, and which can be paused. */
  private paced(signal: AbortSignal, onProgress: OnProgress): Work {
    const pace = new Pace(onProgress, () => performance.now());
    const pass = (): Promise<void> => pace.wait(() => this.gate.pass());
    return { signal, onProgress: pace.report, pass };
  }

  private forget(): void {
    this.files = [];
    this.choices = new Map();
  }

  private begin(): AbortSignal {
    this.comparer.abort();
    return this.beginBeside();
  }

  /** The case stays, and so may its comparison. */
  private beginBeside(): AbortSignal {
    this.aborter.abort();
    this.aborter = new AbortController();
    return this.aborter.signal;
  }

  private nothing(read: readonly ReadFile[]): OpenResult {
    const headline = read.length === 1 ? read[0].headline : `All ${read.length} files are empty`;
    const message =
      "There is nothing in it to read. ipvscope reads captures, tcpdump's text, kernel logs, rules, listings, settings and cases.";
    const files = read.map(({ opened }) => ({
      ...opened,
      ok: false,
      problems: [error('empty-file', message)],
    }));
    return { ok: false, headline, problems: [error('empty-file', message)], files };
  }

  private refusal(headline: string, read: readonly ReadFile[]): OpenResult {
    const files = read.map(({ opened }) => opened);
    return {
      ok: false,
      headline,
      problems: files.filter(({ ok }) => !ok).flatMap(({ problems }) => problems),
      files,
    };
  }

  /** Plays the side that is shown first; the others wait until they are asked for. */
  private async load(
    sides: Sides,
    first: SideName,
    signal: AbortSignal,
    onProgress: OnProgress,
  ): Promise<OpenResult> {
    const loaded = new LoadedSides(sides);
    const files = (sides.model ?? sides.observed)?.files ?? [];
    const side = first === 'observed' && sides.observed ? 'observed' : 'model';
    const shown = await loaded.show(side, this.paced(signal, onProgress), this.early);
    if (!shown) return { ok: false, headline: 'Opening was stopped', problems: [], files };
    this.loaded?.dispose();
    this.loaded = loaded;
    return loaded.opened();
  }

  protected get sidesLoaded(): LoadedSides {
    if (!this.loaded) throw new Error('no case is loaded');
    return this.loaded;
  }

  protected get case(): LoadedCase {
    return this.sidesLoaded.case;
  }

  async sides(): Promise<CaseSides> {
    const log = this.logFile;
    const has = (part: ReadFile['part']) => this.files.some((file) => file.part === part);
    return {
      ...this.sidesLoaded.view(),
      log: log ? logView(log.name, log.log) : null,
      given: { capture: has('capture'), rules: has('rules') },
    };
  }

  private get logFile(): LogFile | undefined {
    return this.files.find((file): file is LogFile => file.part === 'log');
  }

  async show(side: SideName, onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.beginBeside();
    const { sidesLoaded } = this;
    const shown = await sidesLoaded.show(side, this.paced(signal, onProgress), this.early);
    return shown ? sidesLoaded.opened() : this.refusal('It was stopped', []);
  }

  async comparison(onProgress: OnProgress = NOTHING): Promise<ComparisonView | null> {
    this.comparer.abort();
    this.comparer = new AbortController();
    return this.sidesLoaded.compare(this.paced(this.comparer.signal, onProgress));
  }

  async comparedRows(from: number, count: number): Promise<ComparedWindow> {
    return this.sidesLoaded.comparedRows(from, count);
  }

  async comparedRow(side: SideName, cursor: Cursor): Promise<number> {
    return this.sidesLoaded.comparedRow(side, cursor);
  }

  async putProfile(profile: string): Promise<CaseSides> {
    this.begin();
    this.sidesLoaded.putProfile(profile);
    return this.sides();
  }

  async putAlternative(id: string): Promise<CaseSides> {
    const draft = (await this.replaysOf()).draftOf(id);
    this.begin();
    if (draft) this.sidesLoaded.put(draft);
    return this.sides();
  }

  async takeAway(): Promise<CaseSides> {
    this.begin();
    this.sidesLoaded.takeAway();
    return this.sides();
  }

  async putFiles(inputs: readonly InputFile[], onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const work = this.paced(signal, onProgress);
    const read = await readFiles(inputs, work);
    const bad = read.find(({ part }) => part === null);
    if (bad || signal.aborted) return this.refusal(bad?.headline ?? 'Opening was stopped', read);
    const file = read.find(({ part }) => part === 'case');
    const sides = file?.part === 'case' ? caseSides(file.text, [file.opened]) : sidesOf(read);
    const draft = sides.model ?? sides.observed;
    if (draft) this.sidesLoaded.put(draft);
    return this.sidesLoaded.opened();
  }

  /** The estimate of boot is moved; both kernels are played again. */
  async nudge(seconds: number, onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const { shown } = this.sidesLoaded.view();
    return this.load(sidesOf(this.files, this.choices, seconds), shown, signal, onProgress);
  }

  async unreadLines(from: number, count: number): Promise<UnreadWindow> {
    const { logFile } = this;
    return logFile ? unreadLines(logFile.log, from, count) : { from: 0, total: 0, lines: [] };
  }

  async chooseKernel(name: string, onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const { logFile, sidesLoaded } = this;
    if (!logFile) return this.refusal('The case has no kernel log', []);
    const before = logFile.log.kernel.name;
    if (!logFile.log.choose(name)) return this.refusal(`There is no kernel "${name}"`, []);
    const { shown, nudge } = sidesLoaded.view();
    const files = this.files.map((file) => (file === logFile ? reopened(logFile) : file));
    const result = await this.load(sidesOf(files, this.choices, nudge), shown, signal, onProgress);
    if (result.ok) this.files = files;
    else logFile.log.choose(before);
    return result;
  }

  async planSeedSearch(query: SeedQuery): Promise<SeedPlan> {
    return seedPlan(query, this.case.trace.program.params);
  }

  findSeed(plan: SeedPlan, onProgress?: (progress: SeedProgress) => void): Promise<SeedAnswer> {
    return this.finder.find(plan, onProgress);
  }

  stopFindingSeed(): void {
    this.finder.stop();
  }

  async withSeed(choice: SeedChoice): Promise<OpenResult> {
    const { sides } = this.sidesLoaded;
    const { shown } = this.sidesLoaded.view();
    return this.load(sidesWithSeed(sides, choice), shown, this.begin(), NOTHING);
  }

  async useEvidence(
    id: string,
    { use, time }: { use?: EvidenceUse; time?: number },
    onProgress: OnProgress = NOTHING,
  ): Promise<OpenResult> {
    const before = this.choices.get(id) ?? {};
    const boot = this.case.trace.program.bootEpoch ?? 0;
    const choice = { ...before, ...(use && { use }), ...(time !== undefined && { epoch: boot + time }) };
    const choices = new Map(this.choices).set(id, choice);
    const { found } = this.sidesLoaded;
    const { shown, nudge } = this.sidesLoaded.view();
    const sides = sidesOf(this.files, choices, nudge);
    const result = await this.load(
      found ? sidesWithSeed(sides, found) : sides,
      shown,
      this.begin(),
      onProgress,
    );
    if (result.ok) this.choices = choices;
    return result;
  }
}

/** The file that a link stands for. */
const LINK: OpenedFile = { name: 'link', what: 'case of a link', summary: '', ok: true, problems: [] };

function caseSides(text: string, files: readonly OpenedFile[]): Sides {
  return { model: draftOfCase(text, files), observed: null, nudge: 0 };
}
