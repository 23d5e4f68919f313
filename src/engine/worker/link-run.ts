import { proveInSlices } from '../../session/anonymise/prove.ts';
import type { CaseDocument } from '../../session/case.ts';
import { type Fingerprint, fingerprintOf } from '../../session/link/fingerprint.ts';
import { caseProgram } from '../../session/program.ts';
import { Trace } from '../../trace/trace.ts';
import type { LinkProof } from '../protocol/links.ts';
import { Slices } from './breathe.ts';

/** Playing what goes into a link, to see that it still decides the same. */

/** What an event came to, its steps included: what a link's fingerprint is made of. */
function decisionAt({ index }: Trace, event: number): string {
  const { kind, verdict, what, server, steps, tone } = index.at(event);
  return `${kind} ${verdict} ${what} ${index.serverKeys[server] ?? ''} ${steps} ${tone}`;
}

export function fingerprintOfTrace(trace: Trace): Fingerprint {
  return fingerprintOf(trace.index.length, (event) => decisionAt(trace, event));
}

/** Plays a case; messages are let in meanwhile. */
export async function played(document: CaseDocument): Promise<Trace> {
  const trace = new Trace(caseProgram(document).program);
  const slices = new Slices();
  while (trace.playSlice()) if (slices.isOver) await slices.rest();
  return trace;
}

/** Replays both and compares every decision. */
export async function proven(before: CaseDocument, after: CaseDocument): Promise<LinkProof> {
  const run = proveInSlices(before, after);
  const slices = new Slices();
  for (;;) {
    const { done, value } = run.next();
    if (done) return value;
    if (slices.isOver) await slices.rest();
  }
}
