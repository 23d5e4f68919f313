import { describe, expect, it } from 'vitest';
import { randomOf } from '../../testing/random.ts';
import { countLines, lineRows, longestGrowing, pairLines } from './lines.ts';

const HEAD = [
  'IPVS connection entries',
  'pro expire state       source             virtual            destination',
];
const entry = (time: string, state: string, port: number) =>
  `TCP ${time}  ${state.padEnd(11)} 172.16.0.1:${port}   10.0.0.100:80      192.168.1.10:80`;

describe('two listings', () => {
  const a = [
    ...HEAD,
    entry('14:59', 'ESTABLISHED', 1),
    entry('01:59', 'FIN_WAIT', 2),
    entry('00:10', 'CLOSE', 3),
  ];
  const b = [
    ...HEAD,
    entry('00:59', 'SYN_RECV', 4),
    entry('14:59', 'ESTABLISHED', 1),
    entry('01:30', 'FIN_WAIT', 2),
  ];

  it('have the lines about one entry in one row', () => {
    const pairs = pairLines(a, b, 'ipvsadm -Lnc');
    expect(pairs.slice(2)).toEqual([
      { a: null, b: b[2] },
      { a: a[2], b: b[3] },
      { a: a[3], b: b[4] },
      { a: a[4], b: null },
    ]);
    expect(countLines(pairs)).toEqual({ added: 1, gone: 1, changed: 1 });
  });

  it('tell servers of two services apart', () => {
    const of = (weight: number) => [
      'IP Virtual Server version 1.2.1 (size=4096)',
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
      'TCP  10.0.0.100:80 wlc',
      '  -> 192.168.1.10:80              Masq    1      0          0',
      'TCP  10.0.0.101:80 wlc',
      `  -> 192.168.1.10:80              Masq    ${weight}      0          0`,
    ];
    const pairs = pairLines(of(1), of(7), 'ipvsadm -Ln');
    expect(pairs.every((pair) => pair.a !== null && pair.b !== null)).toBe(true);
    expect(pairs.findIndex((pair) => pair.a !== pair.b)).toBe(6);
  });

  it('lose no line and keep their order, whatever they are', () => {
    const random = randomOf(7);
    for (let round = 0; round < 200; round++) {
      const lines = () => [
        ...HEAD,
        ...Array.from({ length: random(12) }, () => entry('00:10', 'CLOSE', random(9))),
      ];
      const [left, right] = [lines(), lines()];
      const pairs = pairLines(left, right, 'ipvsadm -Lnc');
      expect(pairs.flatMap((pair) => (pair.a === null ? [] : [pair.a]))).toEqual(left);
      expect(pairs.flatMap((pair) => (pair.b === null ? [] : [pair.b]))).toEqual(right);
    }
  });

  it('fold the runs of equal lines and count them', () => {
    const many = Array.from({ length: 100 }, (_, at) => entry('00:10', 'CLOSE', at));
    const changed = many.with(50, entry('00:59', 'SYN_RECV', 50));
    const pairs = pairLines([...HEAD, ...many], [...HEAD, ...changed], 'ipvsadm -Lnc');
    const rows = lineRows(pairs, false);
    expect(rows.map((row) => (row.kind === 'fold' ? row.lines : 0)).filter(Boolean)).toEqual([47, 46]);
    expect(rows.filter(({ kind }) => kind === 'line')).toHaveLength(2 + 7);
    expect(lineRows(pairs, true)).toHaveLength(102);
  });
});

describe('the longest growing run', () => {
  it('is as long as any other, and grows', () => {
    const random = randomOf(11);
    for (let round = 0; round < 300; round++) {
      const numbers = Array.from({ length: random(9) }, () => random(10) - 1);
      const run = longestGrowing(numbers).map((at) => numbers[at]);
      expect(run.every((number, at) => number >= 0 && (at === 0 || number > run[at - 1]))).toBe(true);
      let best = 0;
      for (let mask = 0; mask < 2 ** numbers.length; mask++) {
        const some = numbers.filter((_, at) => mask & (1 << at));
        if (some.every((number, at) => number >= 0 && (at === 0 || number > some[at - 1])))
          best = Math.max(best, some.length);
      }
      expect(run).toHaveLength(best);
    }
  });
});
