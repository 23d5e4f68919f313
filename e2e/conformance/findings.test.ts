import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findingsOf } from '../../src/analysis/findings/detect.ts';
import { FindingRun } from '../../src/analysis/findings/run.ts';
import { loadRun } from '../../src/cli/replay-run.ts';
import { Trace } from '../../src/trace/trace.ts';

/**
 * What the detectors find in every recorded run, with the figures; each was judged by hand, and a run without a line is
 * healthy. `npx vitest -u` writes the list anew: read what it changes.
 */

const ROOT = 'e2e/recorded-runs';
const LIST = 'e2e/conformance/findings.txt';
const KERNELS = ['linux-6.12', 'linux-2.6.32'] as const;

function told(kernel: string, run: string, detailed?: boolean): string[] {
  const trace = new Trace(loadRun(join(ROOT, kernel, run)).program, detailed);
  trace.play();
  return findingsOf(new FindingRun(trace)).findings.map(({ id, severity, summary, service }) =>
    [`${kernel}/${run}`, severity, id, service ?? '', summary].filter(Boolean).join(' | '),
  );
}

describe('findings in the recorded runs', () => {
  const runs = KERNELS.flatMap((kernel) =>
    readdirSync(join(ROOT, kernel))
      .sort()
      .map((run) => [kernel, run] as const),
  );

  it('are those of the list', async () => {
    const lines = runs.flatMap(([kernel, run]) => told(kernel, run));
    await expect(`${lines.join('\n')}\n`).toMatchFileSnapshot(join(process.cwd(), LIST));
  });

  it('are the same where only facts are kept, but for what says that it cannot look', () => {
    for (const [kernel, run] of runs) {
      const known = new Set(told(kernel, run));
      const facts = told(kernel, run, false);
      expect(facts.filter((line) => !known.has(line))).toEqual([]);
    }
  });

  it('are none in healthy runs', () => {
    const list = readFileSync(LIST, 'utf8');
    for (const run of [
      '001-nat-rr-one-connection',
      '003-dr-wlc-persistent-360',
      '009-fwmark-persistent',
      '015-udp-one-packet',
      '0283-sip-persistence',

      '0250-ipv6-nat',
      '0261-ftp-nat-active',
    ])
      expect(list).not.toContain(`linux-6.12/${run} `);
  });
});
