import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { mutate, randomOf } from '../../testing/random.ts';
import { recordedBytes } from '../../testing/recorded.ts';
import { LogReader, readLogBytes } from './reader.ts';
import type { LogStore } from './store.ts';

const ROOT = 'e2e/samples/kernel-logs';
const samples = readdirSync(ROOT).map((name): Uint8Array => readFileSync(`${ROOT}/${name}`));
const recorded = recordedBytes('0285-sctp', 'dmesg.txt');
const json = new TextEncoder().encode(
  JSON.stringify(
    { dmesg: [1, 2, 3].map((time) => ({ pri: 7, time, msg: 'IPVS: caf\u00e9 {"}\\' })) },
    null,
    2,
  ),
);
const journal = new TextEncoder().encode(
  '__CURSOR=1\n__REALTIME_TIMESTAMP=5\nMESSAGE=IPVS: ipvs loaded.\n\n'.repeat(3) +
    '{"MESSAGE":[73,80,86,83,58,32,255],"PRIORITY":"7","_BOOT_ID":"x"}\n7,1,5,-;IPVS: a\\xff\n KEY=x\n',
);
const wide = Uint8Array.from([0xff, 0xfe, ...[...recorded.subarray(0, 3000)].flatMap((byte) => [byte, 0])]);
const files = [...samples, recorded, json, journal, wide, gzipSync(recorded)];

function everything(store: LogStore): unknown {
  const rows = Array.from({ length: store.length }, (_, i) => [
    store.line(i),
    store.offset(i),
    store.uptimeNs(i),
    store.epochMs(i),
    store.cpu(i),
    store.priority(i),
    store.boot(i),
    store.kind(i),
    store.gap(i),
    store.text(i),
    store.parsed(i)?.message.id,
  ]);
  return [rows, store.counts, [...store.styles], store.foreignExamples, store.boots, store.problems];
}

describe('pieces and damage', () => {
  it('reads the same however the file is cut into pieces', () => {
    const random = randomOf(11);
    const joined = Uint8Array.from(samples.flatMap((sample) => [...sample, 10]));
    for (const bytes of [...files, joined]) {
      const whole = everything(readLogBytes(bytes));
      for (let round = 0; round < 4; round++) {
        const reader = new LogReader();
        const most = [1, 7, 100, 5000][round];
        for (let at = 0; at < bytes.length; ) {
          const size = 1 + random(most);
          reader.push(bytes.slice(at, at + size));
          at += size;
        }
        expect(everything(reader.end())).toEqual(whole);
      }
    }
  });

  it('never throws, loses no line and gives sound records for damaged files', () => {
    const random = randomOf(12);
    for (let round = 0; round < 600; round++) {
      const bytes = mutate(files[round % files.length], random, 40);
      const store = readLogBytes(bytes);
      for (let i = 0; i < store.length; i++) {
        expect(store.kind(i) === 'message').toBe(store.parsed(i) !== null && store.gap(i) === 0);
        expect(store.priority(i)).toBeLessThan(8);
        expect(store.line(i)).toBeLessThanOrEqual(store.counts.lines);
        expect(store.uptimeNs(i) < 0).toBe(false);
      }
      expect(store.messages + store.unparsed + store.gaps).toBe(store.length);
      for (const { message } of store.problems) expect(message).not.toBe('');
    }
  });
});
