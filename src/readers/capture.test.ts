import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { buildIp, concat } from '../packet/build.ts';
import { writePcap } from '../packet/write.ts';
import { hex } from '../testing/random.ts';
import { readCapture, readCaptureBytes } from './capture.ts';

function* thousands(whole: Uint8Array): Generator<Uint8Array> {
  for (let at = 0; at < whole.length; at += 1000) yield whole.subarray(at, at + 1000);
}

const saddr = parseAddr('fd00::1')!;
const daddr = parseAddr('fd00::2')!;
const bytes = buildIp({ saddr, daddr, transport: { kind: 'tcp', sport: 1, dport: 2, flags: 2 } });
const file = writePcap(
  Array.from({ length: 50 }, (_, i) => ({ sec: i, nsec: 0, bytes })),
  { linktype: 229 },
);

describe('readCapture', () => {
  it('reads a blob piece by piece and reports how far it is', async () => {
    const seen: number[] = [];
    const onProgress = (progress: { bytes: number; packets: number }): void => {
      seen.push(progress.bytes, progress.packets);
    };
    const got = await readCapture(thousands(file), { onProgress });
    expect(got).toMatchObject({ problems: [], format: 'pcap', linktypes: [229] });
    expect(got.store.length).toBe(50);
    expect(seen.slice(0, 2)).toEqual([1000, 12]);
    expect(seen.slice(-2)).toEqual([file.length, 50]);
  });

  it('reads packed captures, cut ones up to the cut', async () => {
    const packed = gzipSync(file, { level: 0 });
    const whole = await readCapture([packed]);
    expect(whole).toMatchObject({ problems: [], format: 'pcap (gzip)' });
    expect(whole.store.length).toBe(50);
    const small = gzipSync(file);
    const half = small.length >> 1;
    const cut = await readCapture([small.subarray(0, half - 9), small.subarray(half - 9, half)]);
    expect(cut.store.length).toBeGreaterThan(5);
    expect(cut.store.length).toBeLessThan(50);
    expect(cut.problems.map((problem) => problem.code)).toContain('gzip-truncated');
    for (let at = 1; at < packed.length; at += 37) {
      const got = readCaptureBytes(packed.subarray(0, at));
      expect(got.problems.length, `cut at ${at}`).toBeGreaterThan(0);
    }
  });

  it('stops when asked and keeps what it has', async () => {
    const control = new AbortController();
    const onProgress = (): void => control.abort();
    const got = await readCapture(thousands(file), {
      onProgress,
      signal: control.signal,
    });
    expect(got.store.length).toBe(12);
    expect(got.problems).toMatchObject([{ severity: 'warning', code: 'capture-stopped', offset: 1000 }]);
  });
});

describe('what is not a capture', () => {
  it.each([
    ['a text', new TextEncoder().encode('hello world\n'), 'a text of an unknown kind (hello world)'],
    ['a zip archive', hex('504b0304 1400'), 'a zip archive; unpack it first (50 4b 03 04)'],
    ['zeros', new Uint8Array(100), 'binary data of an unknown kind'],
    ['two bytes', hex('a1b2'), 'binary data of an unknown kind (a1 b2)'],
    ['a packed text', gzipSync('hello'), 'a text of an unknown kind (hello)'],
    ['something packed twice', gzipSync(gzipSync(file)), 'a file packed with gzip'],
  ])('%s', (_name, data, words) => {
    const { store, problems, format } = readCaptureBytes(data);
    expect([store.length, format, problems.length]).toEqual([0, '', 1]);
    expect(problems[0]).toMatchObject({ severity: 'error', code: 'not-a-capture', offset: 0 });
    expect(problems[0].message).toContain(words);
    expect(problems[0].message).toContain('Expected a pcap or pcapng file');
  });

  it('an empty file, plain and packed', () => {
    expect(readCaptureBytes(new Uint8Array(0)).problems).toMatchObject([{ code: 'capture-empty' }]);
    expect(readCaptureBytes(gzipSync('')).problems).toMatchObject([{ code: 'capture-empty' }]);
    expect(readCaptureBytes(concat(gzipSync(''), gzipSync(file))).store.length).toBe(50);
  });
});
