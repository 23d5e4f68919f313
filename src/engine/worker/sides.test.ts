import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { InputFile } from '../protocol/messages.ts';
import { Engine } from './engine.ts';

const RUN = new URL('../../../e2e/recorded-runs/linux-6.12/003-dr-wlc-persistent-360/', import.meta.url);

function bytes(name: string): Buffer {
  const packed = new Set(['any.pcap', 'dmesg.txt']).has(name);
  const read = readFileSync(fileURLToPath(new URL(packed ? `${name}.gz` : name, RUN)));
  return packed ? gunzipSync(read) : read;
}

const file = (name: string, text: Buffer | string = bytes(name)): InputFile => ({
  name,
  data: new Blob([typeof text === 'string' ? text : new Uint8Array(text)]),
});
const whole = () => ['dmesg.txt', 'any.pcap', 'ipvsadm-rules.txt', 'run.json'].map((name) => file(name));

async function opened(files: readonly InputFile[]): Promise<Engine> {
  const engine = new Engine();
  expect((await engine.open(files)).ok).toBe(true);
  return engine;
}

describe('the kernels of a case', () => {
  it('are compared, and each line of both has its row', async () => {
    const engine = await opened(whole());
    const sides = await engine.sides();
    expect(sides.sides.map(({ name }) => name)).toEqual(['model', 'observed']);
    expect(sides).toMatchObject({ shown: 'observed', given: { capture: true, rules: true } });
    const comparison = await engine.comparison();
    expect(comparison).toMatchObject({ differences: 0, agreeing: comparison?.rows });
    const { rows } = await engine.comparedRows(100, 50);
    for (const { row, a, b } of rows) {
      if (!a || !b) throw new Error(`row ${row} has a side only`);
      expect(await engine.comparedRow('observed', a.cursor)).toBe(row);
      expect(await engine.comparedRow('model', b.cursor)).toBe(row);
    }
    expect(await engine.comparedRow('other', { event: 5, step: 1 })).toBe(-1);
    expect(await engine.comparedRow('model', { event: -1, step: 0 })).toBe(-1);
  });

  it('lie elsewhere in time after a nudge', async () => {
    const engine = await opened(whole());
    await engine.show('model');
    const before = await engine.rows({ from: 0, count: 1, filter: '', kinds: ['packet'] });
    expect((await engine.nudge(1.5)).ok).toBe(true);
    const { nudge, shown } = await engine.sides();
    expect({ nudge, shown }).toEqual({ nudge: 1.5, shown: 'model' });
    const after = await engine.rows({ from: 0, count: 1, filter: '', kinds: ['packet'] });
    expect(before.rows[0].time - after.rows[0].time).toBeCloseTo(1.5, 6);
    expect((await engine.comparison())?.differences).toBeGreaterThan(0);
  });

  it('may be put beside and taken away again', async () => {
    const engine = await opened(whole());
    expect((await engine.putProfile('linux-2.6.32')).sides).toHaveLength(3);
    expect((await engine.show('other')).ok).toBe(true);
    expect((await engine.comparison())?.b.title).toContain('linux-2.6.32');
    const back = await engine.takeAway();
    expect(back.sides.map(({ name }) => name)).toEqual(['model', 'observed']);
    expect(back.shown).not.toBe('other');
    expect((await engine.comparison())?.differences).toBe(0);
  });

  it('show while they are compared, and a comparison that is stopped can be made again', async () => {
    const engine = await opened(whole());
    const comparing = engine.comparison();
    expect((await engine.show('model')).ok).toBe(true);
    expect((await comparing)?.differences).toBe(0);
    const other = await opened(whole());
    const stopped = other.comparison();
    other.cancel();
    expect(await stopped).toBeNull();
    expect((await other.comparison())?.differences).toBe(0);
  });
});

describe('a kernel log', () => {
  const log = bytes('dmesg.txt').toString('utf8').split('\n');

  it('tells its unread lines with their numbers', async () => {
    const strange = log.toSpliced(50, 0, log[49].replace(/IPVS: .*/, 'IPVS: what is this'));
    const engine = await opened([file('dmesg.txt', strange.join('\n'))]);
    expect((await engine.sides()).log).toMatchObject({ kernel: 'linux-6.12', unread: 1, boots: 1 });
    expect(await engine.unreadLines(0, 10)).toEqual({
      from: 0,
      total: 1,
      lines: [{ line: 51, text: 'IPVS: what is this' }],
    });
    expect((await engine.unreadLines(1, 10)).lines).toEqual([]);
  });

  it('can be read as another kernel prints', async () => {
    const engine = await opened([file('dmesg.txt')]);
    expect((await engine.chooseKernel('linux-9')).ok).toBe(false);
    const result = await engine.chooseKernel('linux-2.6.32');
    expect(result).toMatchObject({ ok: true, info: { profile: 'linux-2.6.32', observed: true } });
    expect((await engine.sides()).log?.unread).toBeGreaterThan(0);
  });

  it('whose lines fit several kernels is read as of the newest, and that is said', async () => {
    const few = log.filter((line) => /Bind-dest|control/.test(line)).join('\n');
    const engine = await opened([file('dmesg.txt', few)]);
    const { log: view } = await engine.sides();
    expect(view?.kernel).toBe('linux-6.12');
    const result = await engine.show('model');
    expect(result.ok && result.info.assumptions.some((text) => text.includes('fits several kernels'))).toBe(
      true,
    );
  });

  it('has no lengths, no counters and no made-up scheduler in what it tells', async () => {
    const engine = await opened([file('dmesg.txt')]);
    const { rows } = await engine.rows({ from: 0, count: 5, filter: '', kinds: ['packet'] });
    expect(rows.map(({ length }) => length)).toEqual([null, null, null, null, null]);
    expect(rows[0].what).toBe('template made');
    const { why } = await engine.moment({ cursor: { event: 1, step: 9 }, bucket: null, client: null });
    expect(why.map((phrase) => ('text' in phrase ? phrase.text : '')).join('')).toMatch(/^By the log/);
  });
});
