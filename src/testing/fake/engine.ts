import type { EngineApi, Move, OpenResult, RowQuery } from '../../engine/protocol/messages.ts';
import type { Cursor, EventRow, Lane, Overview } from '../../trace/views.ts';
import { EVENTS, entryAt, LOG, SERVERS, stepCount, TEMPLATE_FIRES } from './events.ts';
import { clamp, entriesAt, momentAt } from './moment.ts';
import { stepsOf } from './steps.ts';

function lanes(): Lane[] {
  const template: Lane = {
    id: 'ip_vs_conn#1',
    label: ':0',
    template: true,
    spans: [
      { from: 4, to: TEMPLATE_FIRES, state: 'template' },
      { from: TEMPLATE_FIRES, to: TEMPLATE_FIRES, state: '' },
    ],
    renewals: Array.from({ length: 11 }, (_, n) => 7 + n * 3),
    born: 0,
  };
  const entries = Array.from({ length: 12 }, (_, conn): Lane => {
    const born = 4 + conn * 3;
    const gone = entryAt(conn, born + 1, true)?.fires ?? born + 120;
    return {
      id: `ip_vs_conn#${conn + 2}`,
      label: `:${41000 + conn}`,
      template: false,
      spans: [
        { from: born, to: born + 0.04, state: 'SYN_RECV' },
        { from: born + 0.04, to: born + 0.68, state: 'ESTABLISHED' },
        { from: born + 0.68, to: gone, state: 'FIN_WAIT' },
        { from: gone, to: gone, state: '' },
      ],
      renewals: [],
      born: conn * 8,
    };
  });
  return [template, ...entries];
}

function overview(): Overview {
  const density = new Uint32Array(840);
  for (const { row } of EVENTS) {
    if (row.kind === 'packet') density[Math.floor(((row.time - 4) / (TEMPLATE_FIRES - 4)) * 839)] += 1;
  }
  return {
    from: 4,
    to: TEMPLATE_FIRES,
    packets: 96,
    events: EVENTS.length,
    density,
    lanes: lanes(),
    lanesOmitted: 0,
    marks: EVENTS.filter(({ row }) => row.kind === 'timer').map(({ row }) => ({
      time: row.time,
      kind: 'timer' as const,
      event: row.event,
      label: `${row.client} expired`,
    })),
    servers: SERVERS,
    balance: EVENTS.filter(({ nth }) => nth <= 0).map(({ row }) => ({
      time: row.time,
      event: row.event,
      conns: [0, 0, entriesAt({ event: row.event, step: 999 }).length],
    })),
    differing: [],
  };
}

const opened = (title: string): OpenResult => ({
  ok: true,
  overview: overview(),
  info: {
    title,
    about:
      'One client opens twelve connections to a persistent service. One template sends all of them to one server.',
    profile: 'linux-6.12',
    hz: 100,
    buckets: 4096,
    seed: '0x8ca5f46f',
    assumptions: [
      'The clock starts at 300 s before the wrap of jiffies, as the kernel does.',
      'The hook of every packet follows from its destination: LOCAL_IN.',
    ],
    files: [
      {
        name: 'any.pcap',
        what: 'capture (pcap, Linux cooked v2)',
        summary: '192 packets',
        ok: true,
        problems: [],
      },
      { name: 'ipvsadm-rules.txt', what: 'rules', summary: '4 rules', ok: true, problems: [] },
      {
        name: 'sysctl.conf',
        what: 'sysctl',
        summary: '12 values',
        ok: true,
        problems: [
          {
            severity: 'warning',
            code: 'sysctl-unknown',
            message: 'net.ipv4.vs.foo is not a setting of IPVS; it was left out.',
            line: 7,
            evidence: 'net.ipv4.vs.foo = 1',
          },
        ],
      },
    ],
    packets: 96,
    consequences: 96,
    ignored: 8,
    debugLevel: 12,
  },
});

const FAILED: OpenResult = {
  ok: false,
  headline: 'director.pcap is not a capture',
  problems: [
    {
      severity: 'error',
      code: 'not-a-capture',
      message:
        'Its first bytes are those of a gzip file, and what is inside is a tar archive. ipvscope reads pcap and pcapng, also gzipped, but does not unpack archives.',
      offset: 0,
      evidence: '1f 8b 08 00 00 00 00 00  gzip',
    },
  ],
  files: [
    { name: 'rules.txt', what: 'rules', summary: '4 rules', ok: true, problems: [] },
    { name: 'dmesg.txt', what: 'kernel log', summary: '317 lines', ok: true, problems: [] },
    { name: 'director.pcap', what: 'unknown', summary: 'not read', ok: false, problems: [] },
  ],
};

function moved(from: Cursor, move: Move): Cursor {
  const { event, step } = clamp(from);
  const back = /back|previous/.test(move);
  const steps = stepsOf(event);
  const seek = (wanted: (row: EventRow) => boolean): Cursor => {
    const order = back ? EVENTS.slice(0, Math.max(0, event)).reverse() : EVENTS.slice(event + 1);
    const found = order.find(({ row }) => wanted(row));
    return found ? { event: found.row.event, step: stepCount(found.row.event) } : { event, step };
  };
  if (move === 'first') return { event: -1, step: 0 };
  if (move === 'last') return clamp({ event: EVENTS.length, step: 999 });
  if (/packet/.test(move)) return seek((row) => row.kind === 'packet');
  if (/event/.test(move)) return seek(() => true);
  if (/expiry/.test(move)) return seek((row) => row.kind === 'timer');
  if (/decision/.test(move)) return seek((row) => row.tone === 'decision');
  if (/trouble/.test(move)) return seek((row) => row.tone === 'trouble');
  if (back) {
    const before = steps.filter((at) => at.number < step).at(-1);
    if (before) return { event, step: before.number };
    return event > 0 ? { event: event - 1, step: stepCount(event - 1) } : { event: -1, step: 0 };
  }
  const current = steps.find((at) => at.number === step);
  const after = move === 'into' ? step : move === 'over' ? (current?.end ?? step) : stepCount(event);
  const next = steps.find((at) => at.number > after);
  return next ? { event, step: next.number } : clamp({ event: event + 1, step: 1 });
}

function filtered({ filter, kinds }: Pick<RowQuery, 'filter' | 'kinds'>): EventRow[] {
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  return EVENTS.map(({ row }) => row).filter((row) => {
    const text = `${row.client} ${row.dst} ${row.flags} ${row.what} ${row.server?.label ?? ''}`.toLowerCase();
    return kinds.includes(row.kind) && words.every((word) => text.includes(word));
  });
}

/** Answers like the engine would, from made-up data, a tick later. `?` in a file's name makes opening fail. */
export function createFakeEngine(): EngineApi {
  return {
    async open(files, onProgress) {
      onProgress?.({ phase: 'decoding', done: 62_140, total: 100_000, unit: 'packets' });
      if (files.some((file) => file.name.includes('director'))) return FAILED;
      if (files.some((file) => file.name.includes('slow')))
        await new Promise((done) => setTimeout(done, 2_500));
      return opened(files[0].name);
    },
    openScenario: async (name) => opened(name),
    scenarios: async () => [
      {
        name: 'lost-session',
        title: 'A lost session',
        about: '12 connections of one client under wlc land on 3 servers',
      },
      {
        name: 'persistent',
        title: 'The same with -p 360',
        about: 'One template, one server. Step to packet 9 to see why',
      },
      {
        name: 'held-template',
        title: 'A template that will not go',
        about: '20 s of affinity last 265 s: an entry holds it',
      },
    ],
    cancel() {},
    moment: async (query) => momentAt(query),
    async rows(query) {
      const all = filtered(query);
      return { from: query.from, total: all.length, rows: all.slice(query.from, query.from + query.count) };
    },
    async conns({ cursor, from, count }) {
      const all = entriesAt(clamp(cursor));
      return { from, total: all.length, rows: all.slice(from, from + count) };
    },
    async log({ cursor, level, from, count }) {
      const lines = LOG.filter((line) => line.level <= level).map((line, index) => ({ ...line, index }));
      const at = clamp(cursor);
      const current = lines.findLastIndex(
        (l) => l.event < at.event || (l.event === at.event && l.step <= at.step),
      );
      const start = Math.max(0, from ?? current - Math.floor(count / 2));
      return { level, total: lines.length, from: start, lines: lines.slice(start, start + count), current };
    },
    move: async (cursor, move) => moved(cursor, move),
    rowOf: async (event, query) => filtered(query).findIndex((row) => row.event === event),
    eventAt: async (time) => EVENTS.findLastIndex(({ row }) => row.time <= time),
    bucketOf: async ({ caddr, cport }) => ({
      rows: [{ label: 'caddr', value: caddr, word: '0x010010ac' }],
      bucket: (0x196 + cport * 977) & 0xfff,
    }),
    caseText: async () => '# ipvscope case v1\nkernel linux-6.12 hz=100\n',
  };
}
