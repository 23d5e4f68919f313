import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { buildFrame, buildIp, concat } from '../packet/build.ts';
import { PacketStore } from '../packet/store.ts';
import { type PcapOptions, writePcap } from '../packet/write.ts';
import { hex, mutate, randomOf } from '../testing/random.ts';
import { type Capture, CaptureReader, readCaptureBytes } from './capture.ts';

const saddr = parseAddr('172.16.0.1')!;
const daddr = parseAddr('10.0.0.100')!;

function frames(count: number): { sec: number; nsec: number; bytes: Uint8Array }[] {
  return Array.from({ length: count }, (_, i) => {
    const transport = { kind: 'tcp', sport: 41000 + i, dport: 80, flags: 2 } as const;
    const bytes = buildFrame({ kind: 'ethernet' }, buildIp({ saddr, daddr, transport }));
    return { sec: 1_700_000_000 + i, nsec: 123_456_789, bytes };
  });
}

const file = (count: number, more: Partial<PcapOptions> = {}): Uint8Array =>
  writePcap(frames(count), { linktype: 1, ...more });

function inPieces(bytes: Uint8Array, size: number): Capture {
  const store = new PacketStore();
  const reader = new CaptureReader(store);
  for (let at = 0; at < bytes.length; at += size) reader.push(bytes.slice(at, at + size));
  return { store, ...reader.end() };
}

function times(capture: Capture): string[] {
  const { store } = capture;
  return Array.from({ length: store.length }, (_, i) => `${store.sec(i)}.${store.nsec(i)} ${store.sport(i)}`);
}

describe('pcap', () => {
  it.each([
    ['little endian, microseconds', {}, 123_456_000],
    ['big endian, microseconds', { bigEndian: true }, 123_456_000],
    ['little endian, nanoseconds', { nanoseconds: true }, 123_456_789],
    ['big endian, nanoseconds', { bigEndian: true, nanoseconds: true }, 123_456_789],
  ])('%s', (_name, options, nsec) => {
    const got = readCaptureBytes(file(3, options));
    expect(got).toMatchObject({ problems: [], linktypes: [1], format: 'pcap' });
    expect(got.interfaces).toEqual([{ linktype: 1, name: '', snaplen: 262_144 }]);
    expect(times(got)).toEqual([0, 1, 2].map((i) => `${1_700_000_000 + i}.${nsec} ${41000 + i}`));
    expect(got.store.get(1)).toMatchObject({ number: 2, fileOffset: 24 + 70 + 16 });
  });

  it('reads the modified format with 8 bytes more in every record', () => {
    const plain = file(2);
    const parts = [hex('34cdb2a1'), plain.subarray(4, 24)];
    for (const at of [24, 94])
      parts.push(plain.subarray(at, at + 16), hex('0100000000080000'), plain.subarray(at + 16, at + 70));
    expect(times(readCaptureBytes(concat(...parts)))).toEqual(times(readCaptureBytes(plain)));
  });

  it('ignores the bits above the link type that tell the frame check sequence', () => {
    const bytes = file(1);
    bytes[23] = 0x14;
    expect(readCaptureBytes(bytes)).toMatchObject({ problems: [], linktypes: [1] });
  });

  it('carries a fraction of more than a second', () => {
    const bytes = file(1);
    new DataView(bytes.buffer).setUint32(28, 2_500_000, true);
    expect(times(readCaptureBytes(bytes))).toEqual(['1700000002.500000000 41000']);
  });

  it('swaps the lengths of version 2.2', () => {
    const bytes = file(1);
    bytes[6] = 2;
    const view = new DataView(bytes.buffer);
    view.setUint32(32, 1514, true);
    view.setUint32(36, 54, true);
    expect(readCaptureBytes(bytes).store.get(0)).toMatchObject({ capturedLength: 54, originalLength: 1514 });
  });

  it('loads a file cut at any byte up to the cut and says where', () => {
    const whole = file(3);
    for (let cut = 0; cut < whole.length; cut++) {
      const { store, problems } = readCaptureBytes(whole.subarray(0, cut));
      const packets = Math.max(0, Math.floor((cut - 24) / 70));
      expect(store.length, `cut at ${cut}`).toBe(packets);
      const clean = cut >= 24 && (cut - 24) % 70 === 0;
      expect(problems.length, `cut at ${cut}`).toBe(clean ? 0 : 1);
      if (clean) continue;
      expect(problems[0].severity).toBe(cut < 24 ? 'error' : 'warning');
      expect(problems[0].offset).toBe(cut < 24 ? 0 : 24 + packets * 70);
    }
    const message = readCaptureBytes(whole.subarray(0, 130)).problems[0].message;
    expect(message).toContain('in the middle of packet 2: 36 of 70 bytes');
  });

  it('stops at a record that cannot be', () => {
    const bytes = file(3);
    new DataView(bytes.buffer).setUint32(24 + 70 + 8, 262_145, true);
    const { store, problems } = readCaptureBytes(bytes);
    expect(store.length).toBe(1);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'pcap-damaged', offset: 94 }]);
  });

  it('refuses an unknown version', () => {
    const bytes = file(1);
    bytes[4] = 9;
    expect(readCaptureBytes(bytes).problems).toMatchObject([
      { severity: 'error', code: 'pcap-version', offset: 4 },
    ]);
  });

  it('reads the same in pieces of any size', () => {
    const bytes = file(5);
    const whole = times(readCaptureBytes(bytes));
    for (let size = 1; size < 200; size++) {
      const got = inPieces(bytes, size);
      expect(times(got), `pieces of ${size}`).toEqual(whole);
      expect(got.problems).toEqual([]);
      expect(got.store.fileOffset(4)).toBe(24 + 4 * 70 + 16);
    }
  });

  it('never throws on damaged files', () => {
    const random = randomOf(77);
    const whole = file(4);
    for (let n = 0; n < 1500; n++) {
      const bytes = mutate(whole, random, 8);
      const got = inPieces(bytes, 1 + random(150));
      for (let i = 0; i < got.store.length; i++) got.store.get(i);
      expect(got.store.length).toBe(readCaptureBytes(bytes).store.length);
    }
  });
});
