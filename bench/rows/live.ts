import type { Measure } from './bench.ts';
import { amount, figure, type Row, without } from './row.ts';

const SHARES = [100, 10, 1] as const;
const BITS = [12, 20] as const;

/** How loading depends on the number of live entries, in a small and in a large table. */
export const living: Measure = {
  ids: ['live'],
  async run(bench) {
    const { packets } = bench.options;
    const rows: Row[] = [];
    for (const bits of BITS) {
      let first = Number.NaN;
      for (const share of SHARES) {
        const live = packets / share;
        const files = bench.traffic.standing(packets, live);
        const what = `load with ${amount(live)} live entries in 2^${bits} buckets`;
        try {
          const { page, opened } = await bench.load(files, bits);
          await page.close();
          const rate = (files.packets / opened.ms) * 1000;
          if (Number.isNaN(first)) first = rate;
          rows.push({
            id: 'live',
            what,
            ours: `${figure(rate)} packets/s`,
            peer: `chains of ${figure(live / 2 ** bits)}`,
            ratio: figure(rate / first),
            target: '-',
            met: null,
            why: '',
          });
        } catch (error) {
          rows.push(without('live', what, error instanceof Error ? error.message : String(error)));
        }
      }
    }
    return rows;
  },
};
