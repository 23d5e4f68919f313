import { expect, it } from 'vitest';
import { recordedBytes } from '../../testing/recorded.ts';
import { type CutText, NOTHING_CUT } from '../protocol/cut.ts';
import type { InputFile, OpenResult } from '../protocol/messages.ts';
import { Engine } from './engine.ts';

const RUN = '007-persistence-netmask';
const TINY = 1;
const LARGE = 1e9;

function files(...names: string[]): InputFile[] {
  return names.map((name) => ({ name, data: new Blob([new Uint8Array(recordedBytes(RUN, name))]) }));
}

const ALL = ['any.pcap', 'ipvsadm-rules.txt', 'run.json'];

function infoOf(result: OpenResult) {
  if (!result.ok) throw new Error(result.headline);
  return result.info;
}

const cutOf = (change: Partial<CutText>): CutText => ({ ...NOTHING_CUT, ...change });
const isCut = (result: OpenResult): boolean =>
  infoOf(result).assumptions.some((text) => text.startsWith('The capture is cut to '));

async function opened(): Promise<{ engine: Engine; packets: number }> {
  const engine = new Engine();
  const { packets } = infoOf(await engine.open(files(...ALL)));
  return { engine, packets };
}

it('asks before it plays what needs more than it may, and plays all of it all the same', async () => {
  const { engine, packets } = await opened();
  await engine.setMemoryBudget(TINY);
  const asked = await engine.open(files(...ALL));
  expect(asked).toMatchObject({ ok: false, asks: true, problems: [] });
  expect(asked.ok ? '' : asked.headline).toMatch(/^any\.pcap needs about \d+ MB$/);
  const view = await engine.cutView();
  expect(view).toMatchObject({ asked: true, cut: null, budget: TINY });
  const whole = await engine.openCut(null);
  expect(infoOf(whole).packets).toBe(packets);
  expect(isCut(whole)).toBe(false);
  expect(await engine.cutView()).toMatchObject({ asked: false });
});

it('opens a cut of what it has asked about, says so, and cuts anew when rules come', async () => {
  const engine = new Engine();
  await engine.setMemoryBudget(TINY);
  await engine.open(files(...ALL));
  const { clients = [], whole } = (await engine.cutView()) ?? {};
  expect(clients.length).toBeGreaterThan(1);
  const cut = cutOf({ clients: clients[0].text });
  const figure = await engine.cutFigure(cut);
  expect(figure?.packets).toBeGreaterThan(0);
  expect(figure?.packets).toBeLessThan(whole?.packets ?? 0);
  const result = await engine.openCut(cut);
  const info = infoOf(result);
  expect(info.assumptions[0]).toContain(
    `client ${clients[0].text}; ${figure?.packets} of ${whole?.packets} packets.`,
  );
  expect(await engine.cutView()).toMatchObject({ asked: false, cut });
  await engine.setMemoryBudget(LARGE);
  const again = await engine.open(files('ipvsadm-rules.txt'));
  expect(infoOf(again).packets).toBe(info.packets);
  expect(isCut(again)).toBe(true);
});

it('keeps what was open when the question is left', async () => {
  const { engine, packets } = await opened();
  await engine.setMemoryBudget(TINY);
  await engine.open(files(...ALL));
  await engine.leaveCut();
  expect(await engine.cutView()).toMatchObject({ asked: false });
  await engine.setMemoryBudget(LARGE);
  expect(infoOf(await engine.openCut(null)).packets).toBe(packets);
});

it('narrows down what is open, and opens the whole again', async () => {
  const { engine, packets } = await opened();
  const view = await engine.cutView();
  const half = (view?.seconds ?? 0) / 2;
  const cut = infoOf(await engine.openCut(cutOf({ until: half })));
  expect(cut.packets).toBeGreaterThan(0);
  expect(cut.packets).toBeLessThan(packets);
  expect(infoOf(await engine.openCut(null)).packets).toBe(packets);
});

it('says what is wrong with a cut, and opens nothing', async () => {
  const { engine, packets } = await opened();
  expect((await engine.cutFigure(cutOf({ clients: 'web' })))?.problem).toContain('"web" is not an address');
  expect(await engine.openCut(cutOf({ services: 'web' }))).toMatchObject({ ok: false });
  expect(infoOf(await engine.openCut(null)).packets).toBe(packets);
});

it('has nothing to cut where there is no capture', async () => {
  const engine = new Engine();
  expect(await engine.cutView()).toBeNull();
  const [first] = await engine.scenarios();
  await engine.openScenario(first.name);
  expect(await engine.cutView()).toBeNull();
});
