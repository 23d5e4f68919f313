import { describe, expect, it, vi } from 'vitest';
import { plainText } from '../../analysis/phrases.ts';
import { recordedBytes } from '../../testing/recorded.ts';
import type { Cursor } from '../../trace/views.ts';
import type { Move } from '../protocol/case-api.ts';
import type { SideMoment } from '../protocol/differences.ts';
import { Engine } from './engine.ts';

/** The same runs, indexed in every step and as runs that are too long for that: what both answer must be the same. */

const forced = vi.hoisted(() => ({ long: false }));
vi.mock(import('../../trace/trace.ts'), async (original) => {
  const known = await original();
  class AnyTrace extends known.Trace {
    constructor(program: ConstructorParameters<typeof known.Trace>[0]) {
      super(program, !forced.long);
    }
  }
  return { ...known, Trace: AnyTrace };
});

const RUNS = ['003-dr-wlc-persistent-360', '006-template-held-by-connection'];
const START: Cursor = { event: -1, step: 0 };
const END = Number.POSITIVE_INFINITY;

async function opened(run: string, long: boolean): Promise<Engine> {
  forced.long = long;
  const engine = new Engine();
  const files = ['any.pcap', 'ipvsadm-rules.txt', 'run.json'].map((name) => ({
    name,
    data: new Blob([new Uint8Array(recordedBytes(run, name))]),
  }));
  const result = await engine.open(files);
  expect(result).toMatchObject({ ok: true, info: { detailed: !long } });
  return engine;
}

/** The answers of both, the detailed ones first. */
async function both<T>(run: string, ask: (engine: Engine) => Promise<T>): Promise<[T, T]> {
  return [await ask(await opened(run, false)), await ask(await opened(run, true))];
}

const at = (event: number, step = END): Cursor => ({ event, step });
const model = (cursor: Cursor): SideMoment => ({ side: 'model', cursor });
const cursorOf = async (engine: Engine, cursor: Cursor): Promise<Cursor> =>
  (await engine.moment({ cursor, bucket: null, client: null, want: [] })).cursor;

async function walk(engine: Engine, move: Move, from: Cursor): Promise<Cursor[]> {
  const places: Cursor[] = [];
  let cursor = from;
  for (let i = 0; i < 100; i++) {
    cursor = await cursorOf(engine, await engine.move(cursor, move));
    places.push(cursor);
  }
  return places;
}

describe.each(RUNS)('%s as a run that is too long for every step', (run) => {
  it.each(['into', 'over', 'out', 'next-event', 'into-back', 'over-back', 'out-back'] as const)(
    'is stepped through alike: %s',
    async (move) => {
      const from = move.endsWith('-back') ? at(20) : START;
      const [whole, facts] = await both(run, (engine) => walk(engine, move, from));
      expect(facts).toEqual(whole);
      // Out of a call that ends with its event leads to the end of the event and stays there.
      if (move !== 'out') expect(new Set(whole.map(({ event }) => event)).size).toBeGreaterThan(1);
    },
  );

  it('compares two moments alike, and does not count messages', async () => {
    const [whole, facts] = await both(run, async (engine) => {
      const query = { look: 'fields', group: null, filter: '', all: false } as const;
      const views = [];
      for (const [a, b] of [
        [at(2), at(9)],
        [at(9), at(2)],
        [at(4, 3), at(8, 5)],
      ]) {
        const view = await engine.differences({ ...query, a: model(a), b: model(b) });
        const between = view?.between && { ...view.between, messages: null, happenings: null };
        views.push({ a: view?.a, b: view?.b, rows: view?.rows, between });
      }
      return {
        views,
        told: (await engine.differences({ ...query, a: model(at(2)), b: model(at(9)) }))?.between,
      };
    });
    expect(facts.views).toEqual(whole.views);
    expect(whole.told?.messages).toBeGreaterThan(0);
    expect(facts.told?.messages).toBeNull();
  });

  it('names nobody as a changer who was not, and no step that there is not', async () => {
    const [whole, facts] = await both(run, async (engine) => {
      const fields = { look: 'fields', group: null, filter: '', all: false } as const;
      const asked = { ...fields, a: model(at(2)), b: model(at(12)) };
      const { rows } = await engine.differenceRows(asked, 0, 500);
      return rows.map((row) => (row.kind === 'object' ? (row.by?.label ?? '') : ''));
    });
    const event = (label: string): string => label.split('.')[0];
    for (const [row, label] of facts.entries())
      if (label !== '') expect(event(label)).toBe(event(whole[row]));
    expect(facts.join(' ')).not.toMatch(/\d{6}/);
  });

  it('anchors a comparison at the same moments', async () => {
    const [whole, facts] = await both(run, async (engine) => {
      const anchors = [];
      for (const event of [0, 1, 5, 20])
        for (const anchor of ['start', 'packet', 'made'] as const)
          anchors.push(await engine.anchor(anchor, at(event), null));
      return anchors;
    });
    expect(facts).toEqual(whole);
  });

  it('tells who made an entry, its states, whom it controls, and how many packets it had', async () => {
    const [whole, facts] = await both(run, async (engine) => {
      const told = [];
      for (let uid = 1; uid < 12; uid++) {
        const view = await engine.life({ conn: `ip_vs_conn#${uid}`, from: 0, count: 200 });
        const lines = (view?.lines ?? []).filter(({ kind }) =>
          ['made', 'control', 'released'].includes(kind),
        );
        told.push({
          ...{ in: view?.packetsIn, out: view?.packetsOut, controlled: view?.controlled, held: view?.held },
          lines: lines.map(({ at: { event }, phrases }) => `${event} ${plainText(phrases)}`),
          states: (view?.lines ?? [])
            .filter(({ kind }) => kind === 'state')
            .map(({ at: { event }, phrases }) => `${event} ${plainText(phrases).split(',')[0]}`),
        });
      }
      return told;
    });
    expect(facts).toEqual(whole);
    expect(whole.flatMap(({ lines }) => lines).join('\n')).toContain('made in ip_vs_');
  });

  it('refuses a filter by what is not kept, and answers the others alike', async () => {
    const rows = (engine: Engine, filter: string) =>
      engine.rows({ filter, kinds: ['packet', 'timer'], from: 0, count: 500 });
    const [whole, facts] = await both(run, async (engine) => ({
      kept: (await rows(engine, 'ipvs.state == ESTABLISHED && tcp.flags.ack')).rows,
      steps: (await rows(engine, 'ipvs.fn == ip_vs_in')).rows.length,
    }));
    expect(facts.kept).toEqual(whole.kept);
    expect(whole.kept.length).toBeGreaterThan(0);
    expect(facts.steps).toBe(0);
  });

  it('watches and bookmarks the end of an event as its end', async () => {
    const [whole, facts] = await both(run, async (engine) => {
      const watched = [];
      for (const event of [0, 3, 8]) {
        const cursor = await cursorOf(engine, at(event));
        watched.push(
          (await engine.stopsAt(cursor, [], ['cp.state', 'cp.refcnt', 'dest.activeconns'])).watches,
        );
        const mark = await engine.bookmarkAt(cursor, '');
        watched.push((await engine.placeBookmarks([mark])).map(({ label, exact }) => [label, exact]));
        const beyond = { ...mark, at: { ...mark.at, step: 9999 } };
        watched.push((await engine.placeBookmarks([beyond])).map(({ label, exact }) => [label, exact]));
      }
      return watched;
    });
    expect(facts).toEqual(whole);
  });

  it('runs to the same stops', async () => {
    const [whole, facts] = await both(run, async (engine) => {
      const ends = [];
      for (const text of ['ip_vs_conn_new', 'write cp.state', 'message "delayed"', 'event timer']) {
        const checked = await engine.checkStop(text);
        if (!checked.ok) throw new Error(text);
        for (const by of [1, -1] as const)
          ends.push(await engine.runToStop({ from: at(by > 0 ? 2 : 40, 1), by, stops: [checked.stop] }));
      }
      return ends;
    });
    expect(facts).toEqual(whole);
  });
});
