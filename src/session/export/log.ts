import type { Program } from '../../inputs/program.ts';
import { DmesgProbe } from '../../trace/dmesg.ts';
import { Playback } from '../../trace/playback.ts';

/** Lines that are given at a time. */
const LINES = 4096;

/**
 * The kernel log of the model up to the last input, as dmesg prints it: `[    4.000000] IPVS: ...`. What the debug_level
 * of the case does not let through is not in it. Parts of a text, in order.
 */
export function* logOf(program: Program): Generator<string> {
  const playback = new Playback(program);
  const probe = new DmesgProbe(playback.ipvs);
  playback.ipvs.probe = probe;
  const end = program.inputs.at(-1)?.timeNs ?? program.setupNs;
  while (playback.step(end)) {
    if (probe.lines.length < LINES) continue;
    yield `${probe.lines.join('\n')}\n`;
    probe.lines.length = 0;
  }
  if (probe.lines.length > 0) yield `${probe.lines.join('\n')}\n`;
}
