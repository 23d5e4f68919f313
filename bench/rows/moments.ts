import type { AppPage, Shown } from '../browser/pages.ts';
import type { BenchPage } from '../measure/browser.ts';
import { p95 } from '../measure/statistics.ts';
import type { Measure } from './bench.ts';
import { alone, amount, type Row } from './row.ts';

const SEED = 7;

interface Looked {
  readonly screen: number;
  readonly ready: number;
  /** Long tasks of the main thread while the files were loaded, and while moments were visited. */
  readonly duringLoad: readonly number[];
  readonly duringShow: readonly number[];
  readonly shown: Shown;
}

async function look(page: BenchPage<AppPage>, wanted: ReadonlySet<string>, samples: number): Promise<Looked> {
  await page.call('longTasks', []);
  const { screen, ready } = await page.call('drop', []);
  const duringLoad = await page.call('longTasks', []);
  const visits = wanted.has('moment') || wanted.has('moment-whole') || wanted.has('long-task');
  const shown = visits ? await page.call('show', [samples, SEED]) : { first: [], whole: [] };
  return { screen, ready, duringLoad, shown, duringShow: await page.call('longTasks', []) };
}

/** The real app: from the drop of the files on, and going anywhere in the large trace. */
export const screens: Measure = {
  ids: ['moment', 'moment-whole', 'screen', 'ready', 'long-task'],
  async run(bench, wanted) {
    const { large, samples } = bench.options;
    const files = bench.caseFiles(bench.traffic.traffic(large, 'headers'));
    const page = await (await bench.browser).open('app', files);
    const told = await look(page, wanted, samples).finally(() => page.close());
    const { screen, ready, duringLoad, shown, duringShow } = told;
    bench.say(`the app has loaded ${large} packets in ${(ready / 1000).toFixed(2)} s`);
    const what = `${amount(large)} packets`;
    const longest = Math.max(0, ...duringLoad, ...duringShow);
    return [
      alone({
        id: 'screen',
        what: `first packets on the screen after dropping ${what}`,
        ours: screen / 1000,
        unit: 's',
        most: 1,
      }),
      alone({
        id: 'ready',
        what: `all panels ready after dropping ${what}`,
        ours: ready / 1000,
        unit: 's',
        most: null,
      }),
      alone({
        id: 'moment',
        what: `view at a random event of ${what}: list, timeline, table painted, 95th percentile`,
        ours: p95(shown.first),
        unit: 'ms',
        most: 50,
      }),
      alone({
        id: 'moment-whole',
        what: `the same with all panels: steps, objects, chain, counters`,
        ours: p95(shown.whole),
        unit: 'ms',
        most: null,
      }),
      alone({
        id: 'long-task',
        what: `longest task of the main thread, loading ${what} and visiting ${samples} events`,
        ours: longest,
        unit: 'ms',
        most: 50,
        peer: `${duringLoad.length + duringShow.length} tasks above 50 ms`,
      }),
    ];
  },
};

/** Function by function, asked of the worker. */
export const stepping: Measure = {
  ids: ['steps', 'step-forward', 'step-back'],
  async run(bench) {
    const { large, samples } = bench.options;
    const { page } = await bench.loadedLarge();
    const { steps, forward, back } = await page.call('step', [samples, SEED]);
    const row = (id: string, what: string, values: readonly number[], most: number): Row =>
      alone({
        id,
        what: `${what} of ${amount(large)} packets, worker's answer, 95th percentile`,
        ours: p95(values),
        unit: 'ms',
        most,
      });
    return [
      row('steps', 'function-level steps of a random event', steps, 150),
      row('step-forward', 'one step forward in an event', forward, 8),
      row('step-back', 'one step back in an event', back, 8),
    ];
  },
};

export const filtering: Measure = {
  ids: ['filter', 'filter-first'],
  async run(bench) {
    const { page } = await bench.loadedLarge();
    const all: number[] = [];
    const first: number[] = [];
    let looked = 0;
    for (let n = 0; n < bench.options.rounds; n++) {
      // Another address each time: nothing is known from the round before.
      const text = `ip.addr == 172.16.${20 + n}.77 && tcp.flags.syn`;
      const filtered = await page.call('filter', [text]);
      all.push(filtered.all);
      first.push(filtered.first);
      looked = filtered.packets;
    }
    const what = `filter by address and flag, ${amount(bench.options.large)} packets`;
    const peer = `${amount(looked)} events`;
    const worst = (values: readonly number[]): number => Math.max(...values);
    return [
      alone({ id: 'filter', what, ours: worst(all), unit: 'ms', most: 250, peer }),
      alone({
        id: 'filter-first',
        what: `${what}: first match`,
        ours: worst(first),
        unit: 'ms',
        most: null,
      }),
    ];
  },
};

export const rerunning: Measure = {
  ids: ['rerun'],
  async run(bench) {
    const { packets, rounds } = bench.options;
    const { page, opened } = await bench.load(bench.traffic.traffic(packets, 'headers'));
    const times: number[] = [];
    for (let n = 0; n < rounds; n++) times.push(await page.call('rerun', [0x1234_5678 + n]));
    await page.close();
    const what = `change a parameter: run ${amount(packets)} packets again`;
    const ours = times.toSorted((a, b) => a - b)[times.length >> 1] / 1000;
    return [
      {
        ...alone({
          id: 'rerun',
          what,
          ours,
          unit: 's',
          most: 1,
          peer: `load ${(opened.ms / 1000).toFixed(2)} s`,
        }),
      },
    ];
  },
};

const MAP_BITS = 20;
const MAPS = 20;

export const painting: Measure = {
  ids: ['paint', 'paint-again'],
  async run(bench) {
    const { packets } = bench.options;
    const { page } = await bench.load(bench.traffic.traffic(packets, 'headers'), MAP_BITS);
    const { fresh, again } = await page.call('paint', [MAPS, SEED]);
    await page.close();
    const what = `paint ${amount(2 ** MAP_BITS)} buckets, JavaScript, 95th percentile`;
    return [
      alone({ id: 'paint', what: `${what}: of another moment`, ours: p95(fresh), unit: 'ms', most: 8 }),
      alone({ id: 'paint-again', what: `${what}: the same again`, ours: p95(again), unit: 'ms', most: 8 }),
    ];
  },
};
