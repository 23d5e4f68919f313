import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { recordedText } from '../../testing/recorded.ts';
import { sniff } from '../sniff.ts';
import { readLogBytes } from './reader.ts';
import { debugLevelOf, recogniseCatalogue } from './recognise.ts';
import type { LogStore } from './store.ts';

const ROOT = 'e2e/samples/kernel-logs';
const bytesOf = (name: string): Uint8Array => readFileSync(`${ROOT}/${name}.txt`);
const textsOf = (store: LogStore): string[] => Array.from({ length: store.length }, (_, i) => store.text(i));

/** Each file begins with four lines that say where it is from. */
const SAMPLES: readonly (readonly [
  name: string,
  messages: number,
  unparsed: number,
  foreign: number,
  joined: number,
])[] = [
  ['README-format-drift', 0, 0, 7, 0],
  ['estimator-printk-caller-2022', 5, 11, 4, 0],
  ['estimator-threads-2022', 4, 12, 4, 0],
  ['hwchiu-2020-dynamic-debug', 0, 1, 4, 0],
  ['hwchiu-2020-enter-trace-level12', 2, 19, 4, 0],
  ['kube-router-272-nodest', 8, 0, 4, 0],
  ['load-messages-prefix-styles', 14, 2, 4, 0],
  ['lvs-devel-2021-mh-first-post-typo', 9, 0, 4, 13],
  ['lvs-devel-2021-mh-nodest-unwrapped', 6, 0, 4, 0],
  ['lvs-devel-2021-mh-nodest-wrapped', 6, 0, 4, 6],
  ['lvs-devel-2021-mh-working-unwrapped', 88, 0, 4, 0],
  ['lvs-devel-2021-mh-working-wrapped', 88, 0, 4, 93],
  ['misc-nodest-protocols', 2, 0, 4, 0],
  ['nodest-dmesg-T', 2, 0, 4, 0],
  ['syzbot-interleaved-console', 1, 0, 6, 0],
];

describe('kernel logs as people post them', () => {
  it.each(SAMPLES)('%s', (name, messages, unparsed, foreign, joined) => {
    const bytes = bytesOf(name);
    const store = readLogBytes(bytes);
    expect([store.messages, store.unparsed, store.counts.foreign, store.counts.joined]).toEqual([
      messages,
      unparsed,
      foreign,
      joined,
    ]);
    const { lines, blank } = store.counts;
    expect(messages + unparsed + foreign + joined + blank).toBe(lines);
    expect(sniff(bytes).kind).toBe(messages + unparsed > 0 ? 'kernel-log' : 'text');
  });

  it.each(['nodest', 'working'])(
    '%s: wrapped by mail, the messages are those of the unwrapped log',
    (name) => {
      const wrapped = readLogBytes(bytesOf(`lvs-devel-2021-mh-${name}-wrapped`));
      const whole = readLogBytes(bytesOf(`lvs-devel-2021-mh-${name}-unwrapped`));
      expect(textsOf(wrapped)).toEqual(textsOf(whole));
      for (let i = 0; i < whole.length; i++) {
        expect(wrapped.uptimeNs(i)).toBe(whole.uptimeNs(i));
        expect(wrapped.parsed(i)).toEqual(whole.parsed(i));
      }
    },
  );

  it('takes times, tasks and CPUs from each style of a mixed file', () => {
    const store = readLogBytes(bytesOf('load-messages-prefix-styles'));
    expect(Object.fromEntries(store.styles)).toEqual({ syslog: 9, dmesg: 5, none: 1, 'dmesg -T': 1 });
    expect(store.uptimeNs(8)).toBe(5_705_643_000);
    expect(store.epochMs(15)).toBe(Date.UTC(2023, 3, 14, 1, 14, 51));
    expect(store.uptimeNs(7)).toBeNaN();
    expect(store.text(11)).toBe('IPVS: stopping backup sync thread 2638 ...');
  });

  it('finds the message that another line was interrupted by', () => {
    const store = readLogBytes(bytesOf('syzbot-interleaved-console'));
    expect([store.uptimeNs(0), store.text(0)]).toEqual([
      1_156_082_683_000,
      'IPVS: ovf: UDP 127.0.0.1:0 - no destination available',
    ]);
  });

  it('skips what dynamic debug puts in front', () => {
    const store = readLogBytes(bytesOf('hwchiu-2020-dynamic-debug'));
    expect(store.text(0)).toMatch(/^IPVS: ip_vs_in: packet continues/);
    expect(store.kind(0)).toBe('unparsed');
  });
});

describe('which kernel, which level', () => {
  const recorded = (run: string): LogStore =>
    readLogBytes(new TextEncoder().encode(recordedText(run, 'dmesg.txt')));
  const old = '../linux-2.6.32/';

  it('tells the kernels by the lines that only one of them prints', () => {
    const on612 = recogniseCatalogue(recorded('001-nat-rr-one-connection'));
    expect(on612).toMatchObject({ name: 'linux-6.12', certain: true, functionLines: 0 });
    expect(on612.kernels[0].evidence?.text).toContain(' c:172.16.0.1:40001 v:10.0.0.100:80');
    const on2632 = recogniseCatalogue(recorded(`${old}050-tcp-matrix-nat`));
    expect(on2632).toMatchObject({ name: 'linux-2.6.32', certain: true });
    expect(on2632.functionLines).toBeGreaterThan(100);
    expect(on2632.stateLines.three).toBe(0);
    expect(on2632.kernels[1].evidence?.line).toBeGreaterThan(0);
  });

  it('parses by another kernel without reading again', () => {
    const store = recorded('001-nat-rr-one-connection');
    const { length, messages } = store;
    expect([messages, store.unparsed]).toEqual([length, 0]);
    expect(store.choose('linux-2.6.32')).toBe(true);
    expect(store.messages).toBeLessThan(length);
    expect(store.messages + store.unparsed).toBe(length);
    const counted = Array.from({ length }, (_, i) => store.parsed(i)).filter((one) => one !== null).length;
    expect(counted).toBe(store.messages);
    expect(store.choose('linux-1.0')).toBe(false);
    expect(store.kernel.name).toBe('linux-2.6.32');
  });

  it('names the level that the log needs and the line that says so', () => {
    expect(debugLevelOf(recorded('001-nat-rr-one-connection'))).toMatchObject({ level: 10 });
    const level = debugLevelOf(readLogBytes(bytesOf('lvs-devel-2021-mh-nodest-wrapped')));
    expect(level).toMatchObject({ level: 9, evidence: { line: 5 } });
    expect(level.higher.map((one) => one.level)).toEqual([10, 11, 12]);
    expect(debugLevelOf(readLogBytes(bytesOf('kube-router-272-nodest')))).toMatchObject({
      level: -1,
      evidence: null,
    });
    const foreign = debugLevelOf(readLogBytes(bytesOf('hwchiu-2020-enter-trace-level12')));
    expect(foreign).toMatchObject({ level: 10, evidence: { line: 5 } });
  });
});
