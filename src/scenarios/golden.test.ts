import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { ipvsadm_Ln } from '../kernel/listing/ipvsadm.ts';
import { ipvsadm_Lnc } from '../kernel/listing/ipvsadm_conns.ts';
import { parseCase } from '../session/parse-case.ts';
import { printCase } from '../session/print-case.ts';
import { caseProgram, documentOf } from '../session/program.ts';
import { recordedText } from '../testing/recorded.ts';
import { DmesgProbe } from '../trace/dmesg.ts';
import { Playback } from '../trace/playback.ts';
import { SCENARIOS } from './index.ts';

/**
 * Each built-in case against `golden/<name>.txt`: what the kernel logs, and the listings at the end of the inputs. To
 * accept a change, run the test with `--update` and read the difference.
 */

const RUNS: Readonly<Record<string, string>> = {
  'session-loss-wlc': '002-dr-wlc-session-loss',
  'session-loss-persistent-360': '003-dr-wlc-persistent-360',
  'session-loss-source-hashing': '004-dr-sh',
  'template-held-by-connection': '006-template-held-by-connection',
  'quiesced-server': '011-quiescent-template-1',
  'removed-server': '012-removed-dest-nodest-1',
  'port-reuse': '013-port-reuse-mode-1',
  'nat-states': '018-tcp-states-nat',
  netmask: '007-persistence-netmask',
  fwmark: '009-fwmark-persistent',
  udp: '014-udp-rr-timeouts',
};

function play(text: string): { lines: readonly string[]; atEnd: number; listing: string } {
  const { program } = caseProgram(parseCase(text).document);
  const playback = new Playback(program);
  const probe = new DmesgProbe(playback.ipvs);
  playback.ipvs.probe = probe;
  const last = program.inputs.at(-1)?.timeNs ?? 0;
  while (playback.step(last));
  const atEnd = probe.lines.length;
  const listing = `${ipvsadm_Ln(playback.ipvs)}\n${ipvsadm_Lnc(playback.ipvs)}`;
  while (playback.step(last + 3600e9));
  return { lines: probe.lines, atEnd, listing };
}

function goldenOf(text: string): string {
  const { lines, atEnd, listing } = play(text);
  const before = lines.slice(0, atEnd).join('\n');
  const after = lines.slice(atEnd).join('\n');
  return `${before}\n\n# ipvsadm -Ln; ipvsadm -Lnc\n${listing}\n# until every timer has fired\n${after}\n`;
}

const plain = (line: string): string => line.replace(/ s:\d+ /, ' s:? ');

describe.each(SCENARIOS)('the case $name', ({ name, title, about, text }) => {
  it('is a case that prints as it is written', () => {
    const { document, problems } = parseCase(text);
    expect(problems).toEqual([]);
    expect(printCase(document)).toBe(text);
    expect(title).not.toBe('');
    expect(about).not.toBe('');
  });

  it('comes back from its program', () => {
    const { document } = parseCase(text);
    const { program } = caseProgram(document);
    expect(play(printCase(documentOf(program, { title, about })))).toEqual(play(text));
  });

  it('logs and lists what its golden file says', async () => {
    const path = fileURLToPath(new URL(`golden/${name}.txt`, import.meta.url));
    await expect(goldenOf(text)).toMatchFileSnapshot(path);
  });

  it('logs what the recorded kernel logged', () => {
    const recorded = recordedText(RUNS[name], 'dmesg.txt')
      .split('\n')
      .filter((line) => line.includes('IPVS:') && !/new dst|scheduler registered|sched_getbyname/.test(line));
    const made = play(text).lines.filter((line) => !line.includes('new dst'));
    expect(recorded.length).toBeGreaterThan(10);
    const bound = (line: string): string => (line.includes('] IPVS: Bind-dest') ? plain(line) : line);
    expect(made.slice(0, recorded.length).map(bound)).toEqual(recorded.map(bound));
  });
});
