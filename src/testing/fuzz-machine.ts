import { parseCommandLine } from '../control/command-line.ts';
import { defaultParams } from '../inputs/run-folder.ts';
import { run_command } from '../kernel/command.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import { initialJiffies } from '../kernel/lib/jiffies.ts';
import { alloc_skb } from '../kernel/lib/skbuff.ts';
import { LISTINGS } from '../kernel/listing/listings.ts';
import { expire_next, jiffies_of, machine_init, run_hooks, set_time } from '../kernel/machine.ts';
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

/** A small table, so that chains are long; every other machine tracks connections. */
export function fuzzMachine(hz: number, seed: number): netns_ipvs {
  const conntrack = seed % 2 === 0;
  return machine_init({ ...defaultParams(), hz, conn_tab_bits: 3, random_seed: seed, conntrack }, 4e9);
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

/** One input, recorded: the events that, taken back to their beginning, do not show what was there before. */
export function feedRecorded(ipvs: netns_ipvs, input: FuzzInput): string[] {
  const recorder = new Recorder();
  const wrong: string[] = [];
  let before = '';
  const begin = (): void => {
    recorder.begin();
    before = dumpMachine(ipvs);
  };
  const end = (): void => {
    const after = dumpMachine(ipvs);
    const back = lookBack(ipvs, recorder.rawSteps, 0, () => dumpMachine(ipvs));
    if (back !== before) wrong.push(`taken back:\n${back}\ninstead of:\n${before}`);
    if (dumpMachine(ipvs) !== after) wrong.push('looking back has changed the machine');
  };
  ipvs.probe = recorder;
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
