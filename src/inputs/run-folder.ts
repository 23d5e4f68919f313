import { error, type Problem } from '../base/result.ts';
import type { Command } from '../control/command.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { PROFILE_NAMES, profile_of_release } from '../kernel/profiles/index.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import type { KernelProfile } from '../kernel/profiles/profile.ts';
import type { PacketStore } from '../packet/store.ts';
import { readActions } from '../readers/actions.ts';
import { readRules } from '../readers/rules.ts';
import { type Epoch, type RunJson, readRunJson } from '../readers/run-json.ts';
import { readSteps } from '../readers/steps.ts';
import { readSysctl } from '../readers/sysctl.ts';
import { type CaptureInputs, captureInputs, inputRoles } from './capture-inputs.ts';
import type { CommandInput, Input, Program } from './program.ts';
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

/** The value of HZ that distributions use most, for captures that do not tell. */
export const DEFAULT_HZ = 250;
/** Uptime of the first packet when nobody says when the kernel booted. */
const ASSUMED_UPTIME_SECONDS = 1000;

function assumptionsOf(run: RunJson | null, files: RunFiles): string[] {
  const said: string[] = [];
  if (run?.hz == null)
    said.push(`HZ is not known: ${DEFAULT_HZ} is assumed, as most distributions build it.`);
  if (!run?.bootEpoch) {
    const uptime = `uptime at the first packet is taken as ${ASSUMED_UPTIME_SECONDS} s`;
    said.push(
      `When the kernel booted is not known: ${uptime}. Timers may fire up to one slot of the wheel earlier or later.`,
    );
  }
  if (run?.connRnd == null)
    said.push(
      'The seed of the connection hash is not known: buckets are not those of the real table. Choices and states do not depend on it.',
    );
  if (files.rules.trim() === '')
    said.push(
      'No rules are loaded, so there is no virtual service. Drop the output of "ipvsadm -Sn" on the window.',
    );
  if (files.sysctl.trim() === '' && !run)
    said.push('net.ipv4.vs settings are taken as the kernel has them by default.');
  return said;
}

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
    random_seed: 1,
    free_pages: [],
    jiffies_at_boot: null,
    ratelimit: true,
  };
}

/** The profile of the kernel that was recorded; without a name the default. */
function profileOf(run: RunJson | null, problems: Problem[]): KernelProfile {
  if (!run?.kernel) return linux_6_12;
  const profile = profile_of_release(run.kernel);
  if (!profile) {
    const known = PROFILE_NAMES.join(', ');
    const message = `"kernel" is "${run.kernel}", which the model does not know: expected a release of ${known}.`;
    problems.push(error('run-json-kernel', message));
  }
  return profile ?? linux_6_12;
}

/** What a run says about its kernel; the rest as by default. */
function paramsOf(run: RunJson | null, files: RunFiles, problems: Problem[]): MachineParams {
  const defaults = defaultParams();
  if (!run) return defaults;
  return {
    ...defaults,
    profile: profileOf(run, problems),
    hz: run.hz ?? defaults.hz,
    conn_tab_bits: run.connTabBits ?? defaults.conn_tab_bits,
    conn_rnd: run.connRnd ?? 0,
    netns_hash_xor: run.netnsHashXor ?? 0,
    debug_level: run.debugLevel ?? defaults.debug_level,
    local_addresses: [...run.virtualAddresses, ...run.localAddresses],
    random_seed: run.randomSeed ?? defaults.random_seed,
    free_pages: run.freePages.map(({ uptime, pages }) => ({ uptimeNs: Math.round(uptime * NS), pages })),
    jiffies_at_boot: run.jiffiesAtBoot,
    ratelimit: run.rateLimit ?? !files.inputsOnly,
  };
}

/** A recorded run as a program: its capture's inputs, rules, settings and timed commands. */
export function runProgram(files: RunFiles, store: PacketStore): RunProgram {
  const { run, problems } = files.runJson ? readRunJson(files.runJson) : { run: null, problems: [] };
  const rules = files.rules ? readRules(files.rules) : { commands: [], marks: [], problems: [] };
  const sysctls = files.sysctl ? readSysctl(files.sysctl) : { commands: [], problems: [] };
  const actions = files.actions ? readActions(files.actions) : { actions: [], problems: [] };
  const boot = run?.bootEpoch ?? { sec: store.baseSec - ASSUMED_UPTIME_SECONDS, nsec: 0 };
  const uptimeNs = (i: number): number => since({ sec: store.sec(i), nsec: store.nsec(i) }, boot);
  const parts = [
    sysctls.commands.map(({ command }) => command),
    run?.commands ?? [],
    rules.commands.map(({ command }) => command),
  ];
  const setup: Command[] = (files.inputsOnly ? parts.toReversed() : parts).flat();
  const later = actions.actions.map(({ command }) => command);
  const marks = [...(run?.marks ?? []), ...rules.marks.map(({ rule }) => rule)];
  const topology = topologyOf([...setup, ...later], marks, run?.virtualAddresses ?? []);
  const capture = captureInputs(
    store,
    topology,
    uptimeNs,
    files.inputsOnly ? inputRoles(topology, readSteps(files.steps ?? ''), store.length) : null,
  );
  const commands = actions.actions.map(
    (action): CommandInput => ({
      kind: 'command',
      timeNs: since(action, boot),
      command: action.command,
      text: '',
    }),
  );
  const kernelProblems: Problem[] = [];
  const params = paramsOf(run, files, kernelProblems);
  return {
    program: {
      params,
      setupNs: run?.startEpoch ? since(run.startEpoch, boot) : setupBefore(commands[0], capture.inputs[0]),
      setup,
      inputs: byTime([...commands, ...capture.inputs]),
      packets: { length: store.length, ip: (i) => store.get(i).ip },
      bootEpoch: boot.sec + boot.nsec / NS,
    },
    capture,
    assumptions: assumptionsOf(run, files),
    problems: [...problems, ...kernelProblems, ...rules.problems, ...sysctls.problems, ...actions.problems],
    about: run?.about ?? '',
    logsSetup: files.inputsOnly === true,
  };
}

/** Rules are in place a second before the first input. */
function setupBefore(...first: readonly (Input | undefined)[]): number {
  const times = first.flatMap((input) => (input ? [input.timeNs] : []));
  return Math.max(0, Math.min(...times, ASSUMED_UPTIME_SECONDS * NS) - NS);
}

/** Stable: inputs of one instant keep their order. */
export function byTime(inputs: readonly Input[]): Input[] {
  return [...inputs].sort((a, b) => a.timeNs - b.timeNs);
}
