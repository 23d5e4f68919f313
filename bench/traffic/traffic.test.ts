import { describe, expect, it } from 'vitest';
import { Engine } from '../../src/engine/worker/engine.ts';
import type { PacketStore } from '../../src/packet/store.ts';
import { readCaptureBytes } from '../../src/readers/capture.ts';
import { Due } from './due.ts';
import { RULES, runJson, SYSCTL, TCP } from './services.ts';
import { ACK, FIN, ROUND, SYN } from './talks.ts';
import { trafficBytes, writeStanding } from './traffic.ts';

const PACKETS = 4000;
const OPTIONS = { packets: PACKETS, seed: 5, snaplen: 0, payload: 600 };
const bytes = trafficBytes(OPTIONS);
const { store, problems } = readCaptureBytes(bytes);

const client = (s: PacketStore, i: number): string =>
  s.flags(i) !== 0 && Number(s.daddr(i)) >>> 24 === 10 ? `${s.saddr(i)}:${s.sport(i)}` : '';

/** Sum of the 16-bit words of some bytes, with the carries added again: 0xffff where a checksum in it is right. */
function sum16(part: Uint8Array, from: number, to: number, start = 0): number {
  let sum = start;
  for (let i = from; i < to; i++) sum += (i - from) % 2 === 0 ? part[i] << 8 : part[i];
  while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
  return sum;
}

describe('the traffic', () => {
  it('is the same for the same seed only', () => {
    expect(Buffer.compare(trafficBytes(OPTIONS), bytes)).toBe(0);
    expect(Buffer.compare(trafficBytes({ ...OPTIONS, seed: 6 }), bytes)).not.toBe(0);
  });

  it('has as many packets as asked for, in order of time, all readable', () => {
    expect(problems).toEqual([]);
    expect(store.length).toBe(PACKETS);
    for (let i = 1; i < store.length; i++) expect(store.time(i)).toBeGreaterThanOrEqual(store.time(i - 1));
    for (let i = 0; i < store.length; i++) expect(store.get(i).problem).toBeNull();
  });

  it('has right checksums', () => {
    for (let i = 0; i < 500; i++) {
      const ip = store.fileOffset(i) + 14;
      const end = store.fileOffset(i) + store.capturedLength(i);
      expect(sum16(bytes, ip, ip + 20)).toBe(0xffff);
      const pseudo = sum16(bytes, ip + 12, ip + 20, store.protocol(i) + (end - ip - 20));
      expect(sum16(bytes, ip + 20, end, pseudo)).toBe(0xffff);
    }
  });

  it('cuts frames and keeps their lengths', () => {
    const cut = readCaptureBytes(trafficBytes({ ...OPTIONS, snaplen: 96 })).store;
    for (let i = 0; i < PACKETS; i++) {
      expect(cut.originalLength(i)).toBe(store.originalLength(i));
      expect(cut.capturedLength(i)).toBe(Math.min(96, store.originalLength(i)));
      expect(cut.seq(i)).toBe(store.seq(i));
    }
  });

  it('has connections from SYN to FIN whose sequence numbers follow each other', () => {
    const next = new Map<string, number>();
    const ended = new Set<string>();
    for (let i = 0; i < PACKETS; i++) {
      const who = store.protocol(i) === TCP ? client(store, i) : '';
      if (who === '') continue;
      const flags = store.flags(i);
      if (flags === SYN) expect(next.has(who)).toBe(false);
      else expect(store.seq(i), `${who}, packet ${i + 1}`).toBe(next.get(who));
      const length = store.ipLength(i) - 40 + (flags & (SYN | FIN) ? 1 : 0);
      next.set(who, (store.seq(i) + length) >>> 0);
      if (flags === (FIN | ACK)) ended.add(who);
    }
    const tcp = ROUND.filter(({ service }) => service.protocol === TCP).length / ROUND.length;
    expect(ended.size).toBe((PACKETS / 10) * tcp);
  });

  it('goes into the model packet by packet and makes an entry a connection', async () => {
    const engine = new Engine();
    const texts = [RULES, SYSCTL, runJson(16)];
    const files = [bytes, ...texts].map((part, n) => ({
      name: `${n}`,
      data: new Blob([part as BlobPart]),
    }));
    const result = await engine.open(files);
    if (!result.ok) throw new Error(result.headline);
    expect(result.info).toMatchObject({ packets: PACKETS, consequences: 0, ignored: 0, buckets: 2 ** 16 });
    expect(result.info.files.flatMap((file) => file.problems)).toEqual([]);
    const rows = await engine.rows({ from: 0, count: PACKETS, filter: '', kinds: ['packet'] });
    expect(rows.rows.filter(({ tone, verdict }) => tone === 'trouble' || verdict === 'NF_DROP')).toEqual([]);
    const event = rows.rows[PACKETS - 1].event;
    const window = { cursor: { event, step: Number.POSITIVE_INFINITY }, from: 0, sort: 'bucket' } as const;
    const all = await engine.conns({ ...window, count: PACKETS, filter: '' });
    const plain = all.rows.filter((row) => !row.template);
    expect(plain).toHaveLength(PACKETS / 10);
    expect(all.total).toBeGreaterThan(plain.length);
  });
});

it('keeps connections that nobody closes', () => {
  const pieces: Uint8Array[] = [];
  writeStanding({ ...OPTIONS, packets: 300, live: 200 }, (piece) => pieces.push(piece.slice()));
  const made = readCaptureBytes(pieces[0]).store;
  expect(made.length).toBe(500);
  const opened = new Set<string>();
  for (let i = 0; i < made.length; i++) {
    if (made.flags(i) === SYN) opened.add(client(made, i));
    else expect(opened.has(client(made, i))).toBe(true);
  }
  expect(opened.size).toBe(200);
});

it('gives back numbers in order of their times', () => {
  const due = new Due();
  for (let n = 0; n < 3000; n++) due.push((n * 7919) % 3001, n);
  due.postpone(5000);
  const times: number[] = [];
  while (due.length > 0) {
    times.push(due.time);
    if (due.time < 5000) expect((due.first * 7919) % 3001).toBe(due.time);
    due.drop();
  }
  expect(times).toHaveLength(3000);
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(due.time).toBe(Number.POSITIVE_INFINITY);
});
