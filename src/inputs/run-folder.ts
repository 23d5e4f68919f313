import type { Problem } from '../base/result.ts';
import type { Command } from '../control/command.ts';
import type { MachineParams } from '../kernel/ipvs/netns_ipvs.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import type { PacketStore } from '../packet/store.ts';
import { readActions } from '../readers/actions.ts';
import { readRules } from '../readers/rules.ts';
import { type Epoch, type RunJson, readRunJson } from '../readers/run-json.ts';
import { readSysctl } from '../readers/sysctl.ts';
import { assumptionsOf } from './assumptions.ts';
import { type CaptureInputs, captureInputs } from './capture-inputs.ts';
import type { CommandInput, Input, Program } from './program.ts';
import { topologyOf } from './topology.ts';

/** The text files of a recorded run, or a user's own; what is missing is empty. */
export interface RunFiles {
  readonly runJson: string;
  readonly rules: string;
  readonly sysctl: string;
  readonly actions: string;
}

export interface RunProgram {
  readonly program: Program;
  readonly capture: CaptureInputs;
  readonly problems: readonly Problem[];
  readonly about: string;
  /** What no file says and had to be assumed, a sentence each. */
  readonly assumptions: readonly string[];
}

const NS = 1_000_000_000;
const since = (time: Epoch, origin: Epoch): number =>
  (time.sec - origin.sec) * NS + (time.nsec - origin.nsec);

/** The value of HZ that distributions use most, for captures that do not tell. */
export const DEFAULT_HZ = 250;

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
  };
}

function paramsOf(run: RunJson | null): MachineParams {
  const defaults = defaultParams();
  return {
    ...defaults,
    hz: run?.hz ?? defaults.hz,
    conn_tab_bits: run?.connTabBits ?? defaults.conn_tab_bits,
    conn_rnd: run?.connRnd ?? 0,
    netns_hash_xor: run?.netnsHashXor ?? 0,
    debug_level: run?.debugLevel ?? defaults.debug_level,
  };
}

/** Uptime 0 where nobody says: the second of the first packet or action. */
function earliest(store: PacketStore, actions: readonly Epoch[]): Epoch {
  const first = Math.min(
    store.length > 0 ? store.baseSec : Number.POSITIVE_INFINITY,
    actions[0]?.sec ?? Infinity,
  );
  return { sec: Number.isFinite(first) ? first : 0, nsec: 0 };
}

function readRun(text: string): ReturnType<typeof readRunJson> {
  return text.trim() === '' ? { run: null, problems: [] } : readRunJson(text);
}

/** A recorded run, or a user's own files, as a program: its capture's inputs, rules, settings and timed commands. */
export function runProgram(files: RunFiles, store: PacketStore): RunProgram {
  const { run, problems } = readRun(files.runJson);
  const rules = readRules(files.rules);
  const sysctls = readSysctl(files.sysctl);
  const actions = readActions(files.actions);
  const boot = run?.bootEpoch ?? earliest(store, actions.actions);
  const uptimeNs = (i: number): number => since({ sec: store.sec(i), nsec: store.nsec(i) }, boot);
  const setup: Command[] = [
    ...sysctls.commands.map(({ command }) => command),
    ...(run?.commands ?? []),
    ...rules.commands.map(({ command }) => command),
  ];
  const later = actions.actions.map(({ command }) => command);
  const marks = [...(run?.marks ?? []), ...rules.marks.map(({ rule }) => rule)];
  const topology = topologyOf([...setup, ...later], marks, run?.virtualAddresses ?? []);
  const capture = captureInputs(store, topology, uptimeNs);
  const commands = actions.actions.map(
    (action): CommandInput => ({
      kind: 'command',
      timeNs: since(action, boot),
      command: action.command,
      text: '',
    }),
  );
  const params = paramsOf(run);
  return {
    program: {
      params,
      setupNs: run?.startEpoch ? since(run.startEpoch, boot) : 0,
      setup,
      inputs: byTime([...commands, ...capture.inputs]),
      packets: { length: store.length, ip: (i) => store.get(i).ip },
      bootEpoch: boot.sec + boot.nsec / NS,
    },
    capture,
    problems: [...problems, ...rules.problems, ...sysctls.problems, ...actions.problems],
    about: run?.about ?? '',
    assumptions: assumptionsOf(run, params, store, topology),
  };
}

/** Stable: inputs of one instant keep their order. */
export function byTime(inputs: readonly Input[]): Input[] {
  return [...inputs].sort((a, b) => a.timeNs - b.timeNs);
}
