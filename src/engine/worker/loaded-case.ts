import { Lanes } from '../../analysis/lanes.ts';
import { LifeBook } from '../../analysis/lives/book.ts';
import { KernelLog } from '../../analysis/log.ts';
import { LogTexts } from '../../analysis/log-texts.ts';
import { Charts } from '../../analysis/series/charts.ts';
import { Servers } from '../../analysis/servers.ts';
import type { Problem } from '../../base/result.ts';
import { type KnownKernel, SEED_UNKNOWN, SIZE_UNKNOWN } from '../../inputs/assumptions.ts';
import { rareInputs } from '../../inputs/input-list.ts';
import type { Program } from '../../inputs/program.ts';
import { runProgram } from '../../inputs/run-folder.ts';
import { PacketStore } from '../../packet/store.ts';
import { parseCase } from '../../session/parse-case.ts';
import { CASE_SEED_UNKNOWN, caseProgram, stopsOf } from '../../session/program.ts';
import type { SavedStops } from '../../trace/stops/stop.ts';
import { DETAILED_INPUTS, type Trace } from '../../trace/trace.ts';
import type { CaseInfo, OpenedFile } from '../../trace/views.ts';
import type { SeedChoice } from '../protocol/seed.ts';
import { captureNames, mergeAssumptions, namesOf } from './capture-sources.ts';
import { evidenceDraft, evidenceFiles } from './evidence-draft.ts';
import type { EvidenceChoice, PlannedItem } from './evidence-plan.ts';
import { RowList } from './row-list.ts';
import type { ReadFile } from './sources.ts';

/** What is said of a run that is too long for every step. */
const LONG_RUN = `The case has more than ${DETAILED_INPUTS.toLocaleString('en')} inputs: its events, entries, states and templates are indexed, its single steps are not. The log and the ways of an event are shown when it is visited; hits, messages and branches are not counted over the whole run, and neither are the fields of servers, the timers of entries, and where a field was set before.`;

type Choices = ReadonlyMap<string, EvidenceChoice>;

/** How long a filter may look through events before other questions come in. */
const FILTER_MS = 30;

/** A case in the engine: its trace and what the panels ask of it. */
export interface LoadedCase {
  readonly trace: Trace;
  readonly servers: Servers;
  readonly rows: RowList;
  readonly log: KernelLog;
  /** What was printed, to search in. */
  readonly texts: LogTexts;
  readonly lanes: Lanes;
  readonly charts: Charts;
  readonly lives: LifeBook;
  readonly info: CaseInfo;
  readonly draft: Draft;
  /** Parts of pasted text, with what each is used for. */
  readonly evidence: readonly PlannedItem[];
}

/** A program with what is said about it. */
export interface Draft {
  readonly program: Program;
  readonly title: string;
  readonly about: string;
  readonly assumptions: readonly string[];
  readonly consequences: number;
  readonly ignored: number;
  readonly files: readonly OpenedFile[];
  readonly problems: readonly Problem[];
  /** The seed that was found from a listing and holds instead of the program's first one; left out = none. */
  readonly found?: SeedChoice;
  readonly evidence?: readonly PlannedItem[];
  /** What the case says of stops, watches and bookmarks; left out = it is no case that could say it. */
  readonly stops?: SavedStops;
}

/** The same case in the table of the kernel that printed a listing. */
export function draftWithSeed(draft: Draft, found: SeedChoice): Draft {
  const { program } = draft;
  const params = {
    ...program.params,
    conn_rnd: found.seed,
    netns_hash_xor: found.xor,
    conn_tab_bits: found.bits,
  };
  const assumptions = draft.assumptions.filter(
    (said) => said !== SEED_UNKNOWN && said !== CASE_SEED_UNKNOWN && !said.startsWith(SIZE_UNKNOWN),
  );
  return { ...draft, program: { ...program, params }, assumptions, found, stops: undefined };
}

function seedFrom({ found, assumptions }: Draft): CaseInfo['seedFrom'] {
  if (found) return 'found';
  return assumptions.includes(SEED_UNKNOWN) || assumptions.includes(CASE_SEED_UNKNOWN) ? 'assumed' : 'given';
}

function seedFit({ found }: Draft): string {
  if (!found) return '';
  return `${found.inOrder.toLocaleString('en')} of ${found.of.toLocaleString('en')} entries in order`;
}

/** From the text of a case; problems of severity error mean that it cannot be used. */
export function draftOfCase(text: string, files: readonly OpenedFile[]): Draft {
  const { document, problems } = parseCase(text);
  const { program, assumptions } = caseProgram(document);
  const { title, about } = document;
  return {
    program,
    title: title || 'untitled case',
    about,
    assumptions,
    consequences: 0,
    ignored: 0,
    files,
    problems,
    stops: stopsOf(document, program),
  };
}

function textOf(files: readonly ReadFile[], part: 'rules' | 'sysctl' | 'actions' | 'runJson'): string {
  const texts = files.flatMap((file) => (file.part === part ? [file.text] : []));
  return texts.join('\n');
}

/** From a capture, rules, settings and timed commands, whichever are there. */
export function draftOfFiles(
  files: readonly ReadFile[],
  choices: Choices = new Map(),
  known?: KnownKernel,
): Draft {
  const capture = files.find((file) => file.part === 'capture');
  const pastes = files.flatMap((file) => (file.part === 'paste' ? [file.paste] : []));
  const parts = {
    runJson: textOf(files, 'runJson'),
    rules: textOf(files, 'rules'),
    sysctl: textOf(files, 'sysctl'),
    actions: textOf(files, 'actions'),
    inputsOnly: /(^|\/)inputs\.pcap(\.gz)?$/.test(capture?.name ?? ''),
    known,
    cut: capture?.part === 'capture' ? capture.cut : null,
  };
  const own = capture?.part === 'capture' ? capture.store : null;
  const { items, listed, store, assumptions } = evidenceDraft(pastes, choices, { ...parts, store: own });
  const played = own ?? store;
  const run = runProgram(pastes.length > 0 ? { ...parts, listed } : parts, played ?? new PacketStore());
  const captures = captureNames(files);
  const named = capture ?? files.find(({ part }) => part !== 'empty');
  return {
    program: run.program,
    title: captures.length > 1 ? namesOf(captures) : (named?.name ?? 'untitled case'),
    about: run.about,
    assumptions: [
      ...mergeAssumptions(files),
      ...run.assumptions,
      ...assumptions,
      ...withoutCapture(played !== null, listed.start !== null),
    ],
    consequences: run.capture.consequences,
    ignored: run.capture.ignored,
    files: [
      ...files.flatMap(({ part, opened }) => (part === 'paste' ? [] : [opened])),
      ...evidenceFiles(items),
    ],
    problems: run.problems,
    evidence: items,
  };
}

function withoutCapture(played: boolean, started: boolean): string[] {
  if (played) return [];
  return [
    started
      ? 'There is no capture: from the starting state on only time passes.'
      : 'There is no capture, so nothing happens: only the rules are shown.',
  ];
}

function infoOf(draft: Draft, trace: Trace): CaseInfo {
  const { params, inputs } = draft.program;
  const setup = trace.setupProblems.map((problem) => `The rules: ${problem}.`);
  return {
    title: draft.title,
    about: draft.about,
    observed: draft.program.log !== undefined,
    profile: params.profile.name,
    hz: params.hz,
    buckets: 2 ** params.conn_tab_bits,
    seed: `0x${params.conn_rnd.toString(16).padStart(8, '0')}`,
    seedFrom: seedFrom(draft),
    seedFit: seedFit(draft),
    assumptions: [...draft.assumptions, ...setup, ...(trace.index.detailed ? [] : [LONG_RUN])],
    files: draft.files,
    packets: trace.complete ? trace.index.packets : inputs.length - rareInputs(inputs).length,
    started: rareInputs(inputs).reduce(
      (sum, { input }) => sum + (input.kind === 'start' ? input.entries.length : 0),
      0,
    ),
    consequences: draft.consequences,
    ignored: draft.ignored,
    debugLevel: params.debug_level,
    detailed: trace.index.detailed,
    stops: draft.stops ?? null,
  };
}

/** The trace must have been played. */
export function loadedCase(draft: Draft, trace: Trace): LoadedCase {
  const servers = new Servers(draft.program);
  if (draft.program.log) servers.meet(trace.index.serverKeys);
  const texts = new LogTexts(trace);
  return {
    trace,
    servers,
    rows: new RowList(trace, servers, texts, undefined, FILTER_MS),
    log: new KernelLog(trace, texts),
    texts,
    lanes: new Lanes(trace),
    charts: new Charts(trace, servers),
    lives: new LifeBook(trace, servers),
    info: infoOf(draft, trace),
    draft,
    evidence: draft.evidence ?? [],
  };
}
