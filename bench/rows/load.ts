import type { Taken } from '../measure/program.ts';
import { median } from '../measure/statistics.ts';
import type { Keep, TrafficFiles } from '../traffic/files.ts';
import type { Bench, Load, Measure } from './bench.ts';
import { against, amount, type Row, without } from './row.ts';

/** Loading against programs that people would use instead: all take turns in every round. */

type Side = 'wall' | 'cpu';

/** Figures of all rounds by who made them; a text = why there are none. */
class Rounds {
  private readonly taken = new Map<string, { wall: number; cpu: number }[] | string>();

  add(name: string, taken: Pick<Taken, Side> | string): void {
    const list = this.taken.get(name) ?? [];
    if (typeof taken === 'string') this.taken.set(name, taken);
    else if (typeof list !== 'string') this.taken.set(name, [...list, taken]);
  }

  median(name: string, side: Side): number | string {
    const list = this.taken.get(name) ?? 'it was not measured';
    return typeof list === 'string' ? list : median(list.map((taken) => taken[side]));
  }
}

const ours = ({ opened, cpu }: Load) => ({ wall: opened.ms / 1000, cpu });

async function read(bench: Bench, files: TrafficFiles): Promise<Pick<Taken, Side>> {
  const browser = await bench.browser;
  const page = await browser.open('engine', [files.capture]);
  const wall = (await page.call('read', [])) / 1000;
  await page.close();
  return { wall, cpu: Number.NaN };
}

const conversations = (bench: Bench, { capture }: TrafficFiles) =>
  bench.peer('tshark', '-n', '-q', '-z', 'conv,tcp', '-r', capture);

async function round(
  bench: Bench,
  files: TrafficFiles,
  wanted: ReadonlySet<string>,
  rounds: Rounds,
): Promise<void> {
  const load = await bench.load(files);
  rounds.add('ours', ours(load));
  await load.page.close();
  if (wanted.has('load') || wanted.has('load-cpu')) rounds.add('tshark', await conversations(bench, files));
  if (wanted.has('capinfos')) rounds.add('capinfos', await bench.peer('capinfos', files.capture));
  if (wanted.has('read')) rounds.add('reading', await read(bench, files));
}

interface Wish {
  readonly id: string;
  readonly what: string;
  readonly peer: string;
  readonly side: Side;
  readonly most: number;
}

function rowOf(rounds: Rounds, { id, what, peer, side, most }: Wish): Row {
  const mine = rounds.median('ours', side);
  const theirs = rounds.median(peer, side);
  if (typeof mine === 'string') return without(id, what, mine);
  if (typeof theirs === 'string') return without(id, what, theirs);
  return against({ id, what, ours: mine, peer: theirs, name: peer, unit: 's', most });
}

async function roundsOf(bench: Bench, keep: Keep, wanted: ReadonlySet<string>): Promise<Rounds> {
  const rounds = new Rounds();
  const files = bench.traffic.traffic(bench.options.packets, keep);
  for (let n = 0; n < bench.options.rounds; n++) await round(bench, files, wanted, rounds);
  return rounds;
}

export const loading: Measure = {
  ids: ['load', 'load-cpu', 'capinfos', 'read'],
  async run(bench, wanted) {
    const rounds = await roundsOf(bench, 'headers', wanted);
    const what = `load ${amount(bench.options.packets)} packets`;
    const wishes: readonly Wish[] = [
      { id: 'load', what: `${what}, wall`, peer: 'tshark', side: 'wall', most: 0.15 },
      { id: 'load-cpu', what: `${what}, CPU`, peer: 'tshark', side: 'cpu', most: 0.15 },
      { id: 'capinfos', what: `${what}, wall`, peer: 'capinfos', side: 'wall', most: 3 },
      { id: 'read', what: `${what}, wall`, peer: 'reading', side: 'wall', most: 6 },
    ];
    return wishes.map((wish) => rowOf(rounds, wish));
  },
};

export const loadingPayload: Measure = {
  ids: ['payload', 'payload-cpu'],
  async run(bench) {
    const rounds = await roundsOf(bench, 'payload', new Set(['load']));
    const what = `load ${amount(bench.options.packets)} packets with their data`;
    const wishes: readonly Wish[] = [
      { id: 'payload', what: `${what}, wall`, peer: 'tshark', side: 'wall', most: 0.15 },
      { id: 'payload-cpu', what: `${what}, CPU`, peer: 'tshark', side: 'cpu', most: 0.15 },
    ];
    return wishes.map((wish) => rowOf(rounds, wish));
  },
};

/** The large trace, once: it takes long; the page is kept for those who ask about it. */
export const loadingLarge: Measure = {
  ids: ['large', 'large-cpu', 'large-memory', 'linear'],
  async run(bench, wanted) {
    const { large, packets } = bench.options;
    const files = bench.traffic.traffic(large, 'headers');
    const load = await bench.loadedLarge();
    const mine = ours(load);
    const rows: Row[] = [];
    const what = `load ${amount(large)} packets`;
    if (['large', 'large-cpu', 'large-memory'].some((id) => wanted.has(id)))
      rows.push(...largeRows(what, mine, load.memory, await conversations(bench, files)));
    if (wanted.has('linear')) {
      const small = await bench.load(bench.traffic.traffic(packets, 'headers'));
      await small.page.close();
      rows.push(
        against({
          id: 'linear',
          what: `time of a packet of ${amount(large)}, against one of ${amount(packets)}`,
          ours: (mine.wall / large) * 1e6,
          peer: (ours(small).wall / packets) * 1e6,
          name: amount(packets),
          unit: 'us',
          most: null,
        }),
      );
    }
    return rows;
  },
};

function largeRows(
  what: string,
  mine: { wall: number; cpu: number },
  memory: number | null,
  peer: Taken | string,
): Row[] {
  const rows = [
    { id: 'large', what: `${what}, wall`, ours: mine.wall, side: 'wall' as const, most: 0.15 },
    { id: 'large-cpu', what: `${what}, CPU`, ours: mine.cpu, side: 'cpu' as const, most: null },
  ].map(({ side, ...rest }) =>
    typeof peer === 'string'
      ? without(rest.id, rest.what, peer)
      : against({ ...rest, peer: peer[side], name: 'tshark', unit: 's' }),
  );
  const id = 'large-memory';
  const text = `${what}, memory of the tab at its largest`;
  if (typeof peer === 'string') return [...rows, without(id, text, peer)];
  if (memory === null || peer.memory === null)
    return [...rows, without(id, text, 'the system does not tell it')];
  const [ours, theirs] = [memory / 1e6, peer.memory / 1e6];
  return [...rows, against({ id, what: text, ours, peer: theirs, name: 'tshark', unit: 'MB', most: 0.2 })];
}
