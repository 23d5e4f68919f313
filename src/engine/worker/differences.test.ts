import { describe, expect, it } from 'vitest';
import { recordedBytes } from '../../testing/recorded.ts';
import type { DifferenceRow } from '../../trace/difference-views.ts';
import type { DifferencesQuery, SideMoment } from '../protocol/differences.ts';
import { Engine } from './engine.ts';

const END = Number.POSITIVE_INFINITY;
const RUN = '003-dr-wlc-persistent-360';

async function opened(...names: string[]): Promise<Engine> {
  const engine = new Engine();
  const files = names.map((name) => ({ name, data: new Blob([new Uint8Array(recordedBytes(RUN, name))]) }));
  expect((await engine.open(files)).ok).toBe(true);
  return engine;
}

const query = (a: SideMoment, b: SideMoment, change: Partial<DifferencesQuery> = {}): DifferencesQuery => ({
  a,
  b,
  look: 'fields',
  group: null,
  filter: '',
  all: false,
  ...change,
});
const model = (event: number, step = END): SideMoment => ({ side: 'model', cursor: { event, step } });

async function rows(engine: Engine, asked: DifferencesQuery): Promise<readonly DifferenceRow[]> {
  const view = await engine.differences(asked);
  return (await engine.differenceRows(asked, 0, view?.rows ?? 0)).rows;
}

describe('two moments in the engine', () => {
  it('are held against each other, the later one moving on', async () => {
    const engine = await opened('any.pcap', 'ipvsadm-rules.txt', 'run.json');
    expect(await rows(engine, query(model(5), model(5)))).toEqual([]);
    const seen: number[] = [];
    for (const event of [6, 9, 30, 60]) {
      const view = await engine.differences(query(model(5), model(event)));
      expect(view).toMatchObject({ across: false, b: { label: `Packet ${event + 1}` } });
      expect(view?.between?.packets).toBe(event - 5);
      seen.push(view?.rows ?? 0);
    }
    expect(seen).toEqual([...seen].sort((x, y) => x - y));
  });

  it('of the model and of the kernel that its log tells of do not differ in what a log tells', async () => {
    const engine = await opened('any.pcap', 'dmesg.txt', 'ipvsadm-rules.txt', 'run.json');
    for (const event of [20, 40, 60]) {
      const b: SideMoment = { side: 'observed', cursor: { event, step: END } };
      const cursor = await engine.sameTime(b, 'model');
      if (!cursor) throw new Error('there is no model');
      const asked = query({ side: 'model', cursor }, b);
      expect(await engine.differences(asked)).toMatchObject({ across: true, told: true, between: null });
      const found = await rows(engine, asked);
      expect(found.filter(({ kind }) => kind === 'object')).toEqual([]);
    }
  });

  it('of a side that is not there cannot be compared', async () => {
    const engine = await opened('any.pcap', 'ipvsadm-rules.txt', 'run.json');
    const missing: SideMoment = { side: 'other', cursor: { event: 3, step: END } };
    expect(await engine.differences(query(missing, model(3)))).toBeNull();
    expect((await engine.differenceRows(query(missing, model(3)), 0, 10)).rows).toEqual([]);
    expect(await engine.sameTime(model(3), 'observed')).toBeNull();
  });

  it('of two kernels under the same packets are told by ends', async () => {
    const engine = await opened('any.pcap', 'ipvsadm-rules.txt', 'run.json');
    await engine.putProfile('linux-2.6.32');
    const cursor = await engine.sameTime(model(40), 'other');
    if (!cursor) throw new Error('nothing is beside');
    const view = await engine.differences(query(model(40), { side: 'other', cursor }));
    expect(view).toMatchObject({ across: true, told: false, tablesDiffer: true });
    const entries = view?.counts.find(({ group }) => group === 'entry');
    expect([entries?.added ?? 0, entries?.gone ?? 0]).toEqual([0, 0]);
  });

  it('have listings line by line, with equal lines left out or not', async () => {
    const engine = await opened('any.pcap', 'ipvsadm-rules.txt', 'run.json');
    const look = { look: 'ipvsadm -Lnc', all: true } as const;
    const all = await rows(engine, query(model(5), model(40), look));
    expect(all[0]).toEqual({ kind: 'line', a: 'IPVS connection entries', b: 'IPVS connection entries' });
    const found = await rows(engine, query(model(5), model(40), { ...look, filter: '41003' }));
    expect(found).toHaveLength(3);
    expect(found[2]).toMatchObject({ kind: 'line', a: null });
  });

  it('may begin before the cursor: at a packet, at the making of an entry, at the start', async () => {
    const engine = await opened('any.pcap', 'ipvsadm-rules.txt', 'run.json');
    const at = { event: 8, step: 5 };
    expect(await engine.anchor('packet', at, null)).toMatchObject({ event: 7 });
    expect(await engine.anchor('start', at, null)).toEqual({ event: -1, step: 0 });
    expect(await engine.anchor('made', { event: 12, step: END }, null)).toMatchObject({ event: 8 });
    expect(await engine.anchor('packet', { event: -1, step: 0 }, null)).toBeNull();
  });
});
