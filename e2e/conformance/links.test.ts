import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadRun } from '../../src/cli/replay-run.ts';
import { fingerprintOfTrace } from '../../src/engine/worker/link-run.ts';
import { fragmentOf, readFragment } from '../../src/session/link/fragment.ts';
import { packCase } from '../../src/session/link/pack.ts';
import { slimmed } from '../../src/session/link/shorten.ts';
import { PLAIN_VIEW } from '../../src/session/link/view.ts';
import { parseCase } from '../../src/session/parse-case.ts';
import { printCase } from '../../src/session/print-case.ts';
import { caseProgram, documentOf } from '../../src/session/program.ts';
import { momentAnchor, momentOf } from '../../src/trace/stops/anchors.ts';
import { Trace } from '../../src/trace/trace.ts';

/** Every recorded run as a link: the same case comes out, decides the same, and the same moment is found. */

const ROOT = 'e2e/recorded-runs';
const MOMENTS = 12;

function played(text: string): Trace {
  const { document, problems } = parseCase(text);
  expect(problems.filter(({ severity }) => severity === 'error')).toEqual([]);
  const trace = new Trace(caseProgram(document).program);
  trace.play();
  return trace;
}

describe.each(['linux-6.12', 'linux-2.6.32'] as const)('%s through a link', (kernel) => {
  it.each(readdirSync(join(ROOT, kernel)).sort())('%s', (run) => {
    const { program } = loadRun(join(ROOT, kernel, run));
    const document = documentOf(program, { title: run, about: '' });
    const text = printCase(document);
    const trace = played(text);
    const fingerprint = fingerprintOfTrace(trace);
    const { length } = trace.index;
    const cursors = Array.from({ length: MOMENTS }, (_, at) => {
      const event = Math.floor((at * length) / MOMENTS);
      return { event, step: Math.min(1 + at, trace.stepsOf(event)) };
    });
    const view = { ...PLAIN_VIEW, at: momentAnchor(trace, cursors[3]), filter: 'tcp.flags.syn' };
    const fragment = fragmentOf(packCase({ text, view, fingerprint }));
    const read = readFragment(fragment);
    expect(read).toEqual({ ok: true, packed: { text, view, fingerprint } });
    if (!read.ok) return;
    const again = played(read.packed.text);
    expect(fingerprintOfTrace(again)).toEqual(fingerprint);
    for (const cursor of cursors)
      expect(momentOf(again, momentAnchor(trace, cursor))).toEqual({ cursor, exact: true });
    expect(fingerprintOfTrace(played(printCase(slimmed(document)))).events).toBe(fingerprint.events);
  });
});
