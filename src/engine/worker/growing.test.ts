import { expect, it, vi } from 'vitest';
import { RULES } from '../../../bench/traffic/services.ts';
import { trafficBytes } from '../../../bench/traffic/traffic.ts';
import type { Cursor } from '../../trace/views.ts';
import { Engine } from './engine.ts';

/** A run of this many packets counts as long, and other questions come in after each slice of it. */
vi.mock(import('../../trace/trace.ts'), async (original) => {
  const known = await original();
  class LongTrace extends known.Trace {
    constructor(program: ConstructorParameters<typeof known.Trace>[0]) {
      super(program, false);
    }
  }
  return { ...known, Trace: LongTrace, DETAILED_INPUTS: 1000 };
});
vi.mock(import('./breathe.ts'), async (original) => {
  const known = await original();
  class ShortSlices extends known.Slices {
    override get isOver(): boolean {
      return true;
    }
  }
  return { ...known, Slices: ShortSlices };
});

const PACKETS = 30_000;
const bytes = trafficBytes({ packets: PACKETS, seed: 5, snaplen: 96, payload: 32 });
const FILES = [
  { name: 'long.pcap', data: new Blob([new Uint8Array(bytes)]) },
  { name: 'rules.txt', data: new Blob([RULES]) },
];
const END = Number.POSITIVE_INFINITY;
const at = (event: number): Cursor => ({ event, step: END });
const ALL = { filter: '', kinds: ['packet'], from: 0, count: 5 } as const;

/** Opened while it is being played, and held there. */
async function held(): Promise<Engine> {
  const engine = new Engine();
  await engine.showEarly(true);
  const opened = engine.open(FILES, ({ phase }) => {
    if (phase === 'running the model') engine.pauseOpening();
  });
  const result = await opened;
  expect(result).toMatchObject({ ok: true, growing: true, info: { packets: PACKETS } });
  return engine;
}

async function finish(engine: Engine) {
  engine.goOnOpening();
  for (;;) {
    const grown = await engine.grown();
    if (!grown.progress) return grown;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

const momentOf = (engine: Engine, event: number) =>
  engine.moment({ cursor: at(event), bucket: null, client: null, want: ['table', 'schedulers'] });

it('can be looked at while it is played, and is the same run afterwards', async () => {
  const early = await held();
  const whole = new Engine();
  const result = await whole.open(FILES);
  if (!result.ok) throw new Error(result.headline);
  expect(result.growing).toBeUndefined();

  const { overview, progress } = await early.grown();
  expect(progress).toMatchObject({ phase: 'running the model', total: PACKETS });
  expect(overview.events).toBeGreaterThan(1000);
  expect(overview.events).toBeLessThan(PACKETS);
  const rows = await early.rows(ALL);
  expect(rows).toMatchObject({ complete: true, total: overview.packets });
  expect(rows.rows).toEqual((await whole.rows(ALL)).rows);
  for (const event of [0, overview.events - 1, 700]) {
    const moment = await momentOf(early, event);
    expect(moment.steps).toEqual((await momentOf(whole, event)).steps);
    expect(moment.services).toEqual((await momentOf(whole, event)).services);
  }

  const grown = await finish(early);
  expect(grown.overview).toEqual(result.overview);
  expect((await early.rows(ALL)).total).toBe(PACKETS);
  const last = grown.overview.events - 1;
  expect((await momentOf(early, last)).table).toEqual((await momentOf(whole, last)).table);
  const life = { conn: 'ip_vs_conn#1', from: 0, count: 20 };
  expect(await early.life(life)).toEqual(await whole.life(life));
});

it('lets what is asked of the whole run wait until it is played', async () => {
  const engine = await held();
  let isThere = false;
  const text = engine.flowCounts().then((counts) => {
    isThere = true;
    return counts;
  });
  await momentOf(engine, 10);
  expect(isThere).toBe(false);
  await finish(engine);
  await text;
  expect(isThere).toBe(true);
});

it('is given up when another case takes its place', async () => {
  const engine = await held();
  await engine.showEarly(false);
  const [scenario] = await engine.scenarios();
  const result = await engine.openScenario(scenario.name);
  expect(result).toMatchObject({ ok: true, info: { title: scenario.title } });
  expect((await engine.grown()).progress).toBeNull();
});

it('is whole at once for whoever does not look at it early', async () => {
  const engine = new Engine();
  const result = await engine.open(FILES);
  expect(result.ok && result.overview.packets).toBe(PACKETS);
  expect((await engine.grown()).progress).toBeNull();
});
