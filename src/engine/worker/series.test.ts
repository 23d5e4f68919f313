import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { recordedBytes } from '../../testing/recorded.ts';
import type { ChartName, SeriesView } from '../../trace/series-views.ts';
import type { Moment } from '../../trace/views.ts';
import { Engine } from './engine.ts';

async function opened(run: string): Promise<{ engine: Engine; from: number; to: number; events: number }> {
  const engine = new Engine();
  const files = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'].map((name) => ({
    name,
    data: new Blob([recordedBytes(run, name) as Uint8Array<ArrayBuffer>]),
  }));
  const result = await engine.open(files);
  if (!result.ok) throw new Error(result.headline);
  const { from, to, events } = result.overview;
  return { engine, from, to, events };
}

/** What a step chart says of a time: label -> value; what has none is left out. */
function at(view: SeriesView, time: number): Record<string, number> {
  const index = view.times.findLastIndex((known) => known <= time + 1e-9);
  return counted(view.series.map(({ label, values }) => [label, values[index]]));
}

/** Without servers that were removed: entries may still point to them, and the chart shows it. */
function listed(view: SeriesView, { services, time }: Moment): Record<string, number> {
  const known = new Set(services.flatMap(({ servers }) => servers.map(({ server }) => server.label)));
  return Object.fromEntries(Object.entries(at(view, time)).filter(([label]) => known.has(label)));
}

function counted(pairs: readonly (readonly [string, number])[]): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const [key, by] of pairs) if (by !== 0) sums[key] = (sums[key] ?? 0) + by;
  return sums;
}

const ofServers = (moment: Moment, read: (server: Moment['services'][0]['servers'][0]) => number) =>
  counted(
    moment.services.flatMap(({ servers }) => servers.map((one) => [one.server.label, read(one)] as const)),
  );

describe.each([
  ['003-dr-wlc-persistent-360'],
  ['0230-thresholds'],
  ['012-removed-dest-nodest-0'],
  ['0282-two-services'],
  ['0802-web-nat-wlc-persistent'],
  ['0907-random'],
])('%s', (run) => {
  it('agrees with the kernel at any moment', async () => {
    const { engine, from, to, events } = await opened(run);
    const view = (chart: ChartName) => engine.series({ chart, from, to, slices: 100_000 });
    const charts = {
      active: await view('active'),
      inactive: await view('inactive'),
      persistent: await view('persistent'),
      states: await view('states'),
      templates: await view('templates'),
    };
    const random = randomOf(7);
    for (let i = 0; i < 25; i++) {
      const event = random(events);
      const cursor = { event, step: Number.POSITIVE_INFINITY };
      const moment = await engine.moment({ cursor, bucket: null, client: null, want: [] });
      const [later] = await engine.eventTimes(event + 1, 1);
      if (later === moment.time) continue;
      expect(listed(charts.active, moment)).toEqual(ofServers(moment, (one) => one.active));
      expect(listed(charts.inactive, moment)).toEqual(ofServers(moment, (one) => one.inactive));
      expect(listed(charts.persistent, moment)).toEqual(ofServers(moment, (one) => one.persistent));
      const { rows } = await engine.conns({ cursor, from: 0, count: 100_000, sort: 'bucket', filter: '' });
      const entries = rows.filter(({ template }) => !template);
      expect(at(charts.states, moment.time)).toEqual(counted(entries.map(({ state }) => [state, 1])));
      expect(Object.values(at(charts.templates, moment.time))[0] ?? 0).toBe(rows.length - entries.length);
    }
  });

  it('counts what ipvsadm --stats counts at the end', async () => {
    const { engine, from, to, events } = await opened(run);
    const cursor = { event: events - 1, step: Number.POSITIVE_INFINITY };
    const { services } = await engine.moment({ cursor, bucket: null, client: null, want: [] });
    const total = async (chart: ChartName) => {
      const { series } = await engine.series({ chart, from, to, slices: 37 });
      return series.reduce((sum, line) => sum + line.total, 0);
    };
    const sum = (read: (stats: Moment['services'][0]['stats']) => number) =>
      services.reduce((all, { stats }) => all + read(stats), 0);
    expect(await total('packets')).toBe(sum(({ inPkts, outPkts }) => inPkts + outPkts));
    expect(await total('bytes')).toBe(sum(({ inBytes, outBytes }) => inBytes + outBytes));
  });
});
