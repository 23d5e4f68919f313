import { afterAll, describe, expect, it } from 'vitest';
import { replayRun, type Snapshot } from '../../src/cli/replay-run.ts';
import { EXCEPTIONS, NOT_VISIBLE } from './exceptions.ts';
import { folderOf, RUNS, recordingOf, table } from './runs.ts';

/**
 * The model fed from the capture of one interface, as users have it: directions are worked out, what passed the other
 * interface is inferred. Every entry must be there with its real server and state at every listing; seconds and
 * places in the table are not compared, because packets that are not visible re-arm timers too.
 */

const PROC = '/proc/net/ip_vs_conn';

/** Entries without their seconds, sorted. */
function entries(snapshot: Snapshot | undefined): string[] {
  const lines = String(snapshot?.[PROC] ?? '').split('\n');
  return lines.flatMap((line, i) => (i > 0 && line ? [line.split(/ +/).slice(0, 8).join(' ')] : [])).sort();
}

interface Found {
  readonly entries: number;
  readonly right: number;
  readonly first: string | null;
}

function compare(
  recorded: Readonly<Record<string, Snapshot>>,
  model: Readonly<Record<string, Snapshot>>,
): Found {
  const found = { entries: 0, right: 0, first: null as string | null };
  for (const [label, snapshot] of Object.entries(recorded)) {
    const wanted = entries(snapshot);
    const made = entries(model[label]);
    const left = new Map<string, number>();
    for (const entry of made) left.set(entry, (left.get(entry) ?? 0) + 1);
    const lost = wanted.filter((entry) => {
      const count = left.get(entry) ?? 0;
      left.set(entry, count - 1);
      return count <= 0;
    });
    found.entries += Math.max(wanted.length, made.length);
    found.right += wanted.length - lost.length;
    const extra = made.length - (wanted.length - lost.length);
    if (lost.length > 0) found.first ??= `${label}: recorded ${lost[0]}`;
    else if (extra > 0) found.first ??= `${label}: the model has ${extra} more`;
  }
  return found;
}

describe.each(['client', 'server'] as const)('replays from %s.pcap', (side) => {
  const rows: string[][] = [['run', 'entries', 'differs', 'first difference']];
  const runs = RUNS.filter((run) => !Object.hasOwn(EXCEPTIONS, run));

  afterAll(() => {
    const right = rows.slice(1).filter((row) => row[3] === '').length;
    console.log(`${side}.pcap\n${table(rows)}\nruns with every entry right: ${right} of ${rows.length - 1}`);
  });

  it.each(runs)('%s', (run) => {
    const model = replayRun(folderOf(run), `${side}.pcap`);
    const { entries: all, right, first } = compare(recordingOf(run).snapshots, model.snapshots);
    const differs = model.findings.servers.length;
    rows.push([run, `${right}/${all}`, differs ? String(differs) : '', first ?? '']);
    if (Object.hasOwn(NOT_VISIBLE[side], run)) {
      expect(first, `${run} is right now: take it off the list`).not.toBeNull();
      return;
    }
    expect(first).toBeNull();
    expect(model.findings.servers, 'packets that show another real server').toEqual([]);
  });

  it('has exceptions only for recorded runs that the model knows', () => {
    expect(Object.keys(NOT_VISIBLE[side]).filter((run) => !runs.includes(run))).toEqual([]);
  });
});
