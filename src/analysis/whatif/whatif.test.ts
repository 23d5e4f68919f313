import { describe, expect, it } from 'vitest';
import { caseOf, tcpConnection } from '../../testing/findings.ts';
import { Trace } from '../../trace/trace.ts';
import type { Alternative, WhatIfRow } from '../../trace/whatif-views.ts';
import { FindingRun } from '../findings/run.ts';
import { answering } from './answers.ts';
import { applied } from './apply.ts';
import { changedPackets, changedRows } from './changed.ts';
import { figuresOf, jainOf, variationOf } from './figures.ts';
import { frontOf } from './front.ts';
import { presetsOf } from './presets.ts';

const SERVICE = '-t 10.0.0.100:80';
const RULES = `
  ipvsadm -A ${SERVICE} -s rr
  ipvsadm -a ${SERVICE} -r 192.168.1.10:80 -m -w 1
  ipvsadm -a ${SERVICE} -r 192.168.1.11:80 -m -w 1`;
const VISITS = [1, 5, 9, 13].map((at, i) => tcpConnection(at, '172.16.0.1', 41000 + i)).join('\n');
const NOTHING: Alternative = { id: 'x', title: '', profile: null, tabBits: null, from: null, lines: [] };

function played(program: Parameters<typeof answering>[0]): FindingRun {
  const trace = new Trace(program, false);
  trace.play();
  return new FindingRun(trace);
}

const base = played(caseOf(`${RULES}\n${VISITS}`));
const change = (more: Partial<Alternative>) => applied(base.program, { ...NOTHING, ...more });
const replayed = (more: Partial<Alternative>): FindingRun => {
  const { program, problems } = change(more);
  expect(problems).toEqual([]);
  return played(answering(program, base));
};

describe('what a run came to', () => {
  it('is counted by client, connection and server', () => {
    expect(figuresOf(base, SERVICE)).toMatchObject({
      clients: 1,
      split: 1,
      connections: 4,
      changes: 3,
      jain: 1,
      cv: 0,
      lost: [],
      entries: 4,
      templates: 0,
    });
    expect(figuresOf(base, SERVICE).perServer.map(({ connections }) => connections)).toEqual([2, 2]);
    expect(figuresOf(base, '-t 10.0.0.200:80')).toMatchObject({ clients: 0, connections: 0, jain: 1 });
  });

  it('is even or not by the figures of the books', () => {
    expect(jainOf([36, 33, 33])).toBeCloseTo(0.998, 3);
    expect(variationOf([36, 33, 33])).toBeCloseTo(0.0416, 4);
    expect(jainOf([0, 0, 102])).toBeCloseTo(1 / 3, 9);
    expect(variationOf([0, 0, 102])).toBeCloseTo(Math.SQRT2, 9);
    expect(jainOf([])).toBe(1);
  });

  it('counts what was dropped, and weights count', () => {
    const none = replayed({
      lines: [
        `ipvsadm -e ${SERVICE} -r 192.168.1.10:80 -m -w 0`,
        `ipvsadm -e ${SERVICE} -r 192.168.1.11:80 -m -w 0`,
      ],
    });
    expect(figuresOf(none, SERVICE).lost).toEqual([{ reason: 'no destination', packets: 4 }]);
    const heavy = replayed({
      lines: [`ipvsadm -E ${SERVICE} -s wrr`, `ipvsadm -e ${SERVICE} -r 192.168.1.10:80 -m -w 3`],
    });
    const { perServer, jain } = figuresOf(heavy, SERVICE);
    expect(perServer.map(({ connections }) => connections)).toEqual([3, 1]);
    expect(jain).toBe(1);
  });
});

describe('changes', () => {
  it('from the start stand in the rules themselves', () => {
    const { program, notes, commands } = change({
      lines: [`ipvsadm -E ${SERVICE} -s sh -p 60`, 'sysctl -w net.ipv4.vs.sloppy_tcp=1'],
    });
    expect(program.setup.map(({ op }) => op)).toEqual(['sysctl', 'add-service', 'add-server', 'add-server']);
    expect(program.setup[1]).toMatchObject({ options: { scheduler: 'sh', persistent: 60 } });
    expect(program.inputs).toBe(base.program.inputs);
    expect(notes).toEqual([]);
    expect(commands).toHaveLength(2);
  });

  it('take servers and services away, and add them', () => {
    const gone = change({
      lines: [`ipvsadm -d ${SERVICE} -r 192.168.1.10:80`, `ipvsadm -a ${SERVICE} -r 192.168.1.12:80 -m`],
    });
    expect(gone.program.setup.map(({ op }) => op)).toEqual(['add-service', 'add-server', 'add-server']);
    expect(change({ lines: [`ipvsadm -D ${SERVICE}`] }).program.setup).toEqual([]);
    expect(change({ lines: ['ipvsadm -C'] }).program.setup).toEqual([]);
  });

  it('from a moment on are commands of that moment', () => {
    const from = base.time(0) + 6;
    const later = replayed({ from, lines: [`ipvsadm -E ${SERVICE} -s rr -p 60`] });
    const figures = figuresOf(later, SERVICE);
    // The first two connections are as they were, the others share a template.
    expect(figures).toMatchObject({ templates: 1, changes: 2 });
  });

  it('of the table and the kernel are parameters', () => {
    const { program } = change({ tabBits: 8, profile: 'linux-2.6.32' });
    expect(program.params).toMatchObject({ conn_tab_bits: 8, profile: { name: 'linux-2.6.32' } });
    expect(change({ tabBits: 30 }).problems[0].message).toContain('conn_tab_bits 30');
    expect(change({ profile: 'linux-9' }).problems[0].message).toContain('linux-9');
  });

  it('that cannot be read or are refused are problems with their line', () => {
    const bad = change({
      lines: ['', `ipvsadm -E ${SERVICE} -s nonsense`, 'ls /', 'ipvsadm -E -t 10.9.9.9:80 -s rr'],
    });
    expect(bad.problems.map(({ line }) => line)).toEqual([3, 2, 4]);
    expect(bad.problems[0].message).toContain('"ls /" is no command of IPVS');
    expect(bad.problems[2].message).toContain('No such service');
  });

  it('that the case undoes itself are noted', () => {
    const program = caseOf(`${RULES}\n@3 ipvsadm -E ${SERVICE} -s rr\n${VISITS}`);
    const { notes } = applied(program, { ...NOTHING, lines: [`ipvsadm -E ${SERVICE} -s sh`] });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain('changes this again');
  });
});

describe('packets under other rules', () => {
  it('are told where their server is another one', () => {
    const one = replayed({ lines: [`ipvsadm -E ${SERVICE} -s rr -p 60`] });
    const changed = changedPackets(base, one);
    expect(changed.counts).toEqual({ packets: 8, verdict: 0, server: 8 });
    const [first] = changedRows(base, changed, 0, 1);
    expect(first).toMatchObject({ packet: 5, client: '172.16.0.1:41001', base: { what: 'scheduled, rr' } });
    expect(first.other.what).toBe('template hit');
    expect(first.other.server?.addr).not.toBe(first.base.server?.addr);
  });

  it('are answered by the server that was chosen', () => {
    const reply = '@1.05 tcp 192.168.1.11:80 > 172.16.0.1:41000 SA';
    const answered = played(caseOf(`${RULES}\n${VISITS}\n${reply}`));
    const server = answered.server(answered.index.serverKeys[0])?.addr ?? '';
    const text = reply.replace('192.168.1.11', server);
    const original = played(caseOf(`${RULES}\n${VISITS}\n${text}`));
    const { program } = applied(original.program, {
      ...NOTHING,
      lines: [`ipvsadm -d ${SERVICE} -r ${server}:80`],
    });
    const other = played(answering(program, original));
    const replies = (run: FindingRun) =>
      Array.from({ length: run.index.length }, (_, event) => event).filter(
        (event) => run.index.roleOf(event) === 'reply',
      );
    expect(replies(original)).toHaveLength(1);
    expect(replies(other)).toHaveLength(1);
  });
});

describe('presets', () => {
  it('ask about the service of the case', () => {
    const presets = presetsOf(base.program, SERVICE);
    const titles = (id: string) =>
      presets.find((preset) => preset.id === id)?.alternatives.map(({ title }) => title);
    expect(titles('persistence')).toEqual([
      'rr -p 30',
      'rr -p 120',
      'rr -p 360',
      'rr -p 360 -M 255.255.255.0',
    ]);
    expect(titles('sh')).toEqual(['sh']);
    expect(titles('expiry')).toHaveLength(8);
    expect(titles('kernels')).toContain('linux-2.6.32');
    for (const { alternatives } of presets)
      for (const alternative of alternatives) expect(applied(base.program, alternative).problems).toEqual([]);
  });
});

describe('the front of trade-offs', () => {
  const row = (id: string, split: number, jain: number): WhatIfRow => ({
    alternative: { ...NOTHING, id },
    figures: { ...figuresOf(base, SERVICE), split, jain },
    changed: { packets: 0, verdict: 0, server: 0 },
    commands: [],
    notes: [],
    problems: [],
  });

  it('is what no other beats in both', () => {
    expect(frontOf([row('', 12, 0.998), row('p', 0, 0.9), row('rrp', 0, 0.985), row('rr', 12, 1)])).toEqual([
      'rrp',
      'rr',
    ]);
  });
});
