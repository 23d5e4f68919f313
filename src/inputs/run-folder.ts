import type { InetAddr } from '../base/inet.ts';
import type { Problem } from '../base/result.ts';
import type { Command } from '../control/command.ts';
import type { MarkRule } from '../control/mark-rule.ts';
import type { StartEntry } from '../control/start-entry.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { profile_of_release } from '../kernel/profiles/index.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import type { PacketStore } from '../packet/store.ts';
import { readActions } from '../readers/actions.ts';
import { readRules } from '../readers/rules.ts';
import { type Epoch, type RunJson, readRunJson } from '../readers/run-json.ts';
import { readSteps } from '../readers/steps.ts';
import { readSysctl } from '../readers/sysctl.ts';
import { ASSUMED_UPTIME_SECONDS, assumptionsOf, DEFAULT_HZ, type KnownKernel } from './assumptions.ts';
import { type CaptureInputs, captureInputs, inputRoles } from './capture-inputs.ts';
import { type Cut, cutAssumption } from './cut/cut.ts';
import { selectPackets } from './cut/select.ts';
import { mergedInputs } from './input-list.ts';
import type { CommandInput, Input, Program, StartInput } from './program.ts';
import { NO_SYNC, syncReading } from './sync-messages.ts';
import { topologyOf } from './topology.ts';

/** The text files of a recorded run; what is missing is empty. */
export interface RunFiles {
  readonly runJson: string;
  readonly rules: string;
  readonly sysctl: string;
  readonly actions: string;
  /**
   * The capture holds what went in and nothing else, the log begins with what the setup printed, settings were
   * made after the rules, and nothing was held back by a rate limit unless run.json says so (linux-2.6.32).
   */
  readonly inputsOnly?: boolean;
  /** What was fed in, where the recording has it (linux-2.6.32). */
  readonly steps?: string;
  /** What a log of the same kernel tells, used where run.json does not say. */
  readonly known?: KnownKernel;
  readonly listed?: ListedFacts;
  /** Packets of the capture that are not played; left out or null = all are. */
  readonly cut?: Cut | null;
}

/** What listings add to a run. */
export interface ListedFacts {
  /** From the heading of a listing; null = unknown. */
  readonly connTabBits: number | null;
  readonly locals: readonly InetAddr[];
  /** What listings and pasted rules say, behind the rules of the file. */
  readonly commands: readonly Command[];
  readonly marks: readonly MarkRule[];
  /** Entries to start with; `at` null = right before the first input. */
  readonly start: {
    readonly entries: readonly StartEntry[];
    readonly at: Epoch | null;
    readonly text: string;
  } | null;
}

export interface RunProgram {
  readonly program: Program;
  /** What the files do not tell and had to be assumed, one sentence each. */
  readonly assumptions: readonly string[];
  readonly capture: CaptureInputs;
  readonly problems: readonly Problem[];
  readonly about: string;
  /** The recorded log begins with what the setup printed. */
  readonly logsSetup: boolean;
}

const NS = 1_000_000_000;
const since = (time: Epoch, origin: Epoch): number =>
  (time.sec - origin.sec) * NS + (time.nsec - origin.nsec);

export function defaultParams(): MachineParams {
  return {
    profile: linux_6_12,
    hz: DEFAULT_HZ,
    conn_tab_bits: 12,
    conn_rnd: 0,
    netns_hash_xor: 0,
    debug_level: 12,
    mtu: 1500,
    route_source: null,
    local_addresses: [],
    ftp_ports: [21],
    random_seed: 1,
    free_pages: [],
    jiffies_at_boot: null,
    sync_seen_ns: null,
    ratelimit: true,
    conntrack: false,
  };
}

/** What a run says about its kernel; the rest as by default. */
function paramsOf(run: RunJson | null, files: RunFiles): MachineParams {
  const { known, listed } = files;
  const plain = defaultParams();
  const defaults = {
    ...plain,
    profile: known?.profile ?? plain.profile,
    hz: known?.hz ?? plain.hz,
    conn_tab_bits: listed?.connTabBits ?? plain.conn_tab_bits,
    local_addresses: [...(listed?.locals ?? [])],
  };
  if (!run) return defaults;
  return {
    ...defaults,
    profile: profile_of_release(run.kernel) ?? defaults.profile,
    hz: run.hz ?? defaults.hz,
    conn_tab_bits: run.connTabBits ?? defaults.conn_tab_bits,
    conn_rnd: run.connRnd ?? 0,
    netns_hash_xor: run.netnsHashXor ?? 0,
    debug_level: run.debugLevel ?? defaults.debug_level,
    local_addresses: [...run.virtualAddresses, ...run.localAddresses, ...defaults.local_addresses],
    random_seed: run.randomSeed ?? defaults.random_seed,
    free_pages: run.freePages.map(({ uptime, pages }) => ({ uptimeNs: Math.round(uptime * NS), pages })),
    jiffies_at_boot: run.jiffiesAtBoot,
    ratelimit: run.rateLimit ?? !files.inputsOnly,
  };
}

/** So that the first packet or timed command comes at the assumed uptime. */
function assumedBoot(store: PacketStore, times: readonly Epoch[]): Epoch {
  const seconds = times.map(({ sec }) => sec);
  if (store.length > 0) seconds.push(store.baseSec);
  return { sec: (seconds.length > 0 ? Math.min(...seconds) : 0) - ASSUMED_UPTIME_SECONDS, nsec: 0 };
}

function shifted({ sec, nsec }: Epoch, seconds: number): Epoch {
  const whole = Math.floor(seconds);
  const ns = nsec + Math.round((seconds - whole) * NS);
  return { sec: sec + whole + Math.floor(ns / NS), nsec: ns % NS };
}

/** A recorded run as a program: its capture's inputs, rules, settings and timed commands. */
export function runProgram(files: RunFiles, store: PacketStore): RunProgram {
  const { run, problems } = files.runJson ? readRunJson(files.runJson) : { run: null, problems: [] };
  const rules = files.rules ? readRules(files.rules) : { commands: [], marks: [], problems: [] };
  const sysctls = files.sysctl ? readSysctl(files.sysctl) : { commands: [], problems: [] };
  const actions = files.actions ? readActions(files.actions) : { actions: [], problems: [] };
  const listedAt = files.listed?.start?.at;
  const moments = [...actions.actions, ...(listedAt ? [listedAt] : [])];
  const estimate = run?.bootEpoch ?? files.known?.bootEpoch ?? assumedBoot(store, moments);
  const boot = shifted(estimate, files.known?.nudge ?? 0);
  const uptimeNs = (i: number): number => store.nsSince(i, boot.sec) - boot.nsec;
  const parts = [
    sysctls.commands.map(({ command }) => command),
    run?.commands ?? [],
    [...rules.commands.map(({ command }) => command), ...(files.listed?.commands ?? [])],
  ];
  const told: Command[] = (files.inputsOnly ? parts.toReversed() : parts).flat();
  const later = actions.actions.map(({ command }) => command);
  const sync = files.inputsOnly ? NO_SYNC : syncReading(store, [...told, ...later]);
  const setup = [...told, ...sync.commands];
  const marks = [
    ...(run?.marks ?? []),
    ...rules.marks.map(({ rule }) => rule),
    ...(files.listed?.marks ?? []),
  ];
  const topology = topologyOf([...setup, ...later], marks, run?.virtualAddresses ?? []);
  const kept = files.cut ? selectPackets(store, files.cut, topology) : null;
  const capture = captureInputs(
    store,
    topology,
    uptimeNs,
    files.inputsOnly ? inputRoles(topology, readSteps(files.steps ?? ''), store.length) : null,
    sync,
    kept,
  );
  const commands = actions.actions.map(
    (action): CommandInput => ({
      kind: 'command',
      timeNs: since(action, boot),
      command: action.command,
      text: '',
    }),
  );
  const start = startInput(files.listed, boot, mergedInputs(commands, capture.inputs).at(0));
  const sync_seen_ns = sync.own === null ? null : uptimeNs(sync.own);
  const params = { ...paramsOf(run, files), sync_seen_ns };
  return {
    program: {
      params,
      setupNs: run?.startEpoch
        ? since(run.startEpoch, boot)
        : setupBefore(start[0], commands[0], capture.inputs.at(0)),
      setup,
      inputs: mergedInputs([...start, ...commands], capture.inputs),
      packets: {
        length: store.length,
        ip: (i) => store.ip(i),
        isPlain: (i) => store.isPlain(i),
        columns: store,
        origin: (i) => store.origin(i),
      },
      bootEpoch: boot.sec + boot.nsec / NS,
      marks,
      vips: run?.virtualAddresses ?? [],
    },
    capture,
    assumptions: [
      ...(files.cut && kept ? [cutAssumption(files.cut, kept.length, store.length)] : []),
      ...assumptionsOf(run, params, files, store, sync),
    ],
    problems: [...problems, ...rules.problems, ...sysctls.problems, ...actions.problems],
    about: run?.about ?? '',
    logsSetup: files.inputsOnly === true,
  };
}

/** A starting state comes before everything else, and after the kernel's boot. */
function startInput(listed: ListedFacts | undefined, boot: Epoch, first: Input | undefined): StartInput[] {
  if (!listed?.start) return [];
  const { entries, at, text } = listed.start;
  const latest = first ? first.timeNs : Number.POSITIVE_INFINITY;
  const told = at ? since(at, boot) : first ? first.timeNs - 1e6 : ASSUMED_UPTIME_SECONDS * NS;
  return [{ kind: 'start', timeNs: Math.max(0, Math.min(told, latest)), entries, text }];
}

/** Rules are in place a second before the first input. */
function setupBefore(...first: readonly (Input | undefined)[]): number {
  const times = first.flatMap((input) => (input ? [input.timeNs] : []));
  return Math.max(0, Math.min(...times, ASSUMED_UPTIME_SECONDS * NS) - NS);
}
