import { describe, expect, it } from 'vitest';
import { fuzzCase } from '../../testing/fuzz-case.ts';
import type { CaseDocument } from '../case.ts';
import { parseCase } from '../parse-case.ts';
import { proveAnonymised, proveInSlices } from './prove.ts';

const LINES = [
  '# ipvscope case v1',
  'kernel linux-6.12 hz=250 conn_rnd=1',
  'ipvsadm -A -t 10.1.0.100:80 -s wrr',
  'ipvsadm -a -t 10.1.0.100:80 -r 10.2.0.11:80 -m -w 1',
  'ipvsadm -a -t 10.1.0.100:80 -r 10.2.0.12:80 -m -w 1',
  '@0.000 tcp 172.16.5.1:41000 > 10.1.0.100:80 S',
  '@0.010 tcp 172.16.5.2:41000 > 10.1.0.100:80 S',
  '@0.020 tcp 172.16.5.2:41000 > 10.1.0.100:80 A',
];

const caseOf = (lines: readonly string[]): CaseDocument => parseCase(lines.join('\n')).document;
const changed = (from: string, to: string): CaseDocument =>
  caseOf(LINES.map((line) => line.replace(from, to)));

describe('the proof', () => {
  it('counts what it has compared', () => {
    const proof = proveAnonymised(caseOf(LINES), caseOf(LINES));
    expect(proof).toMatchObject({ same: true, difference: null, at: null, otherBuckets: 0 });
    // Three packets and two timers.
    expect(proof.events).toBe(5);
    expect(proof.decisions).toBeGreaterThan(proof.events * 15);
  });

  it.each([
    ['a server', '12:80 -m -w 1', '12:80 -m -w 0', /^Event 1, at 0\.000000 s: chosen server was "number 3"/],
    [
      'an address that was another',
      '172.16.5.2:41000 > 10.1.0.100:80 A',
      '172.16.5.3:41000 > 10.1.0.100:80 A',
      /^Event 3, at 0\.020000 s: outcome was "NF_STOLEN at LOCAL_IN" in the original and is "NF_ACCEPT/,
    ],
    ['a flag', '80 A', '80 R', /^Event 3, at 0\.020000 s: state was/],
    ['a time', '@0.020', '@0.021', /^Event 3, at 0\.020000 s: time was/],
    ['a length', '80 A', '80 A len 41', /^At the end: counters of service 1 was/],
    ['a packet that is missing', '@0.020 tcp', '# ', /^Event 3, at 0\.020000 s: /],
    ['a rule', '10.2.0.12:80', '224.0.0.9:80', /^While the rules are set up: /],
  ])('finds %s', (_what, from, to, said) => {
    const { same, difference } = proveAnonymised(caseOf(LINES), changed(from, to));
    expect(same).toBe(false);
    expect(difference).toMatch(said);
  });

  it('finds another timeout', () => {
    const { difference } = proveAnonymised(
      caseOf(LINES),
      caseOf([
        ...LINES.slice(0, 2),
        'ipvsadm --set 100 0 0',
        ...LINES.slice(2),
        '@0.030 tcp 10.2.0.12:80 > 172.16.5.1:41000 SA',
      ]),
    );
    expect(difference).not.toBeNull();
  });

  it('lets others in from time to time', () => {
    const document = fuzzCase(5, 200);
    const slices = [...proveInSlices(document, document)];
    expect(slices.length).toBeGreaterThan(0);
    expect(slices[0]).toBe(2048);
  });
});
