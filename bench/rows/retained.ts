import { PACKETS_A_CONNECTION } from '../traffic/talks.ts';
import type { Bench, Load, Measure } from './bench.ts';
import { alone, amount, megabytes } from './row.ts';

/** Bytes that a packet and an entry of the table may keep in memory. */
const A_PACKET = 24;
const AN_ENTRY = 128;
const VISITS = 1000;
const FIRST_VISITS = 50;
const SEED = 11;

async function retained({ page, before }: Load): Promise<number> {
  return (await page.retained()) - before;
}

/** Two captures with a different mix of packets and entries tell what each of them keeps. */
async function shares(bench: Bench, packets: number): Promise<{ packet: number; entry: number }> {
  const points: { packets: number; entries: number; bytes: number }[] = [];
  for (const entries of [packets / 100, packets / 2]) {
    const load = await bench.load(bench.traffic.standing(packets, entries));
    points.push({ packets: packets + entries, entries, bytes: await retained(load) });
    await load.page.close();
  }
  const [a, b] = points;
  const entry = (b.bytes * a.packets - a.bytes * b.packets) / (b.entries * a.packets - a.entries * b.packets);
  return { packet: (a.bytes - entry * a.entries) / a.packets, entry };
}

export const retaining: Measure = {
  ids: ['retained', 'packet-bytes', 'entry-bytes', 'growth'],
  async run(bench, wanted) {
    const { large, packets } = bench.options;
    const rows = [];
    if (wanted.has('packet-bytes') || wanted.has('entry-bytes')) {
      const { packet, entry } = await shares(bench, packets);
      rows.push(
        alone({ id: 'packet-bytes', what: 'kept of a packet', ours: packet, unit: 'B', most: A_PACKET }),
        alone({ id: 'entry-bytes', what: 'kept of an entry', ours: entry, unit: 'B', most: AN_ENTRY }),
      );
    }
    if (!wanted.has('retained') && !wanted.has('growth')) return rows;
    const load = await bench.loadedLarge();
    await load.page.call('visit', [FIRST_VISITS, SEED]);
    const bytes = await retained(load);
    rows.push(
      alone({
        id: 'retained',
        what: `kept of ${amount(large)} packets in all, by packet (one in ten makes an entry)`,
        ours: bytes / large,
        unit: 'B',
        most: A_PACKET + AN_ENTRY / PACKETS_A_CONNECTION,
        peer: megabytes(bytes),
      }),
    );
    if (wanted.has('growth')) {
      await load.page.call('visit', [VISITS, SEED + 1]);
      const grown = ((await retained(load)) - bytes) / 1e6;
      const what = `growth after ${amount(VISITS)} visits of random events`;
      rows.push(alone({ id: 'growth', what, ours: grown, unit: 'MB', most: 1 }));
    }
    return rows;
  },
};
