import { afterAll, describe, expect, it } from 'vitest';
import { replayRun } from '../../src/cli/replay-run.ts';
import { score } from './compare.ts';
import { EXCEPTIONS, LISTING_EXCEPTIONS } from './exceptions.ts';
import { folderOf, RUNS, recordingOf, table } from './runs.ts';

/** The model against recorded kernels, fed from the capture of all interfaces. */

const rows: string[][] = [['run', 'log lines', 'listings', '1 s off', 'first difference']];

afterAll(() => {
  const complete = rows.slice(1).filter((row) => row[4] === '').length;
  console.log(`${table(rows)}\nruns complete: ${complete} of ${rows.length - 1}`);
});

describe('replays from any.pcap', () => {
  it.each(RUNS)('%s', (run) => {
    const model = replayRun(folderOf(run), 'any.pcap');
    const { lines, linesMatched, listings, listingsMatched, near, first } = score(
      recordingOf(run),
      model,
      model.run.program.params.hz,
      Object.keys(LISTING_EXCEPTIONS[run] ?? {}),
    );
    const cells = [`${linesMatched}/${lines}`, `${listingsMatched}/${listings}`, near ? String(near) : ''];
    rows.push([run, ...cells, first ?? '']);
    if (!Object.hasOwn(EXCEPTIONS, run)) expect(first).toBeNull();
    else expect(first, `${run} matches now: take it off the list of exceptions`).not.toBeNull();
  });
});

describe('the list of exceptions', () => {
  it('names recorded runs only', () => {
    const named = [...Object.keys(EXCEPTIONS), ...Object.keys(LISTING_EXCEPTIONS)];
    expect(named.filter((run) => !RUNS.includes(run))).toEqual([]);
  });
});
