import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { buildFrame, buildIp, concat } from '../packet/build.ts';
import type { PacketStore } from '../packet/store.ts';
import { type FrameRecord, writePcap } from '../packet/write.ts';
import { randomOf } from '../testing/random.ts';
import { type CaptureSource, readCaptures } from './capture.ts';

const saddr = parseAddr('172.16.0.1')!;
const daddr = parseAddr('10.0.0.100')!;

/** A packet whose source port says which one it is. */
function frame(ms: number, sport: number, srcMac = '020000000001'): FrameRecord {
  const transport = { kind: 'tcp', sport, dport: 80, flags: 2 } as const;
  const bytes = buildFrame({ kind: 'ethernet', srcMac }, buildIp({ saddr, daddr, transport }));
  return { sec: 1_700_000_000 + Math.floor(ms / 1000), nsec: (ms % 1000) * 1e6, bytes };
}

function* pieces(bytes: Uint8Array, size: number): Generator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
}

function source(name: string, frames: readonly FrameRecord[], size = 1 << 20): CaptureSource {
  return { name, pieces: pieces(writePcap(frames, { linktype: 1 }), size) };
}

function ports(store: PacketStore): number[] {
  return Array.from({ length: store.length }, (_, i) => store.sport(i));
}

function origins(store: PacketStore): string[] {
  return Array.from({ length: store.length }, (_, i) => {
    const origin = store.origin(i);
    return origin ? `${origin.number} of ${origin.file}` : '';
  });
}

describe('readCaptures', () => {
  it('merges by time; at one time the file that comes first goes first', async () => {
    const { store, files } = await readCaptures([
      source('a.pcap', [frame(10, 1), frame(20, 2), frame(40, 3)]),
      source('b.pcap', [frame(5, 11), frame(20, 12), frame(30, 13)]),
      source('c.pcap', [frame(20, 21)]),
    ]);
    expect(ports(store)).toEqual([11, 1, 2, 12, 21, 13, 3]);
    expect(origins(store)).toEqual([
      '1 of b.pcap',
      '1 of a.pcap',
      '2 of a.pcap',
      '2 of b.pcap',
      '1 of c.pcap',
      '3 of b.pcap',
      '3 of a.pcap',
    ]);
    expect(files.map(({ packets, span }) => [packets, span])).toEqual([
      [3, [1_700_000_000.01, 1_700_000_000.04]],
      [3, [1_700_000_000.005, 1_700_000_000.03]],
      [1, [1_700_000_000.02, 1_700_000_000.02]],
    ]);
  });

  it('joins rotated files whatever order they are named in', async () => {
    const parts = [0, 1, 2].map((part) =>
      Array.from({ length: 200 }, (_, i) => frame(part * 1000 + i, 1000 + part * 200 + i)),
    );
    const { store } = await readCaptures([
      source('2.pcap', parts[2], 777),
      source('0.pcap', parts[0], 777),
      source('1.pcap', parts[1], 777),
    ]);
    expect(ports(store)).toEqual(Array.from({ length: 600 }, (_, i) => 1000 + i));
    expect(store.origin(250)).toEqual({ file: '1.pcap', number: 51 });
    expect(store.get(250).fileOffset).toBe(24 + 50 * (16 + 54) + 16);
  });

  it('is the same for pieces of any size as sorting all packets', async () => {
    const random = randomOf(7);
    for (let round = 0; round < 20; round++) {
      let port = 1;
      const lists = [0, 1, 2].map(() => {
        let ms = 0;
        return Array.from({ length: random(40) }, () => {
          ms += random(4);
          return { ms, port: port++ };
        });
      });
      const expected = lists.flat().sort((a, b) => a.ms - b.ms || a.port - b.port);
      const sources = lists.map((list, i) =>
        source(
          `${i}`,
          list.map(({ ms, port: sport }) => frame(ms, sport)),
          1 + random(200),
        ),
      );
      const { store } = await readCaptures(sources);
      expect(ports(store)).toEqual(expected.map((one) => one.port));
    }
  });

  it('keeps the order of a file in which time goes back', async () => {
    const { store } = await readCaptures([
      source('a', [frame(50, 1), frame(10, 2), frame(60, 3)]),
      source('b', [frame(20, 11), frame(55, 12)]),
    ]);
    expect(ports(store)).toEqual([11, 1, 2, 12, 3]);
    expect(store.nsec(2)).toBe(10e6);
  });

  it('takes a frame once that two files hold, and counts on in the file', async () => {
    const both = [frame(10, 1), frame(20, 2), frame(20, 3), frame(30, 4)];
    const { store, files } = await readCaptures([
      source('a', both),
      source('b', [frame(5, 9), ...both.slice(1), frame(40, 5)]),
    ]);
    expect(ports(store)).toEqual([9, 1, 2, 3, 4, 5]);
    expect(files.map(({ packets, duplicates }) => [packets, duplicates])).toEqual([
      [4, 0],
      [5, 3],
    ]);
    expect(store.origin(5)).toEqual({ file: 'b', number: 5 });
  });

  it('keeps a packet that another host captured behind a router, and equal ones of one file', async () => {
    const { store } = await readCaptures([
      source('client', [frame(10, 1), frame(10, 1)]),
      source('server', [frame(10, 1, '0200000000ff')]),
    ]);
    expect(store.length).toBe(3);
    expect(origins(store)).toEqual(['1 of client', '2 of client', '1 of server']);
  });

  it('drops duplicates at the borders of groups and blocks without harm to what follows', async () => {
    const many = Array.from({ length: 200 }, (_, i) => frame(i, 1000 + i));
    const { store } = await readCaptures([
      source('a', many),
      source('b', many),
      source('c', [frame(999, 7)]),
    ]);
    expect(ports(store)).toEqual([...many.map((_, i) => 1000 + i), 7]);
    for (let i = 0; i < 200; i++) {
      expect(store.nsec(i)).toBe(i * 1e6);
      expect(store.fileOffset(i)).toBe(24 + i * 70 + 16);
    }
  });

  it('reads the other files when one is no capture, empty or cut', async () => {
    const whole = writePcap([frame(1, 1), frame(2, 2)], { linktype: 1 });
    const { store, files } = await readCaptures([
      { name: 'bad', pieces: [new TextEncoder().encode('hello world\n')] },
      { name: 'empty', pieces: [] },
      { name: 'cut', pieces: [whole.subarray(0, whole.length - 5)] },
      { name: 'good', pieces: [whole] },
    ]);
    expect(files.map(({ problems }) => problems.map(({ code }) => code))).toEqual([
      ['not-a-capture'],
      ['capture-empty'],
      ['pcap-truncated'],
      [],
    ]);
    expect(files[2].problems[0].message).toContain('packet 2');
    expect(ports(store)).toEqual([1, 2]);
  });

  it('unpacks on the way, several members too, and counts packed bytes', async () => {
    const frames = Array.from({ length: 300 }, (_, i) => frame(i * 2, 1000 + i));
    const whole = writePcap(frames, { linktype: 1 });
    const packed = concat(gzipSync(whole.subarray(0, 5001)), gzipSync(whole.subarray(5001)));
    const plain = source('plain', [frame(101, 1), frame(601, 2)]);
    let last = 0;
    const seen: number[] = [];
    const { store, files } = await readCaptures([{ name: 'packed.gz', pieces: pieces(packed, 100) }, plain], {
      onProgress: ({ bytes }) => {
        seen.push(bytes - last);
        last = bytes;
      },
    });
    expect(files.map(({ format }) => format)).toEqual(['pcap (gzip)', 'pcap']);
    expect(store.length).toBe(302);
    expect(store.sport(51)).toBe(1);
    expect(last).toBe(packed.length + 24 + 2 * 70);
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(0);
  });

  it('waits where it is told to, and stops', async () => {
    const many = Array.from({ length: 100 }, (_, i) => frame(i, i + 1));
    const control = new AbortController();
    let passed = 0;
    const { store, stopped } = await readCaptures([source('a', many, 700), source('b', many, 700)], {
      signal: control.signal,
      pass: async () => {
        passed++;
        if (passed === 6) control.abort();
      },
    });
    expect(stopped).toBe(true);
    expect(passed).toBe(6);
    expect(store.length).toBeGreaterThan(5);
    expect(store.length).toBeLessThan(40);
  });
});
