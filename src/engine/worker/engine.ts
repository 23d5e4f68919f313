import { connWindow } from '../../analysis/conns.ts';
import { changesAt, clampCursor, momentAt } from '../../analysis/moment.ts';
import { hashView } from '../../analysis/table.ts';
import { parseAddr } from '../../base/inet.ts';
import { error } from '../../base/result.ts';
import { parseProtocol } from '../../control/endpoint.ts';
import { SCENARIOS } from '../../scenarios/index.ts';
import { printCase } from '../../session/print-case.ts';
import { documentOf } from '../../session/program.ts';
import type { EvidenceUse, EvidenceView } from '../../trace/evidence-views.ts';
import { eventAt } from '../../trace/moves.ts';
import { lookBack } from '../../trace/rewind.ts';
import type { Cursor, HashView, LogWindow, Moment, OpenedFile } from '../../trace/views.ts';
import type {
  CaseSides,
  ComparedWindow,
  ComparisonView,
  ConnQuery,
  ConnWindow,
  EngineApi,
  InputFile,
  LogQuery,
  MomentQuery,
  Move,
  OpenResult,
  Progress,
  RowQuery,
  RowWindow,
  SideName,
  TupleQuery,
  UnreadWindow,
} from '../protocol/messages.ts';
import type { SeedAnswer, SeedChoice, SeedPlan, SeedProgress, SeedQuery } from '../protocol/seed.ts';
import { localRunner } from '../seed/runner.ts';
import { seedPlan } from '../seed/seed-plan.ts';
import { SeedFinder } from '../seed/seed-search.ts';
import { evidenceView } from './evidence.ts';
import type { EvidenceChoice } from './evidence-plan.ts';
import { draftOfCase, type LoadedCase } from './loaded-case.ts';
import { logView, unreadLines } from './loaded-log.ts';
import { LoadedSides } from './loaded-sides.ts';
import { moved } from './move.ts';
import { namesServices } from './paste-file.ts';
import { type Sides, sidesOf, sidesWithSeed } from './sides.ts';
import { type LogFile, type ReadFile, readFile, reopened } from './sources.ts';

type OnProgress = (progress: Progress) => void;
const NOTHING = (): void => {};

/**
 * The engine: holds one case and answers questions about it. The same class runs in the worker, in Node and
 * in tests. Opening is all or nothing: what was loaded stays until the new case is complete.
 */
export class Engine implements EngineApi {
  private loaded: LoadedSides | null = null;
  /** Files of the loaded case, to which dropped ones are added; none for a built-in case. */
  private files: readonly ReadFile[] = [];
  /** What was decided about parts of pasted text. */
  private choices: ReadonlyMap<string, EvidenceChoice> = new Map();
  private aborter = new AbortController();
  private readonly finder = new SeedFinder(() => [localRunner()]);
  /** A comparison runs beside the other calls and ends with the case that it compares. */
  private comparer = new AbortController();

  async open(inputs: readonly InputFile[], onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const read: ReadFile[] = [];
    for (const input of inputs) read.push(await readFile(input, { signal, onProgress }));
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
    const result = await this.load(sides, bringsLog(read) ? 'observed' : 'model', signal, onProgress);
    if (result.ok && file) this.forget();
    else if (result.ok) this.files = merged;
    return result;
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
    if (result.ok) this.forget();
    return result;
  }

  async scenarios(): Promise<readonly { name: string; title: string; about: string }[]> {
    return SCENARIOS.map(({ name, title, about }) => ({ name, title, about }));
  }

  cancel(): void {
    this.aborter.abort();
    this.comparer.abort();
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
      'There is nothing in it to read. ipvscope reads captures, kernel logs, rules, settings and cases.';
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
    const shown = await loaded.show(side, { signal, onProgress });
    if (!shown) return { ok: false, headline: 'Opening was stopped', problems: [], files };
    this.loaded = loaded;
    return loaded.opened();
  }

  private get sidesLoaded(): LoadedSides {
    if (!this.loaded) throw new Error('no case is loaded');
    return this.loaded;
  }

  private get case(): LoadedCase {
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
    const shown = await sidesLoaded.show(side, { signal, onProgress });
    return shown ? sidesLoaded.opened() : this.refusal('It was stopped', []);
  }

  async comparison(onProgress: OnProgress = NOTHING): Promise<ComparisonView | null> {
    this.comparer.abort();
    this.comparer = new AbortController();
    return this.sidesLoaded.compare({ signal: this.comparer.signal, onProgress });
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

  async takeAway(): Promise<CaseSides> {
    this.begin();
    this.sidesLoaded.takeAway();
    return this.sides();
  }

  async putFiles(inputs: readonly InputFile[], onProgress: OnProgress = NOTHING): Promise<OpenResult> {
    const signal = this.begin();
    const read: ReadFile[] = [];
    for (const input of inputs) read.push(await readFile(input, { signal, onProgress }));
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

  async moment({ cursor, bucket, client, conn = null, want }: MomentQuery): Promise<Moment> {
    const { trace, servers, lanes } = this.case;
    return momentAt(trace, servers, cursor, { bucket, client, conn, want, lanes });
  }

  async rows(query: RowQuery): Promise<RowWindow> {
    return this.case.rows.window(query);
  }

  async rowOf(event: number, query: Omit<RowQuery, 'from' | 'count'>): Promise<number> {
    return this.case.rows.rowOf(event, query);
  }

  async conns(query: ConnQuery): Promise<ConnWindow> {
    const { trace, servers } = this.case;
    const cursor = clampCursor(trace, query.cursor);
    if (cursor.event < 0) return { from: 0, total: 0, rows: [] };
    const { ipvs, recorder } = trace.visit(cursor.event);
    const steps = recorder.rawSteps;
    const changes = changesAt(steps, cursor.step, cursor.step >= steps.length);
    return lookBack(ipvs, steps, cursor.step, () =>
      connWindow({ ipvs, servers, index: trace.index, changes }, query),
    );
  }

  async log({ cursor, level, from, count }: LogQuery): Promise<LogWindow> {
    return this.case.log.window(clampCursor(this.case.trace, cursor), level, from, count);
  }

  async move(cursor: Cursor, move: Move): Promise<Cursor> {
    return moved(this.case.trace, clampCursor(this.case.trace, cursor), move);
  }

  async eventAt(time: number): Promise<number> {
    return eventAt(this.case.trace, time);
  }

  async bucketOf({ protocol, caddr, cport }: TupleQuery): Promise<HashView | null> {
    const addr = parseAddr(caddr);
    const number = parseProtocol(protocol.toLowerCase());
    return addr === null || number === null ? null : hashView(this.case.trace.atStart(), number, addr, cport);
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

  async caseText(): Promise<string> {
    const { trace, info } = this.case;
    return printCase(documentOf(trace.program, { title: info.title, about: info.about }));
  }

  async evidence(): Promise<EvidenceView> {
    return evidenceView(this.case.trace, this.case.evidence);
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

function caseSides(text: string, files: readonly OpenedFile[]): Sides {
  return { model: draftOfCase(text, files), observed: null, nudge: 0 };
}

/** A log, or a text that holds one and no packets: then the observed kernel is shown first. */
function bringsLog(read: readonly ReadFile[]): boolean {
  const packets = read.some(
    (file) => file.part === 'paste' && file.paste.parts.some(({ kind }) => kind === 'tcpdump'),
  );
  return read.some(
    (file) => file.part === 'log' || (file.part === 'paste' && file.paste.logs.length > 0 && !packets),
  );
}

/** New files take the place of those of the same part; the rest stays. */
function mergeFiles(old: readonly ReadFile[], added: readonly ReadFile[]): ReadFile[] {
  const parts = new Set(added.map(({ part }) => part));
  parts.delete('paste');
  const pastedRules = added.some((file) => file.part === 'paste' && file.paste.parts.some(namesServices));
  if (pastedRules) parts.add('rules');
  const kept = old
    .filter(({ part }) => !parts.has(part))
    .map((file) => (file.part === 'paste' && parts.has('rules') ? outdated(file) : file));
  return added.reduce(withFile, kept);
}

function outdated(file: Extract<ReadFile, { part: 'paste' }>): ReadFile {
  return { ...file, paste: { ...file.paste, outdated: true } };
}

/** Pasted texts add up; each has a name of its own. */
function withFile(files: ReadFile[], file: ReadFile): ReadFile[] {
  if (file.part !== 'paste') return [...files, file];
  let { name } = file;
  for (let copy = 2; files.some((other) => other.name === name); copy++) name = `${file.name} (${copy})`;
  return [...files, { ...file, name, paste: { ...file.paste, name } }];
}
