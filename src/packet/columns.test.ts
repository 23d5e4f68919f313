import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { randomOf } from '../testing/random.ts';
import { buildFrame, buildIp } from './build.ts';
import { emptyFrame, PacketStore, type RawFrame } from './store.ts';

const saddr = parseAddr('172.16.0.1')!;
const daddr = parseAddr('10.0.0.100')!;

function tcp(sport: number, ttl = 64): Uint8Array {
  const transport = { kind: 'tcp', sport, dport: 80, flags: 16 } as const;
  return buildFrame({ kind: 'ethernet' }, buildIp({ saddr, daddr, ttl, transport }));
}

function frameOf(bytes: Uint8Array, more: Partial<RawFrame> = {}): RawFrame {
  const size = { bytes, start: 0, end: bytes.length, originalLength: bytes.length };
  return { ...emptyFrame(), linktype: 1, ...size, ...more };
}

describe('what the columns of packets keep', () => {
  it('times: close, far, going back, before 1970 and corrected', () => {
    const random = randomOf(3);
    const store = new PacketStore();
    const times: [number, number][] = [];
    let sec = 1_700_000_000;
    for (let i = 0; i < 1000; i++) {
      const slow = i > 300 && i < 600;
      sec += slow ? random(5) : random(2) * random(2);
      if (i === 700) sec -= 90;
      if (i === 800) sec = -5;
      times.push([sec, random(1_000_000_000)]);
      store.append(frameOf(tcp(i + 1), { sec, nsec: times[i][1] }));
    }
    for (const i of [0, 64, 500, 999]) {
      times[i] = [7, i];
      store.setTime(i, 7, i);
    }
    expect(times.map((_, i) => [store.sec(i), store.nsec(i)])).toEqual(times);
  });

  it('places in the file, by rule and without one', () => {
    const random = randomOf(4);
    const store = new PacketStore();
    const offsets: number[] = [];
    let offset = 24;
    for (let i = 0; i < 700; i++) {
      const bytes = tcp(1, 1);
      const end = 34 + random(bytes.length - 33);
      const header = i < 200 ? 16 : i < 400 ? 32 : 20 + random(9);
      offset += header;
      offsets.push(i >= 600 ? -1 : offset);
      store.append(frameOf(bytes, { end, fileOffset: offsets[i] }));
      offset += i >= 200 && i < 400 ? (end + 3) & ~3 : end;
    }
    expect(offsets.map((_, i) => store.fileOffset(i))).toEqual(offsets);
  });

  it('lengths: whole, cut, padded, and those that no column holds', () => {
    const store = new PacketStore();
    const bytes = tcp(9);
    const cases: [number, number][] = [
      [bytes.length, bytes.length],
      [bytes.length, 60],
      [40, bytes.length],
      [bytes.length, 1514],
      [bytes.length, 70_000],
      [bytes.length, 30],
    ];
    for (const [end, originalLength] of cases) store.append(frameOf(bytes, { end, originalLength }));
    const arp = Uint8Array.from([...bytes.subarray(0, 12), 8, 6, ...new Uint8Array(28)]);
    for (const originalLength of [42, 90_000]) store.append(frameOf(arp, { originalLength }));
    const kept = Array.from({ length: store.length }, (_, i) => [
      store.capturedLength(i),
      store.originalLength(i),
    ]);
    expect(kept).toEqual([...cases, [42, 42], [42, 90_000]]);
    expect(store.ipLength(0)).toBe(40);
    expect([store.ipLength(4), store.ipLength(6), store.ipLength(7)]).toEqual([40, 0, 0]);
  });

  it('more forms than 16 bits number', () => {
    const store = new PacketStore();
    const count = 70_000;
    const bytes = tcp(5);
    for (let i = 0; i < count; i++) {
      bytes[6] = i >>> 16;
      bytes[7] = i >>> 8;
      bytes[8] = i;
      store.append(frameOf(bytes));
    }
    for (const i of [0, 65_535, 65_536, count - 1]) {
      expect(store.link(i).srcMac.startsWith(i.toString(16).padStart(6, '0'))).toBe(true);
    }
  });

  it('about 32 bytes a packet', () => {
    const store = new PacketStore();
    const frame = frameOf(tcp(5));
    for (let i = 0; i < 100_000; i++) {
      frame.nsec = i * 1000;
      frame.fileOffset = 40 + i * 70;
      store.append(frame);
    }
    expect(store.bytes / 100_000).toBeLessThan(33);
  });

  it('takes back the last packets as if they had never come', () => {
    const store = new PacketStore();
    const frames = Array.from({ length: 140 }, (_, i) =>
      frameOf(tcp(i % 3 === 0 ? 21 : i), { sec: i * 3, fileOffset: 40 + i * 90 }),
    );
    for (const frame of frames) {
      store.append(frameOf(tcp(21), { sec: 9_999, fileOffset: 7, originalLength: 99_999 }));
      store.dropLast();
      store.append(frame);
    }
    const plain = new PacketStore();
    for (const frame of frames) plain.append(frame);
    for (let i = 0; i < 140; i++) expect(store.get(i)).toEqual(plain.get(i));
  });
});
