import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { EventRow } from '../../trace/views.ts';
import { Engine } from './engine.ts';

const RUNS = 'e2e/recorded-runs/linux-6.12';

async function opened(run: string) {
  const engine = new Engine();
  const files = ['any.pcap.gz', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt'].map((name) => ({
    name,
    data: new Blob([readFileSync(`${RUNS}/${run}/${name}`)]),
  }));
  const result = await engine.open(files);
  if (!result.ok) throw new Error(result.headline);
  const kinds: EventRow['kind'][] = ['packet', 'timer', 'command', 'note'];
  const { rows } = await engine.rows({ from: 0, count: 100_000, filter: '', kinds });
  return { engine, overview: result.overview, rows };
}

const sum = (numbers: Iterable<number>) => [...numbers].reduce((all, one) => all + one, 0);

describe.each([['0233-no-destination'], ['0282-two-services'], ['0907-random']])('%s', (run) => {
  it('counts every packet once and groups every other event', async () => {
    const { engine, overview, rows } = await opened(run);
    const middle = (overview.from + overview.to) / 2;
    const { ranges, groups } = await engine.timeline([
      { from: overview.from, to: middle, slices: 137 },
      { from: middle + 1e-9, to: overview.to, slices: 20 },
    ]);
    expect(sum(ranges.flatMap(({ packets }) => [...packets]))).toBe(overview.packets);
    const number = (kind: string) =>
      sum(groups.filter((group) => group.kind === kind).map(({ count }) => count));
    for (const kind of ['timer', 'command', 'note'] as const)
      expect(number(kind)).toBe(rows.filter((row) => row.kind === kind).length);
    for (const tone of ['trouble', 'differs'] as const)
      expect(number(tone)).toBe(rows.filter((row) => row.kind === 'packet' && row.tone === tone).length);
    expect(groups.map(({ time }) => time)).toEqual(groups.map(({ time }) => time).sort((a, b) => a - b));
  });

  it('shows each event by itself when it is looked at closely', async () => {
    const { engine, rows } = await opened(run);
    for (const row of rows.filter(({ kind }) => kind !== 'packet').slice(0, 12)) {
      const { groups } = await engine.timeline([{ from: row.time, to: row.time + 1e-6, slices: 400 }]);
      const own = groups.find(({ kind }) => kind === row.kind);
      expect(own?.time).toBe(row.time);
      expect(own?.label).toBe(rows.find(({ time, kind }) => time === row.time && kind === row.kind)?.what);
    }
  });

  it('lists the lanes of a client with their templates', async () => {
    const { engine, overview } = await opened(run);
    const label = overview.lanes.find(({ template }) => !template)?.label ?? '';
    const { lanes, total } = await engine.lanesOf({ client: label, limit: 100 });
    const wanted = overview.lanes.filter((lane) => lane.label.includes(label));
    const heads = new Set(wanted.flatMap(({ control }) => control ?? []));
    expect(new Set(lanes.map(({ id }) => id))).toEqual(new Set([...wanted.map(({ id }) => id), ...heads]));
    expect(total).toBe(lanes.length);
    expect((await engine.lanesOf({ client: '', limit: 2 })).lanes).toHaveLength(
      Math.min(2, overview.lanes.length),
    );
    expect((await engine.lanesOf({ client: 'nobody', limit: 2 })).total).toBe(0);
  });
});
