import { parseCommandLine } from '../control/command-line.ts';
import { defaultParams } from '../inputs/run-folder.ts';
import { run_command } from '../kernel/command.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { initialJiffies } from '../kernel/lib/jiffies.ts';
import { alloc_skb } from '../kernel/lib/skbuff.ts';
import { LISTINGS } from '../kernel/listing/listings.ts';
import { expire_next, jiffies_of, machine_init, run_hooks, set_time } from '../kernel/machine.ts';
import { linux_2_6_32 } from '../kernel/profiles/linux-2.6.32.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import { decodeFrame } from '../packet/decode.ts';
import { LINKTYPE_RAW } from '../packet/protocols.ts';
import { cloneMachine } from '../trace/clone.ts';
import { DmesgProbe } from '../trace/dmesg.ts';
import { Recorder } from '../trace/recorder.ts';
import { lookBack } from '../trace/rewind.ts';
import { dumpMachine } from './dump.ts';
import type { FuzzInput } from './fuzz-inputs.ts';

/** Feeds a machine with random inputs, as a player would. */

/** Everything that a machine shows: its state, every listing. */
function shows(ipvs: netns_ipvs): string {
  return [dumpMachine(ipvs), ...Object.values(LISTINGS).map((listing) => listing(ipvs))].join('\n');
}

function act(ipvs: netns_ipvs, input: FuzzInput): void {
  if (input.kind === 'command') {
    for (const command of parseCommandLine(input.text).commands) run_command(ipvs, command);
  } else if (input.kind === 'packet') {
    const { bytes, hook, mark } = input;
    const { ip } = decodeFrame(LINKTYPE_RAW, bytes, bytes.length, bytes.length);
    if (ip) run_hooks(ipvs, alloc_skb(ip, hook !== 3, mark), hook);
  }
}

/** Lets time pass: timers run one by one, `before` each. */
function pass(ipvs: netns_ipvs, ns: number, before?: () => void, after?: () => void): void {
  const until = ipvs.now_ns + ns;
  const limit = jiffies_of(ipvs, until);
  while (expire_next(ipvs, limit, before)) after?.();
  set_time(ipvs, until);
}

/** One input without anyone watching. */
export function feed(ipvs: netns_ipvs, input: FuzzInput): void {
  if (input.kind === 'time') pass(ipvs, input.ns);
  else act(ipvs, input);
}

/**
 * A small table, so that chains are long; every other machine tracks connections, every fourth one lives with
 * linux-2.6.32.
 */
export function fuzzMachine(hz: number, seed: number): netns_ipvs {
  const profile = seed % 4 === 3 ? linux_2_6_32 : linux_6_12;
  const conntrack = seed % 2 === 0;
  const params = { ...defaultParams(), profile, hz, conn_tab_bits: 3, random_seed: seed, conntrack };
  return machine_init(params, 4e9);
}

/** What a copy of the machine makes of the inputs: its log, and all that it shows at the end. */
export function feedCopy(
  ipvs: netns_ipvs,
  inputs: readonly FuzzInput[],
): { log: readonly string[]; shows: string } {
  const copy = cloneMachine(ipvs);
  return { log: feedLogged(copy, inputs), shows: shows(copy) };
}

/** Inputs with the log that they cause. */
export function feedLogged(ipvs: netns_ipvs, inputs: readonly FuzzInput[]): readonly string[] {
  const probe = new DmesgProbe(ipvs);
  ipvs.probe = probe;
  for (const input of inputs) feed(ipvs, input);
  ipvs.probe = null;
  return probe.lines;
}

/** Passes everything on to a recorder and lets someone look after each report. */
function watched(recorder: Recorder, look: () => void): Recorder {
  return new Proxy(recorder, {
    get(target, name) {
      const value: unknown = Reflect.get(target, name);
      if (typeof value !== 'function') return value;
      return (...args: unknown[]): unknown => {
        const result: unknown = Reflect.apply(value, target, args);
        look();
        return result;
      };
    },
  });
}

/** Steps at which the machine is looked at while it runs: early ones all, later ones now and then. */
const isSeen = (step: number): boolean => step < 4 || (step < 400 && step % 13 === 0) || step % 997 === 0;

/** The lines that differ, as they are and as they should be. */
function difference(is: string, should: string): string {
  const [one, other] = [is.split('\n'), should.split('\n')];
  const at = one.findIndex((line, i) => line !== other[i]);
  return `${one[at]}\ninstead of:\n${other[at]}`;
}

/**
 * One input, recorded: the events that, taken back to their beginning or to a step inside, do not show what
 * was there then.
 */
export function feedRecorded(ipvs: netns_ipvs, input: FuzzInput): string[] {
  const recorder = new Recorder();
  const wrong: string[] = [];
  let seen = new Map<number, string>();
  const begin = (): void => {
    recorder.begin();
    seen = new Map([[0, dumpMachine(ipvs)]]);
  };
  const end = (): void => {
    const after = dumpMachine(ipvs);
    for (const [step, should] of seen) {
      const is = lookBack(ipvs, recorder.rawSteps, step, () => dumpMachine(ipvs));
      if (is !== should) wrong.push(`taken back to step ${step}:\n${difference(is, should)}`);
    }
    if (dumpMachine(ipvs) !== after) wrong.push('looking back has changed the machine');
  };
  ipvs.probe = watched(recorder, () => {
    const step = recorder.steps;
    if (isSeen(step) && !seen.has(step)) seen.set(step, dumpMachine(ipvs));
  });
  if (input.kind === 'time') pass(ipvs, input.ns, begin, end);
  else {
    begin();
    act(ipvs, input);
    end();
  }
  ipvs.probe = null;
  return wrong;
}

/** The uptime in seconds, for messages. */
export function uptime(ipvs: netns_ipvs): number {
  return (ipvs.jiffies - initialJiffies(ipvs.params.hz)) / ipvs.params.hz;
}
