import { parseCommandLine } from '../control/command-line.ts';
import { decodeFrame } from '../packet/decode.ts';
import { LINKTYPE_RAW } from '../packet/protocols.ts';
import { type CaseDocument, type CaseEntry, emptyCase, plainKernel } from '../session/case.ts';
import { fuzzInputs } from './fuzz-inputs.ts';
import { randomOf } from './random.ts';

const HOOKS = { 1: 'LOCAL_IN', 2: 'FORWARD', 3: 'LOCAL_OUT' } as const;

/** A random life of a director as a case; every fourth one is of linux-2.6.32, every other one tracks connections. */
export function fuzzCase(seed: number, inputs: number): CaseDocument {
  const entries: CaseEntry[] = [];
  let time = 0;
  for (const input of fuzzInputs(randomOf(seed), inputs)) {
    if (input.kind === 'time') time += input.ns;
    else if (input.kind === 'command') {
      const { commands } = parseCommandLine(input.text);
      entries.push(...commands.map((command) => ({ kind: 'command' as const, time, command })));
    } else {
      const { bytes, hook, mark } = input;
      const { ip } = decodeFrame(LINKTYPE_RAW, bytes, bytes.length, bytes.length);
      if (ip) entries.push({ kind: 'packet', time, packet: ip, hook: HOOKS[hook], mark, seen: null });
    }
  }
  const kernel = plainKernel(seed % 4 === 3 ? 'linux-2.6.32' : 'linux-6.12');
  const hash = { connRnd: 1 + seed * 7919, connTabBits: 8, conntrack: seed % 2 === 0 };
  return { ...emptyCase(), kernel: { ...kernel, ...hash, uptime: 4e9, seed }, entries };
}
