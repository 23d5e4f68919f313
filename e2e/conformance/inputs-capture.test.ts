import { readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../src/cli/replay-run.ts';
import { runText } from '../../src/cli/run-files.ts';
import { INPUTS_EXCEPTIONS, INSTANT_EXCEPTIONS } from './exceptions.ts';

/**
 * The model against linux-2.6.32, fed from captures of exactly what went in. The whole log is compared, stamps and
 * setup included, and the structures behind the listings: buckets, reference counts, timers, the trash.
 */
const ROOT = join(dirname(fileURLToPath(import.meta.url)), '../recorded-runs/linux-2.6.32');
const RUNS = readdirSync(ROOT).sort();
let complete = 0;

afterAll(() => console.log(`linux-2.6.32: runs complete: ${complete} of ${RUNS.length}`));

/** The first thing that is not as recorded; null = everything is. */
function firstDifference(run: string): string | null {
  const folder = join(ROOT, run);
  const model = replayRun(folder);
  const recorded = runText(folder, 'dmesg.txt').trimEnd().split('\n');
  const at = recorded.findIndex((line, i) => line !== model.dmesg[i]);
  if (at >= 0) return `log line ${at + 1}: recorded "${recorded[at]}", model "${model.dmesg[at] ?? ''}"`;
  if (recorded.length !== model.dmesg.length) return 'the model logs more';
  const snapshots: Record<string, Record<string, unknown>> = JSON.parse(runText(folder, 'snapshots.json'));
  for (const [label, snapshot] of Object.entries(snapshots)) {
    if (`${run} ${label}` in INSTANT_EXCEPTIONS) continue;
    for (const [key, value] of Object.entries(snapshot)) {
      const made = model.snapshots[label]?.[key];
      if (JSON.stringify(made) !== JSON.stringify(value)) return `${label}, ${key}`;
    }
  }
  return null;
}

describe('replays from inputs.pcap', () => {
  it.each(RUNS)('%s', (run) => {
    const first = firstDifference(run);
    if (first === null) complete++;
    if (!Object.hasOwn(INPUTS_EXCEPTIONS, run)) expect(first).toBeNull();
    else expect(first, `${run} matches now: take it off the list of exceptions`).not.toBeNull();
  });

  it('has exceptions for recorded runs only', () => {
    const named = [...Object.keys(INPUTS_EXCEPTIONS), ...Object.keys(INSTANT_EXCEPTIONS)];
    expect(named.filter((name) => !RUNS.includes(name.split(' ')[0]))).toEqual([]);
  });
});
