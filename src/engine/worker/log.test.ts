import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { recordedBytes, recordedText } from '../../testing/recorded.ts';
import type { InputFile } from '../protocol/messages.ts';
import { Engine } from './engine.ts';

/** Kernel logs from the file to the comparison, as a user opens them. */

const RUN = '0907-random';
const PARTS = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt'];

const text = (name: string, content: string): InputFile => ({ name, data: new Blob([content]) });
const bytes = (name: string, content: Uint8Array): InputFile => ({ name, data: new Blob([content.slice()]) });
const recorded = (names: readonly string[]): InputFile[] =>
  names.map((name) => bytes(name, recordedBytes(RUN, name)));

async function opened(files: readonly InputFile[]) {
  const engine = new Engine();
  const result = await engine.open(files);
  if (!result.ok) throw new Error(result.headline);
  return { engine, info: result.info };
}

describe('a kernel log', () => {
  it('alone is the observed kernel, with the model beside it under rules inferred from it', async () => {
    const { engine, info } = await opened([
      text('dmesg.txt', recordedText('003-dr-wlc-persistent-360', 'dmesg.txt')),
    ]);
    expect(info.packets).toBe(96);
    const { shown, sides } = await engine.sides();
    expect(shown).toBe('observed');
    expect(sides.map(({ name }) => name)).toEqual(['model', 'observed']);
    const compared = await engine.comparison();
    expect(compared).toMatchObject({ agreeing: 316, differences: 0, level: 9 });
    await engine.show('model');
    expect((await engine.sides()).shown).toBe('model');
  });

  it('and a capture of the same minutes are aligned, and agree in every message', async () => {
    const { engine } = await opened([...recorded(PARTS), text('dmesg', recordedText(RUN, 'dmesg.txt'))]);
    const compared = await engine.comparison();
    expect(compared).toMatchObject({ agreeing: 1611, differences: 0 });
    const model = await engine.show('model');
    expect(
      model.ok && model.info.assumptions.some((said) => said.startsWith('Log and capture are aligned')),
    ).toBe(true);
  });

  it('that differs says where and why', async () => {
    const log = recordedText(RUN, 'dmesg.txt');
    const at = log.lastIndexOf('template lookup/in', log.length >> 1);
    const end = log.indexOf('\n', at);
    const line = log.slice(at, end);
    const altered = line.endsWith('not hit')
      ? line.replace('not hit', 'hit')
      : line.replace(' hit', ' not hit');
    const { engine } = await opened([
      ...recorded(PARTS),
      text('dmesg', log.slice(0, at) + altered + log.slice(end)),
    ]);
    const compared = await engine.comparison();
    expect(compared?.differences).toBe(1);
    const [difference] = compared?.list ?? [];
    expect(difference.fn).toBe('ip_vs_ct_in_get');
    expect(difference.a?.text).toBe(altered);
    expect(difference.b?.text).toBe(line);
    const { rows } = await engine.comparedRows(difference.row, 1);
    expect(rows[0]).toMatchObject({ kind: 'differs', a: { text: altered }, b: { text: line } });
  });

  it('moved by hand against its capture differs in time, and moved back agrees again', async () => {
    const { engine } = await opened([...recorded(PARTS), text('dmesg', recordedText(RUN, 'dmesg.txt'))]);
    await engine.nudge(0.5);
    expect((await engine.comparison())?.differences).toBeGreaterThan(0);
    await engine.nudge(0);
    expect((await engine.comparison())?.differences).toBe(0);
  });

  it('packed with gzip is read, and packed rules too', async () => {
    const log = gzipSync(recordedText(RUN, 'dmesg.txt'));
    const rules = gzipSync(recordedText(RUN, 'ipvsadm-rules.txt'));
    const { engine, info } = await opened([bytes('dmesg.gz', log), bytes('rules.gz', rules)]);
    expect(info.files.map(({ what }) => what)).toEqual(['kernel log (linux-6.12)', 'rules (ipvsadm)']);
    expect((await engine.comparison())?.lines.a).toBe(1611);
  });

  it('among pasted text is followed', async () => {
    const lines = recordedText('001-nat-rr-one-connection', 'dmesg.txt').split('\n').slice(0, 12);
    const rules = recordedText('001-nat-rr-one-connection', 'ipvsadm-rules.txt');
    const paste = `Sessions are lost:\n\n# ipvsadm -Sn\n${rules}\n\n# dmesg\n${lines.join('\n')}\n`;
    const { engine } = await opened([{ ...text('report', paste), pasted: true }]);
    expect((await engine.sides()).shown).toBe('observed');
    expect(await engine.comparison()).toMatchObject({ differences: 0 });
  });

  it('of nothing but others is refused in words', async () => {
    const result = await new Engine().open([text('dmesg', '[    1.000000] usb 1-1: new device\n'.repeat(9))]);
    expect(result.ok).toBe(false);
  });
});

describe('another kernel', () => {
  it('beside the case is compared with it', async () => {
    const { engine } = await opened(recorded(PARTS));
    expect(await engine.comparison()).toBeNull();
    await engine.putProfile('linux-2.6.32');
    const compared = await engine.comparison();
    expect(compared?.b.title).toContain('linux-2.6.32');
    expect(compared?.differences).toBeGreaterThan(0);
    await engine.putProfile('linux-6.12');
    expect((await engine.comparison())?.differences).toBe(0);
  });
});
