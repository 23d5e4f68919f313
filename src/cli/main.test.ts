import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Findings } from './findings.ts';
import { comparableLines } from './log-lines.ts';
import { main } from './main.ts';
import { runBytes, runText } from './run-files.ts';

const RUN = 'e2e/recorded-runs/linux-6.12/002-dr-wlc-session-loss';
let dir = '';
let errors = '';

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'replay-'));
});

afterAll(() => {
  rmSync(dir, { recursive: true, force: true });
});

beforeEach(() => {
  errors = '';
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    errors += String(text);
    return true;
  });
});

const put = (name: string, content: string | Uint8Array): string => {
  const path = join(dir, name);
  writeFileSync(path, content);
  return path;
};
const out = (name: string): string => readFileSync(join(dir, 'out', name), 'utf8');
const findings = (): Findings => JSON.parse(out('findings.json'));

describe('replay of a run folder', () => {
  it('writes the log and the listings that the kernel had', () => {
    expect(main([RUN, '--out', join(dir, 'out')])).toBe(0);
    const recorded = comparableLines(runText(RUN, 'dmesg.txt').split('\n'));
    expect(comparableLines(out('dmesg.txt').split('\n')).map(({ text }) => text)).toEqual(
      recorded.map(({ text }) => text),
    );
    const wanted = JSON.parse(runText(RUN, 'snapshots.json'));
    const made = JSON.parse(out('snapshots.json'));
    expect(Object.keys(made)).toEqual(Object.keys(wanted));
    expect(made).toEqual(wanted);
    expect(findings()).toMatchObject({ assumptions: [], problems: [], commands: [], servers: [] });
    expect(findings().log?.differences).toEqual([]);
    expect(errors).toBe('');
  });

  it('tells what the detectors found, and fails when it is as bad as named', () => {
    expect(main([RUN, '--out', join(dir, 'out'), '--fail-on', 'loses'])).toBe(3);
    const [found] = findings().findings;
    expect(found).toMatchObject({ id: 'session-loss', severity: 'loses', service: '-t 10.0.0.100:80' });
    expect(found.cases[0].packet).toBeGreaterThan(0);
    expect(found.remedies[0].commands[0]).toMatch(/^ipvsadm -E -t 10\.0\.0\.100:80 /);
  });

  it('refuses what is no run folder', () => {
    const empty = join(dir, 'empty');
    mkdirSync(empty, { recursive: true });
    expect(main([empty, '--out', join(dir, 'out')])).toBe(1);
    expect(errors).toBe(`replay: ${empty} is no run folder: there is no any.pcap in it, packed or not.\n`);
    errors = '';
    expect(main([join(dir, 'nowhere'), '--out', join(dir, 'out')])).toBe(1);
    expect(errors).toMatch(/^replay: .*nowhere: the run folder cannot be read, there is no such file\.\n$/);
    errors = '';
    expect(main([put('file', 'x'), '--out', join(dir, 'out')])).toBe(1);
    expect(errors).toMatch(/is not a folder: give a run folder/);
  });
});

describe("replay of a user's own files", () => {
  const own = (capture: string, rules: string, ...more: string[]): number =>
    main(['--capture', capture, '--rules', rules, ...more, '--out', join(dir, 'out')]);
  const rules = `${RUN}/ipvsadm-rules.txt`;

  it('reads a packed capture of one interface and says what it assumes', () => {
    const code = own(`${RUN}/client.pcap.gz`, rules, '--log', put('log', runText(RUN, 'dmesg.txt')));
    expect(errors).toBe('');
    expect(code).toBe(0);
    expect(findings().assumptions.join('\n')).toMatch(/HZ is not known: 250 .*seed .* is not known/s);
    const log = findings().log;
    expect(log?.recorded).toBe(288);
    expect(log?.matched).toBeGreaterThan(260);
    const { end } = JSON.parse(out('snapshots.json'));
    expect(end['ipvsadm -Ln']).toContain('TCP  10.0.0.100:80 wlc');
  });

  it('names packets for which the capture shows another server', () => {
    const nat = 'e2e/recorded-runs/linux-6.12/0801-web-nat-wlc';
    const changed = put('rules', runText(nat, 'ipvsadm-rules.txt').replace('-s wlc', '-s sh'));
    expect(own(put('any.pcap', runBytes(nat, 'any.pcap') as Uint8Array), changed)).toBe(0);
    const { servers } = findings();
    expect(servers.length).toBeGreaterThan(0);
    expect(servers[0].connection).toMatch(/^172\.16\.0\.\d+:\d+ -> 10\.0\.0\.100:80$/);
    expect(servers[0].model).not.toBe(servers[0].capture);
  });

  it('carries actions out, before the first packet too, and reports commands that fail', () => {
    const actions = put(
      'actions',
      '1761998390 ipvsadm -e -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 0\n1761998410.5 ipvsadm -D -t 10.0.0.9:80\n',
    );
    const settings = put('sysctl', 'net.ipv4.vs.drop_entry = 9\n');
    expect(own(`${RUN}/any.pcap.gz`, rules, '--actions', actions, '--sysctl', settings)).toBe(0);
    expect(findings().commands.map(({ command, outcome }) => [command, outcome])).toEqual([
      ['net.ipv4.vs.drop_entry = 9', 'sysctl: setting key "net.ipv4.vs.drop_entry": Invalid argument'],
      ['-D -t 10.0.0.9:80', 'No such service'],
    ]);
    const { end } = JSON.parse(out('snapshots.json'));
    expect(end['ipvsadm -Ln']).toMatch(/192\.168\.1\.10:80 +Route +0 +0 +0/);
  });

  it.each<[string, () => number, RegExp]>([
    [
      'a missing capture',
      () => own('/nowhere/a.pcap', rules),
      /a\.pcap: the capture cannot be read, there is no such/,
    ],
    ['a folder', () => own(dir, rules), /the capture cannot be read, it is a folder/],
    ['missing rules', () => own(`${RUN}/any.pcap.gz`, '/nowhere/r'), /the rules file cannot be read/],
    [
      'no capture',
      () => own(put('x', 'Hello there, this is text.\n'), rules),
      /x: Not a capture: .*Expected a pcap/,
    ],
    ['an empty capture', () => own(put('x', ''), rules), /x: No capture: the file is empty/],
    ['packed text', () => own(put('x', gzipSync('not a capture at all')), rules), /Not a capture/],
    [
      'binary rules',
      () => own(`${RUN}/any.pcap.gz`, put('r', new Uint8Array([0xff, 0xfe, 0, 1]))),
      /is not text/,
    ],
    [
      'no service',
      () => own(`${RUN}/any.pcap.gz`, put('r', '# nothing\n')),
      /there is no virtual service in it/,
    ],
    ['an output that is a file', () => main([RUN, '--out', put('f', '')]), /cannot be written/],
  ])('refuses %s with one line and exit code 1', (_name, run, message) => {
    expect(run()).toBe(1);
    expect(errors).toMatch(message);
    expect(errors).toMatch(/^replay: [^\n]+\n$/);
  });

  it('refuses wrong usage with exit code 2', () => {
    expect(main(['--capture', 'x'])).toBe(2);
    expect(errors).toBe('replay: --out DIR is missing. Try --help.\n');
  });
});

describe('rules alone', () => {
  const rules = (weight: number): string =>
    put('lint.txt', `-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w ${weight}\n`);

  it('are looked at without a capture', () => {
    const words = ['--rules', rules(0), '--out', join(dir, 'out')];
    expect(main(words)).toBe(0);
    expect(findings().findings.map(({ id, severity }) => [id, severity])).toEqual([['rules', 'risk']]);
    expect(main([...words, '--fail-on', 'loses'])).toBe(0);
    expect(main([...words, '--fail-on', 'risk'])).toBe(3);
  });

  it('may be fine, and must name a service', () => {
    expect(main(['--rules', rules(1), '--out', join(dir, 'out'), '--fail-on', 'note'])).toBe(0);
    expect(findings().findings).toEqual([]);
    expect(main(['--rules', put('none.txt', '# none\n'), '--out', join(dir, 'out')])).toBe(1);
    expect(errors).toMatch(/none\.txt: there is no virtual service in it/);
  });
});
