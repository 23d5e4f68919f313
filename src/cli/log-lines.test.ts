import { describe, expect, it } from 'vitest';
import { comparableLines, compareLogs } from './log-lines.ts';

const log = (...texts: string[]) =>
  comparableLines(texts.map((text, i) => `[    ${i}.000000] IPVS: ${text}`));

describe('log lines', () => {
  it('keeps what IPVS printed, with its stamp and line number', () => {
    const lines = comparableLines([
      '[    1.250000] IPVS: lookup/in TCP a->b hit',
      '<7>[   12.000000] IPVS: stopping backup sync thread 12 ...',
      '[    1.300000] device c0 entered promiscuous mode',
      '[    1.300000] IPVS: new dst 192.168.1.10, src 0.0.0.0, refcnt=1',
      '[    1.300000] IPVS: [rr] scheduler registered.',
      '[    1.300000] usb 1-1: new device',
      'SCTP input  [INIT] state: NONE->INIT1',
      '',
    ]);
    expect(lines.map(({ text, line }) => [line, text])).toEqual([
      [1, 'IPVS: lookup/in TCP a->b hit'],
      [2, 'IPVS: stopping backup sync thread 12 ...'],
      [7, 'SCTP input  [INIT] state: NONE->INIT1'],
    ]);
    expect(lines.map(({ uptime }) => uptime)).toEqual([1.25, 12, Number.NaN]);
  });

  it('takes s: of Bind-dest for unknown, that of Unbind-dest for known', () => {
    const [bind, unbind] = comparableLines([
      'IPVS: Bind-dest TCP fwd:R s:77 conn->flags:183',
      'IPVS: Unbind-dest TCP fwd:R s:4 conn->flags:183',
    ]);
    expect(bind.text).toContain(' s:? ');
    expect(unbind.text).toContain(' s:4 ');
  });

  it('finds the lines that only one log has', () => {
    const found = compareLogs(log('a', 'b', 'c', 'd'), log('a', 'x', 'c', 'd', 'e'));
    expect(found.matched).toBe(3);
    expect(
      found.differences.map(({ recorded, model }) => [recorded.map((l) => l.text), model.map((l) => l.text)]),
    ).toEqual([
      [['IPVS: b'], ['IPVS: x']],
      [[], ['IPVS: e']],
    ]);
  });

  it('compares empty and equal logs', () => {
    expect(compareLogs([], [])).toEqual({ matched: 0, recorded: 0, model: 0, differences: [] });
    expect(compareLogs(log('a'), log('a')).differences).toEqual([]);
    expect(compareLogs(log('a', 'b'), []).differences).toHaveLength(1);
  });
});
