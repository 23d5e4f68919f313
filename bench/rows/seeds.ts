import type { SeedSpeed } from '../browser/pages.ts';
import { median } from '../measure/statistics.ts';
import type { Measure } from './bench.ts';
import { against, type Row } from './row.ts';

const ALL = 2 ** 32;
const MOST_SECONDS = 90;

/** Seconds for all seeds, from the part of them that was tried. */
const secondsOf = (seeds: number, ms: readonly number[]): number => ((ALL / seeds) * median(ms)) / 1000;

/** `first` = the listing that the target is about. */
function rowOf(
  { name, seeds, ms, hashMs }: SeedSpeed,
  id: string,
  workers: number,
  most: number | null,
): Row {
  const shared = workers > 1 ? `, ${workers} workers` : '';
  const row = against({
    id,
    what: `try all 2^32 seeds, ${name}${shared}`,
    ours: secondsOf(seeds, ms) / workers,
    peer: secondsOf(seeds, hashMs) / workers,
    name: 'one hash a seed',
    unit: 's',
    most: null,
  });
  if (most === null) return row;
  return { ...row, target: `at most ${most} s`, met: secondsOf(seeds, ms) / workers <= most };
}

export const seeds: Measure = {
  ids: ['seeds', 'seeds-two'],
  async run(bench, wanted) {
    const page = await (await bench.browser).open('engine', []);
    const rows: Row[] = [];
    if (wanted.has('seeds')) {
      const [speeds] = await page.call('seeds', [bench.options.rounds, 1]);
      for (const [n, speed] of speeds.entries())
        rows.push(rowOf(speed, 'seeds', 1, n === 0 ? MOST_SECONDS : null));
    }
    if (wanted.has('seeds-two')) {
      const both = await page.call('seeds', [bench.options.rounds, 2]);
      const slower = both.map(([speed]) => speed).sort((a, b) => median(b.ms) - median(a.ms))[0];
      rows.push(rowOf(slower, 'seeds-two', 2, MOST_SECONDS / 2));
    }
    await page.close();
    return rows;
  },
};
