import { beforeAll, describe, expect, it } from 'vitest';
import { PACKET_CATALOGUE } from '../../analysis/filter/packet-catalogue.ts';
import { PACKET_FIELDS } from '../../analysis/filter/packet-fields.ts';
import { LogTexts } from '../../analysis/log-texts.ts';
import { Servers } from '../../analysis/servers.ts';
import { conn_tab_walk } from '../../kernel/ipvs/conn_tab.ts';
import { ip_vs_state_name, SCTP_STATE_NAMES, TCP_STATE_NAMES } from '../../kernel/ipvs/ip_vs_proto.ts';
import { recordedProgram } from '../../testing/recorded.ts';
import { STATE_NAMES } from '../../trace/stops/kernel-fields.ts';
import { Trace } from '../../trace/trace.ts';
import type { EventRow } from '../../trace/views.ts';
import { RowList } from './row-list.ts';

const ALL = ['packet', 'timer', 'command', 'note'] as const;

let trace: Trace;
let list: RowList;
let rows: readonly EventRow[];

function filtered(filter: string): readonly EventRow[] {
  const query = { from: 0, count: 10_000, filter, kinds: ALL };
  let window = list.window(query);
  while (!window.complete) window = list.window(query);
  return window.rows;
}

beforeAll(() => {
  const program = recordedProgram('003-dr-wlc-persistent-360');
  trace = new Trace(program);
  trace.play();
  list = new RowList(trace, new Servers(program), new LogTexts(trace));
  rows = filtered('');
});

/** What a visit of the event shows, to count independently of the index. */
function steps(row: EventRow) {
  return trace.visit(row.event).recorder.rawSteps;
}

const ports = (row: EventRow) => [row.src, row.dst].map((end) => Number(end.slice(end.lastIndexOf(':') + 1)));
const address = (end: string) => end.slice(0, end.lastIndexOf(':'));

describe('the filter of packets', () => {
  it.each<[string, (row: EventRow) => boolean]>([
    ['ip.addr == 172.16.0.1', (row) => [row.src, row.dst].some((end) => address(end) === '172.16.0.1')],
    ['ip.src == 172.16.0.0/16', (row) => row.src.startsWith('172.16.')],
    ['ip.proto == tcp', (row) => row.protocol === 'TCP'],
    ['tcp.flags.syn && !tcp.flags.ack', (row) => row.flags.includes('S') && !row.flags.includes('A')],
    ['tcp.flags == S', (row) => row.flags === 'S'],
    ['tcp.flags & F', (row) => row.flags.includes('F')],
    ['tcp.port == 41003', (row) => row.kind === 'packet' && ports(row).includes(41003)],
    ['frame.number in {5..9}', (row) => (row.captured ?? 0) >= 5 && (row.captured ?? 0) <= 9],
    ['ipvs.packet <= 20', (row) => row.packet !== null && row.packet <= 20],
    ['frame.time_relative > 10', (row) => row.time - rows[0].time > 10],
    ['frame.len > 60', (row) => (row.length ?? 0) > 60],
    ['ipvs.dest == 192.168.1.12', (row) => row.server?.addr === '192.168.1.12'],
    ['ipvs.dest == 192.168.1.12:80', (row) => row.server?.addr === '192.168.1.12' && row.server.port === 80],
    ['ipvs.client == 172.16.0.1:41000', (row) => row.client === '172.16.0.1:41000'],
    ['ipvs.kind == timer', (row) => row.kind === 'timer'],
    ['ipvs.hook == LOCAL_IN', (row) => row.hook === 'LOCAL_IN'],
    ['ipvs.verdict == nf_stolen', (row) => row.verdict === 'NF_STOLEN'],
    ['ipvs.what contains "template hit"', (row) => row.what.includes('template hit')],
    ['ipvs.template', (row) => row.template],
    ['ipvs.tone == decision', (row) => row.tone === 'decision'],
    ['ipvs.trouble', (row) => row.tone === 'trouble' || row.tone === 'differs'],
    [
      'ipvs.fn == ip_vs_conn_new',
      (row) => steps(row).some((s) => s.kind === 'call' && s.text === 'ip_vs_conn_new'),
    ],
    [
      'ipvs.message contains "not hit"',
      (row) => steps(row).some((s) => s.kind === 'log' && s.text.includes('not hit')),
    ],
    [
      'ipvs.message contains "172.16.0.1:41003"',
      (row) => steps(row).some((s) => s.kind === 'log' && s.text.includes('172.16.0.1:41003')),
    ],
    [
      'ipvs.branch contains "tcp_conn_schedule"',
      (row) => steps(row).some((s) => s.kind === 'call' && s.text === 'tcp_conn_schedule'),
    ],
    [
      'ipvs.new',
      (row) => [...trace.index.lives.values()].some((life) => life.born === row.event && !life.template),
    ],
    [
      'ipvs.new_template',
      (row) => [...trace.index.lives.values()].some((life) => life.born === row.event && life.template),
    ],
    ['TEMPLATE HIT', (row) => row.what.includes('template') && row.what.includes('hit')],
    ['"template hit" 172.16.0.1', (row) => row.what.includes('template hit')],
  ])('%s', (filter, expected) => {
    const wanted = rows.filter(expected).map(({ event }) => event);
    expect(filtered(filter).map(({ event }) => event)).toEqual(wanted);
    if (!filter.includes('trouble')) expect(wanted.length).toBeGreaterThan(0);
    expect(wanted.length).toBeLessThan(rows.length);
  });

  it('knows the state and the bucket of the entry behind an event', () => {
    let looked = 0;
    for (const row of filtered('ipvs.kind == packet && ipvs.entry')) {
      const { ipvs } = trace.visit(row.event);
      const cp = [...conn_tab_walk(ipvs.conn_tab)].find(({ uid }) => `ip_vs_conn#${uid}` === row.entry);
      if (!cp) continue;
      looked++;
      const same = `ipvs.packet == ${row.packet} && ipvs.state == ${ip_vs_state_name(cp)} && ipvs.bucket == ${cp.bucket}`;
      expect(filtered(same), same).toHaveLength(1);
    }
    expect(looked).toBeGreaterThan(20);
  });

  it('finds an entry by its number', () => {
    const uid = Number(rows[30].entry?.slice('ip_vs_conn#'.length));
    const wanted = rows.filter(({ entry }) => entry === rows[30].entry).map(({ event }) => event);
    expect(filtered(`ipvs.entry == ${uid}`).map(({ event }) => event)).toEqual(wanted);
  });

  it('looks at a slice in each call, and at another filter in between', () => {
    const slow = new RowList(trace, new Servers(trace.program), new LogTexts(trace), 16);
    const query = { from: 0, count: 1000, filter: 'ipvs.message contains "Bind-dest"', kinds: ALL };
    const wanted = filtered(query.filter).map(({ event }) => event);
    const first = slow.window(query);
    expect(first).toMatchObject({ scanned: 16, complete: false });
    expect(first.rows.map(({ event }) => event)).toEqual(wanted.filter((event) => event < 16));
    expect(slow.window({ ...query, filter: 'ipvs.dest' })).toMatchObject({ scanned: 16 });
    expect(slow.window(query)).toMatchObject({ scanned: 32 });
    expect(slow.window({ ...query, filter: '' })).toMatchObject({ total: rows.length, complete: true });
    let last = first;
    while (!last.complete) last = slow.window(query);
    expect(last.rows.map(({ event }) => event)).toEqual(wanted);
  });

  it('passes nothing when the expression is wrong', () => {
    expect(filtered('ip.addr == 80')).toEqual([]);
  });

  it('finds the place of an event in the list', () => {
    const filter = { filter: 'tcp.flags == S', kinds: ALL };
    const found = filtered(filter.filter);
    expect(found.map(({ event }) => list.rowOf(event, filter))).toEqual(found.map((_, at) => at));
    expect(list.rowOf(found[1].event + 1, filter)).toBe(-3);
  });
});

describe('the fields of packets', () => {
  it('can all be read of every event', () => {
    for (const { read, name } of PACKET_CATALOGUE.fields) expect(read, name).toBeTypeOf('function');
    for (const { name, type } of PACKET_FIELDS.fields) {
      const tests: Record<string, string> = {
        number: `${name} >= 0 || ${name} < 0`,
        boolean: `${name} == true || ${name} == false`,
        address: `${name} == 0.0.0.0/0 || ${name} == ::/0`,
        endpoint: `${name} == 0.0.0.0/0`,
      };
      expect(filtered(tests[type] ?? `${name} contains ""`).length, name).toBeGreaterThanOrEqual(0);
    }
  });

  it('name the states that the kernel names', () => {
    expect(STATE_NAMES).toEqual(
      expect.arrayContaining([...TCP_STATE_NAMES, ...SCTP_STATE_NAMES, 'UDP', 'ASSURED']),
    );
  });
});
