import { describe, expect, it } from 'vitest';
import { parseReplayArguments } from './arguments.ts';

const words = (line: string): string[] => line.split(' ').filter((word) => word !== '');

describe('arguments of replay', () => {
  it('takes a run folder', () => {
    const wanted = { kind: 'folder', folder: 'runs/002', out: 'o', failOn: null };
    expect(parseReplayArguments(words('runs/002 --out o'))).toEqual(wanted);
    expect(parseReplayArguments(words('--out=o runs/002'))).toEqual(wanted);
  });

  it("takes a user's own files", () => {
    expect(parseReplayArguments(words('--capture a.pcap --rules=r.txt --log l --out o'))).toEqual({
      kind: 'files',
      capture: 'a.pcap',
      rules: 'r.txt',
      sysctl: null,
      actions: null,
      log: 'l',
      out: 'o',
      failOn: null,
    });
  });

  it('takes rules alone, and how bad a finding may be', () => {
    expect(parseReplayArguments(words('--rules r.txt --out o --fail-on risk'))).toEqual({
      kind: 'rules',
      rules: 'r.txt',
      sysctl: null,
      out: 'o',
      failOn: 'risk',
    });
  });

  it('shows its usage', () => {
    expect(parseReplayArguments(['--help'])).toEqual({ kind: 'help' });
  });

  it.each([
    ['', '--out DIR is missing'],
    ['--out o', 'neither a run folder nor --capture and --rules are given'],
    ['run', '--out DIR is missing'],
    ['a b --out o', 'one run folder at a time, but there are 2: a b'],
    ['--capture c --out o', '--rules FILE is missing'],
    ['--rules r --log l --out o', '--capture FILE is missing'],
    ['--capture --rules r --out o', '--capture needs a value'],
    ['run --out', '--out needs a value'],
    ['run --out= ', '--out needs a value'],
    ['run --out o --out p', '--out is given twice'],
    ['run --log l --out o', '--log does not go with a run folder (run)'],
    ['run --out o --fail-on bad', '--fail-on needs loses, risk, note, not "bad"'],
    ['run --speed 2 --out o', 'unknown option --speed'],
    ['-x --out o', 'unknown option -x'],
  ])('refuses "%s"', (line, message) => {
    expect(parseReplayArguments(words(line))).toEqual({ kind: 'wrong', message });
  });
});
