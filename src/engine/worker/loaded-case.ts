import { Lanes } from '../../analysis/lanes.ts';
import { KernelLog } from '../../analysis/log.ts';
import { Servers } from '../../analysis/servers.ts';
import type { Problem } from '../../base/result.ts';
import { type KnownKernel, SEED_UNKNOWN } from '../../inputs/assumptions.ts';
import type { Program } from '../../inputs/program.ts';
import { runProgram } from '../../inputs/run-folder.ts';
import { PacketStore } from '../../packet/store.ts';
import { parseCase } from '../../session/parse-case.ts';
import { caseProgram } from '../../session/program.ts';
import type { Trace } from '../../trace/trace.ts';
import type { CaseInfo, OpenedFile } from '../../trace/views.ts';
import { RowList } from './row-list.ts';
import type { ReadFile } from './sources.ts';

/** A case in the engine: its trace and what the panels ask of it. */
export interface LoadedCase {
  readonly trace: Trace;
  readonly servers: Servers;
  readonly rows: RowList;
  readonly log: KernelLog;
  readonly lanes: Lanes;
  readonly info: CaseInfo;
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
  };
}

function textOf(files: readonly ReadFile[], part: 'rules' | 'sysctl' | 'actions' | 'runJson'): string {
  const texts = files.flatMap((file) => (file.part === part ? [file.text] : []));
  return texts.join('\n');
}

/** From a capture, rules, settings and timed commands, whichever are there. */
export function draftOfFiles(files: readonly ReadFile[], known?: KnownKernel): Draft {
  const capture = files.find((file) => file.part === 'capture');
  const parts = {
    runJson: textOf(files, 'runJson'),
    rules: textOf(files, 'rules'),
    sysctl: textOf(files, 'sysctl'),
    actions: textOf(files, 'actions'),
    inputsOnly: /(^|\/)inputs\.pcap(\.gz)?$/.test(capture?.name ?? ''),
    known,
  };
  const run = runProgram(parts, capture?.part === 'capture' ? capture.store : new PacketStore());
  const named = capture ?? files.find(({ part }) => part !== 'empty');
  return {
    program: run.program,
    title: named ? named.name : 'untitled case',
    about: run.about,
    assumptions: capture
      ? run.assumptions
      : [...run.assumptions, 'There is no capture, so nothing happens: only the rules are shown.'],
    consequences: run.capture.consequences,
    ignored: run.capture.ignored,
    files: files.map(({ opened }) => opened),
    problems: run.problems,
  };
}

function infoOf(draft: Draft, trace: Trace): CaseInfo {
  const { params } = draft.program;
  const setup = trace.setupProblems.map((problem) => `The rules: ${problem}.`);
  return {
    title: draft.title,
    about: draft.about,
    observed: draft.program.log !== undefined,
    profile: params.profile.name,
    hz: params.hz,
    buckets: 2 ** params.conn_tab_bits,
    seed: draft.assumptions.includes(SEED_UNKNOWN)
      ? ''
      : `0x${params.conn_rnd.toString(16).padStart(8, '0')}`,
    assumptions: [...draft.assumptions, ...setup],
    files: draft.files,
    packets: trace.index.packets,
    consequences: draft.consequences,
    ignored: draft.ignored,
    debugLevel: params.debug_level,
  };
}

/** The trace must have been played. */
export function loadedCase(draft: Draft, trace: Trace): LoadedCase {
  const servers = new Servers(draft.program);
  if (draft.program.log) servers.meet(trace.index.serverKeys);
  return {
    trace,
    servers,
    rows: new RowList(trace, servers),
    log: new KernelLog(trace),
    lanes: new Lanes(trace),
    info: infoOf(draft, trace),
  };
}
