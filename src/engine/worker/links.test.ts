import { describe, expect, it } from 'vitest';
import { SCENARIOS } from '../../scenarios/index.ts';
import { fragmentOf } from '../../session/link/fragment.ts';
import { packCase, unpackCase } from '../../session/link/pack.ts';
import { PLAIN_VIEW } from '../../session/link/view.ts';
import { NO_STOPS } from '../../trace/stops/stop.ts';
import type { Cursor } from '../../trace/views.ts';
import type { LinkQuery, MadeLink } from '../protocol/links.ts';
import { Engine } from './engine.ts';

const { at: _at, ...VIEW } = { ...PLAIN_VIEW, view: 'table', tableMode: 'states' as const };
const PLAIN: Omit<LinkQuery, 'cursor'> = {
  view: VIEW,
  stops: NO_STOPS,
  packets: 'all',
  since: null,
  until: false,
  times: 'exact',
  anonymise: false,
  ports: false,
  seed: 7,
};
const CURSOR: Cursor = { event: 8, step: 27 };

async function opened(name: string): Promise<Engine> {
  const engine = new Engine();
  expect((await engine.openScenario(name)).ok).toBe(true);
  return engine;
}

type Made = Extract<MadeLink, { ok: true }>;

async function made(engine: Engine, query: Partial<LinkQuery> = {}): Promise<Made> {
  const link = await engine.makeLink({ ...PLAIN, cursor: CURSOR, ...query });
  if (!link.ok) throw new Error(link.message);
  return link;
}

async function followed(fragment: string) {
  const engine = new Engine();
  const result = await engine.openLink(fragment);
  if (!result.ok || !result.link) throw new Error(result.ok ? 'no link' : result.problems[0]?.message);
  return { engine, link: result.link, info: result.info };
}

const momentOf = (engine: Engine, cursor: Cursor) =>
  engine.moment({ cursor, bucket: null, client: null, want: ['table', 'schedulers'] });

describe.each(SCENARIOS.map(({ name }) => name))('a link to %s', (name) => {
  it('opens at exactly the same moment', async () => {
    const engine = await opened(name);
    const one = await momentOf(engine, CURSOR);
    const { cursor } = one;
    const { fragment } = await made(engine, { cursor });
    const { engine: other, link } = await followed(fragment);
    expect(link).toMatchObject({ view: VIEW, cursor, changed: null });
    const two = await momentOf(other, cursor);
    expect({ ...two, row: { ...two.row, captured: null } }).toEqual({
      ...one,
      row: { ...one.row, captured: null },
    });
  });

  it('without names decides the same, and again when it is shared once more', async () => {
    const engine = await opened(name);
    const { cursor } = await momentOf(engine, CURSOR);
    const first = await made(engine, { anonymise: true, ports: true, cursor });
    expect(first.proof).toMatchObject({ same: true, difference: null });
    const { engine: other, link } = await followed(first.fragment);
    expect(link).toMatchObject({ cursor: { event: cursor.event }, changed: null });
    const text = await other.caseText();
    for (const { kind, from } of first.replaced)
      if (kind === 'address') expect(text).not.toContain(` ${from}:`);
    const again = await followed((await made(other)).fragment);
    expect(again.link.changed).toBeNull();
    expect(await again.engine.caseText()).toBe(text);
  });
});

describe('a shorter link', () => {
  it('holds what happens up to the moment', async () => {
    const engine = await opened('session-loss-wlc');
    const whole = await made(engine);
    const part = await made(engine, { until: true });
    expect(part.packets).toBe(9);
    expect(part.of).toBe(96);
    expect(part.fragment.length).toBeLessThan(whole.fragment.length);
    const { engine: other, link } = await followed(part.fragment);
    expect(link.cursor).toEqual(CURSOR);
    expect((await momentOf(other, CURSOR)).why).toEqual((await momentOf(engine, CURSOR)).why);
  });

  it('begins some time before the moment, with the commands of before', async () => {
    const engine = await opened('quiesced-server');
    const text = await engine.caseText();
    expect(text).toMatch(/^@\S+ ipvsadm -e /m);
    const { rows } = await engine.rows({ from: 0, count: 500, filter: '', kinds: ['packet'] });
    const last = rows[rows.length - 1];
    const part = await made(engine, { since: 5, cursor: { event: last.event, step: 2 } });
    expect(part.packets).toBe(rows.filter(({ time }) => time >= last.time - 5).length);
    expect(part.packets).toBeLessThan(rows.length);
    expect(await (await followed(part.fragment)).engine.caseText()).toMatch(/^@\S+ ipvsadm -e /m);
  });

  it('holds one client or one connection, and finds the moment in it', async () => {
    const engine = await opened('session-loss-source-hashing');
    const rows = await engine.rows({ from: 0, count: 500, filter: '', kinds: ['packet'] });
    const last = rows.rows.at(-1);
    if (!last) throw new Error('no packets');
    const cursor = { event: last.event, step: 3 };
    const one = await made(engine, { packets: 'connection', cursor });
    expect(one.packets).toBe(rows.rows.filter(({ client }) => client === last.client).length);
    const { engine: other, link } = await followed(one.fragment);
    expect(link.cursor?.step).toBe(3);
    const there = await momentOf(other, link.cursor ?? CURSOR);
    expect(there.row).toMatchObject({ client: last.client, time: last.time, flags: last.flags });
  });

  it('leaves out connections that are over', async () => {
    const engine = await opened('session-loss-wlc');
    const { rows } = await engine.rows({ from: 0, count: 500, filter: '', kinds: ['timer'] });
    const cursor = { event: rows[3].event, step: 1 };
    const { total } = await engine.conns({
      cursor: { ...cursor, step: Infinity },
      from: 0,
      count: 1,
      sort: 'bucket',
      filter: '',
    });
    const open = await made(engine, { packets: 'open', cursor });
    expect(total).toBeGreaterThan(0);
    expect(open.packets).toBe(total * 8);
    expect(open.packets).toBeLessThan(open.of);
  });

  it('says when the moment goes otherwise without the others', async () => {
    const engine = await opened('session-loss-wlc');
    const cursor = { event: 16, step: 3 };
    const alone = await made(engine, { packets: 'connection', cursor });
    expect(alone.notes[0]).toMatch(/^With fewer packets this moment goes otherwise: ".*" instead of ".*"/);
    expect((await made(engine, { until: true, cursor })).notes).toEqual([]);
  });

  it('keeps times exact where coarse ones would decide otherwise', async () => {
    const engine = await opened('session-loss-wlc');
    const coarse = await made(engine, { times: '1ms' });
    expect(coarse.notes).toEqual([]);
    expect((await followed(coarse.fragment)).link).toMatchObject({ cursor: CURSOR, changed: null });
  });
});

describe('a packed case', () => {
  it('is a file too, that opens as the link does', async () => {
    const engine = await opened('session-loss-wlc');
    const { file, name, sha256 } = await made(engine);
    expect(name).toBe('Session-loss-under-wlc.ipvscope');
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    const other = new Engine();
    const result = await other.open([{ name, data: file }]);
    expect(result).toMatchObject({ ok: true, link: { cursor: CURSOR, changed: null, view: VIEW } });
    const cut = await other.open([{ name, data: file.slice(0, 200) }]);
    expect(cut).toMatchObject({ ok: false, headline: `${name} cannot be read` });
    expect((await momentOf(other, CURSOR)).cursor).toEqual(CURSOR);
  });

  it('tells where this model decides otherwise than the one that made it', async () => {
    const engine = await opened('session-loss-wlc');
    const { file } = await made(engine);
    const unpacked = unpackCase(new Uint8Array(await file.arrayBuffer()));
    if (!unpacked.ok || !unpacked.packed.fingerprint) throw new Error('not unpacked');
    const { fingerprint } = unpacked.packed;
    const parts = fingerprint.parts.map((part, at) => (at < 5 ? part : (part ^ 1) >>> 0));
    const packed = { ...unpacked.packed, fingerprint: { ...fingerprint, parts } };
    const { link } = await followed(fragmentOf(packCase(packed)));
    expect(link.changed).toEqual({ from: 20, to: 24 });
  });

  it('that is damaged leaves the case before as it was', async () => {
    const engine = await opened('session-loss-wlc');
    const result = await engine.openLink('#case=aGVsbG8');
    expect(result).toMatchObject({ ok: false, headline: 'The link cannot be opened' });
    expect((await momentOf(engine, CURSOR)).cursor).toEqual(CURSOR);
  });
});
