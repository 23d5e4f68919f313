import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { recordedBytes } from '../../testing/recorded.ts';
import type { SavedStops, Stop } from '../../trace/stops/stop.ts';
import type { Cursor } from '../../trace/views.ts';
import type { RunEnd } from '../protocol/stops.ts';
import { Engine } from './engine.ts';

const START: Cursor = { event: -1, step: 0 };
const [{ name: FIRST, text: FIRST_TEXT }] = SCENARIOS;

async function opened(): Promise<Engine> {
  const engine = new Engine();
  await engine.openScenario(FIRST);
  return engine;
}

async function stop(engine: Engine, text: string): Promise<Stop> {
  const checked = await engine.checkStop(text);
  if (!checked.ok) throw new Error(`${text}: ${checked.problem.message}`);
  return checked.stop;
}

async function walk(engine: Engine, stops: readonly Stop[], by: 1 | -1, from: Cursor): Promise<RunEnd[]> {
  const ends: RunEnd[] = [];
  for (let at = from; ; ) {
    const end = await engine.runToStop({ from: at, by, stops });
    if (end.kind !== 'stop') return ends;
    ends.push(end);
    at = end.cursor;
  }
}

const cursors = (ends: readonly RunEnd[]): Cursor[] =>
  ends.flatMap((end) => (end.kind === 'stop' ? [end.cursor] : []));

describe('runs to a stop', () => {
  it('end alike before and after the hits are counted, and say why', async () => {
    const engine = await opened();
    const stops = [await stop(engine, 'ip_vs_conn_new'), await stop(engine, 'state * -> FIN_WAIT')];
    const searched = await walk(engine, stops, 1, START);
    const counts = await engine.countHits(stops);
    expect(counts?.totals).toEqual([12, 12]);
    expect(searched).toHaveLength(24);
    expect(await walk(engine, stops, 1, START)).toEqual(searched);
    const last = { event: 1e6, step: 0 };
    expect(cursors(await walk(engine, stops, -1, last)).reverse()).toEqual(cursors(searched));
    const [first] = searched;
    expect(first.kind === 'stop' && first.why).toMatch(/^breakpoint ip_vs_conn_new, packet 1, step \d+$/);
    expect(counts?.marks.every(({ kind }) => kind === 'breakpoint')).toBe(true);
  });

  it('heed the rule of hits, names and switches', async () => {
    const engine = await opened();
    const all = cursors(await walk(engine, [await stop(engine, 'ip_vs_conn_new')], 1, START));
    const wanted = async (text: string): Promise<Cursor[]> =>
      cursors(await walk(engine, [await stop(engine, text)], 1, START));
    expect(await wanted('ip_vs_conn_new hit 10')).toEqual([all[9]]);
    expect(await wanted('ip_vs_conn_new hit 10+')).toEqual(all.slice(9));
    expect(await wanted('ip_vs_conn_new hit %5')).toEqual([all[4], all[9]]);
    expect(await wanted('ip_vs_conn_new off')).toEqual([]);
    const named = await stop(engine, 'ip_vs_conn_new as "a new one"');
    const end = await engine.runToStop({ from: START, by: 1, stops: [named] });
    expect(end.kind === 'stop' && end.why).toMatch(/^breakpoint a new one, packet 1/);
  });

  it('go on to where they should end, unless a stop comes first', async () => {
    const engine = await opened();
    const stops = [await stop(engine, 'ip_vs_conn_new')];
    const [first, second] = cursors(await walk(engine, stops, 1, START));
    const before = { event: second.event - 1, step: 3 };
    const run = (from: Cursor, by: 1 | -1, until: Cursor) => engine.runToStop({ from, by, stops, until });
    expect(await run(first, 1, before)).toEqual({ kind: 'end', cursor: before, why: '' });
    expect(await run(first, 1, { event: second.event + 5, step: 1 })).toMatchObject({ cursor: second });
    expect(await run(before, -1, START)).toMatchObject({ kind: 'stop', cursor: first });
    expect(await engine.runToStop({ from: START, by: -1, stops })).toMatchObject({
      kind: 'end',
      cursor: START,
    });
  });

  it('can be broken off', async () => {
    const engine = new Engine();
    const files = ['any.pcap', 'ipvsadm-rules.txt'].map((name) => {
      const bytes = recordedBytes('0271-four-thousand-entries', name);
      return { name, data: new Blob([new Uint8Array(bytes)]) };
    });
    await engine.open(files);
    const never = [await stop(engine, 'when conn_count == 1234567')];
    const told: number[] = [];
    const end = await engine.runToStop({ from: START, by: 1, stops: never }, ({ done }) => {
      told.push(done);
      engine.endRun();
    });
    expect(end).toEqual({ kind: 'broken off' });
    expect(told).toHaveLength(1);
  });
});

describe('what the inspector asks', () => {
  it('leads from write to write of a field, and back to the making of its entry', async () => {
    const engine = await opened();
    const [{ cursor }] = [
      await engine.runToStop({ from: START, by: 1, stops: [await stop(engine, 'state * -> FIN_WAIT')] }),
    ].flatMap((end) => (end.kind === 'stop' ? [end] : []));
    const moment = await engine.moment({ cursor, bucket: null, client: null, want: [] });
    const cp = moment.objects.find(({ name }) => name === 'cp');
    const query = { cursor, object: cp?.id ?? '', field: 'state' };
    const before = await engine.fieldChange(query, -1);
    expect(before).not.toBeNull();
    expect(await engine.fieldChange({ ...query, cursor: before ?? START }, 1)).toEqual(cursor);
    const born = await engine.fieldChange({ ...query, field: 'daddr' }, -1);
    expect(born?.event).toBe(0);
    expect(await engine.fieldChange({ ...query, field: 'daddr' }, 1)).toBeNull();
    const watched = await engine.watchpointOf(query, 'cp');
    expect(watched?.what).toEqual({
      kind: 'write',
      object: 'cp',
      field: 'state',
      of: { label: 'tcp 172.16.0.1:41000', nth: 0 },
    });
    const writes = cursors(await walk(engine, watched ? [watched] : [], 1, START));
    expect(writes).toContainEqual(cursor);
    expect(writes).toContainEqual(before);
  });

  it('shows watches with their values at the step, and what is not in scope', async () => {
    const engine = await opened();
    const stops = [await stop(engine, 'state SYN_RECV -> ESTABLISHED')];
    const end = await engine.runToStop({ from: START, by: 1, stops });
    if (end.kind !== 'stop') throw new Error('no stop');
    const texts = ['cp.state', 'ct.n_control', 'conn_count', 'cp.daddr', 'cp.state == ESTABLISHED', 'bucket'];
    const { watches } = await engine.stopsAt(end.cursor, [], texts);
    expect(watches.map(({ value, changed }) => [value, changed])).toEqual([
      ['ESTABLISHED', true],
      [null, false],
      ['1', false],
      ['192.168.1.12', false],
      ['true', true],
      [expect.stringMatching(/^0x[0-9a-f]{3}$/), false],
    ]);
    const before = await engine.stopsAt({ ...end.cursor, step: end.cursor.step - 1 }, [], ['cp.state']);
    expect(before.watches[0]).toMatchObject({ value: 'SYN_RECV', changed: false });
    expect((await engine.stopsAt(START, [], ['cp.state'])).watches[0].value).toBeNull();
  });
});

describe('a case', () => {
  it('keeps stops, watches and bookmarks through its text', async () => {
    const engine = await opened();
    const at = { event: 20, step: 7 };
    const bookmark = await engine.bookmarkAt(at, 'look here');
    const saved: SavedStops = {
      breaks: [await stop(engine, 'ip_vs_conn_new if pkt.src == 172.16.0.1')],
      watches: ['cp.state'],
      bookmarks: [{ at: bookmark.at, note: bookmark.note }],
    };
    const text = await engine.caseText(saved);
    const other = new Engine();
    const result = await other.open([{ name: 'case.txt', data: new Blob([text]) }]);
    expect(result.ok && result.info.stops).toEqual(saved);
    const [placed] = await other.placeBookmarks(saved.bookmarks);
    expect(placed).toMatchObject({ cursor: at, exact: true, note: 'look here' });
    expect(await other.caseText(saved)).toBe(text);
  });

  it('finds bookmarks of a text whose first event comes later than @0', async () => {
    const lines = FIRST_TEXT.trimEnd().split('\n');
    const first = lines.findIndex((line) => line.startsWith('@'));
    const seconds = (line: string): number => Number(/^@([\d.]+)/.exec(line)?.[1]);
    const moved = lines.map((line) =>
      line.startsWith('@') ? line.replace(/^@[\d.]+/, `@${(seconds(line) + 2).toFixed(6)}`) : line,
    );
    moved.splice(first, 0, `bookmark @${(seconds(lines[first]) + 2).toFixed(6)}/1.3 first`);
    const engine = new Engine();
    const result = await engine.open([{ name: 'case.txt', data: new Blob([moved.join('\n')]) }]);
    if (!result.ok) throw new Error(result.headline);
    const [placed] = await engine.placeBookmarks(result.info.stops?.bookmarks ?? []);
    expect(placed).toMatchObject({ cursor: { event: 0, step: 3 }, exact: true });
  });

  it('says which bookmarks have no event any more', async () => {
    const engine = await opened();
    const [placed] = await engine.placeBookmarks([{ at: { time: 123_456_789, nth: 1, step: 4 }, note: '' }]);
    expect(placed.exact).toBe(false);
    expect(placed.cursor.event).toBeGreaterThanOrEqual(0);
  });
});
