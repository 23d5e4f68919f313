import { modelOfLog } from '../../analysis/compare/model-of-log.ts';
import { rulesOfLog } from '../../analysis/compare/rules-of-log.ts';
import { matchClocks } from '../../inputs/align-log.ts';
import type { KnownKernel } from '../../inputs/assumptions.ts';
import { commandInputs } from '../../inputs/input-list.ts';
import { type BootLog, bootLog } from '../../inputs/log-of-store.ts';
import { logProgram } from '../../inputs/log-program.ts';
import { PROFILES, profile_named } from '../../kernel/profiles/index.ts';
import { readLogBytes } from '../../readers/klog/reader.ts';
import { recogniseCatalogue } from '../../readers/klog/recognise.ts';
import type { LogStore } from '../../readers/klog/store.ts';
import type { Epoch } from '../../readers/run-json.ts';
import type { SeedChoice } from '../protocol/seed.ts';
import type { EvidenceChoice } from './evidence-plan.ts';
import { type Draft, draftOfFiles, draftWithSeed } from './loaded-case.ts';
import type { ReadFile } from './sources.ts';

/** The kernels that a case can show side by side, as programs; what is not there is null. */
export interface Sides {
  /** What the model makes of the capture, or of the packets that the log tells of. */
  readonly model: Draft | null;
  /** The kernel that the log tells of. */
  readonly observed: Draft | null;
  /** Seconds that the user has added to the estimated time of boot. */
  readonly nudge: number;
}

interface NamedLog {
  readonly name: string;
  readonly store: LogStore;
}

type CaptureFile = Extract<ReadFile, { part: 'capture' }>;

function epochOf(seconds: number): Epoch {
  const sec = Math.floor(seconds);
  return { sec, nsec: Math.round((seconds - sec) * 1e9) };
}

/** The observed kernel lives on the clock, with the parameters and under the rules that are known. */
function observedDraft(file: NamedLog, boot: BootLog, from: Draft): Draft {
  const { params, setup, inputs } = from.program;
  const bootEpoch = boot.bootEpoch ?? from.program.bootEpoch;
  const commands = commandInputs(inputs);
  const program = logProgram(boot.log, { params, setup, commands, bootEpoch });
  return {
    ...from,
    program,
    title: file.name,
    about:
      'What the kernel did, by its own log. No model runs: entries, servers and timers are those that the lines tell of.',
    assumptions: [...boot.assumptions, ...told(from)],
    consequences: 0,
    ignored: 0,
  };
}

/** What of a capture's assumptions holds for a log too. */
function told({ assumptions }: Draft): string[] {
  return assumptions.filter((text) => /HZ|seed|connection table|wording|net\.ipv4\.vs/.test(text));
}

/** Wall clock at uptime 0 by a log and a capture, and how it was found. */
interface ClockFound {
  readonly epoch: Epoch | null;
  readonly assumption: string | null;
}

function clock(boot: BootLog, capture: CaptureFile | undefined): ClockFound {
  if (!capture) return { epoch: boot.bootEpoch === null ? null : epochOf(boot.bootEpoch), assumption: null };
  const match = matchClocks(boot.log, boot.hz !== null, capture.store);
  if (!match) {
    const assumption =
      'Log and capture have no flow in common: they may be of different minutes. Their clocks are not aligned.';
    return { epoch: boot.bootEpoch === null ? null : epochOf(boot.bootEpoch), assumption };
  }
  const share = `${match.agreeing} of ${match.flows} flows that both have`;
  return {
    epoch: epochOf(match.bootEpoch),
    assumption: `Log and capture are aligned by ${share}: uptime 0 is at ${new Date(match.bootEpoch * 1000).toISOString()}.`,
  };
}

/** The log of a set of files: one of its own, or what was pasted among other text. */
function logOf(files: readonly ReadFile[]): NamedLog | null {
  for (const file of files) {
    if (file.part === 'log') return { name: file.name, store: file.log };
    if (file.part !== 'paste' || file.paste.logs.length === 0) continue;
    const text = file.paste.logs.map((log) => log.text).join('\n');
    const store = readLogBytes(new TextEncoder().encode(text), { kernels: PROFILES });
    if (store.messages > 0) return { name: file.name, store };
  }
  return null;
}

/**
 * What a set of files is: a capture for the model, a log for the observed kernel, or both, on one clock. Rules that
 * nobody gives are inferred from the log.
 * @param nudge seconds that the user adds to the estimated time of boot
 */
export function sidesOf(
  files: readonly ReadFile[],
  choices: ReadonlyMap<string, EvidenceChoice> = new Map(),
  nudge = 0,
): Sides {
  const log = logOf(files);
  if (!log) return { model: draftOfFiles(files, choices), observed: null, nudge };
  const capture = files.find((file): file is CaptureFile => file.part === 'capture');
  const boot = bootLog(log.store);
  const found = clock(boot, capture);
  const { certain, name } = recogniseCatalogue(log.store);
  const chosen = log.store.kernel.name;
  const profile = profile_named(chosen);
  const known: KnownKernel = {
    profile,
    certain: certain && name === chosen,
    hz: boot.hz,
    bootEpoch: found.epoch,
    nudge,
  };
  const plain = draftOfFiles(files, choices, known);
  const observed = observedDraft(log, boot, plain);
  if (capture) {
    const aligned = (draft: Draft): Draft =>
      found.assumption ? { ...draft, assumptions: [found.assumption, ...draft.assumptions] } : draft;
    return { model: aligned(plain), observed: aligned(observed), nudge };
  }
  return { model: modelFromLog(observed, plain), observed, nudge };
}

/** The model, fed with the packets that the log tells of. */
function modelFromLog(observed: Draft, plain: Draft): Draft {
  const given = plain.program.setup;
  const inferred = given.length > 0 ? null : rulesOfLog(observed.program);
  const commands = commandInputs(plain.program.inputs);
  const program = modelOfLog(observed.program, inferred?.commands ?? given, commands, inferred !== null);
  return {
    ...observed,
    program,
    about:
      'The model, fed with the packets that the log tells of. Payloads, lengths and most TCP flags are not in the log.',
    assumptions: [...(inferred?.assumptions ?? []), ...observed.assumptions],
  };
}

/** The same kernels with the buckets of the user's own. */
export function sidesWithSeed({ model, observed, nudge }: Sides, found: SeedChoice): Sides {
  return {
    model: model && draftWithSeed(model, found),
    observed: observed && draftWithSeed(observed, found),
    nudge,
  };
}
