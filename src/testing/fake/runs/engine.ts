import type { ConnQuery, EngineApi, Move, OpenResult, RowQuery } from '../../../engine/protocol/messages.ts';
import type { ConnView, Cursor, EventRow, Lane, Moment, Overview, Step } from '../../../trace/views.ts';
import { createFakeEngine } from '../engine.ts';
import { crowd } from './crowd.ts';
import { held } from './held.ts';
import { mixed } from './mixed.ts';
import { bucketFor, type FakeRun, HZ, jiffiesAt } from './model.ts';
import { alive, chainAt, connAt, familiesAt, hashOf, serviceAt, tableAt, trashAt } from './state.ts';

const STEPS = 12;
const RUNS: Readonly<Record<string, () => FakeRun>> = { crowd, held, mixed };

function lanesOf(run: FakeRun): Lane[] {
  return run.conns.slice(0, 4000).map((conn) => ({
    id: `ip_vs_conn#${conn.uid}`,
    label: `${conn.caddr}:${conn.cport}`,
    template: conn.template,
    spans: [...conn.spans, { from: conn.released, to: conn.released, state: '' }],
    renewals: conn.template ? conn.arms.slice(1).map((one) => one.time) : [],
    arms: conn.template
      ? conn.arms.map((one) => ({ time: one.time, asked: one.time + one.timeout, fires: one.fires }))
      : undefined,
    born: run.events.findIndex((event) => event.time >= conn.spans[0].from),
  }));
}

function overviewOf(run: FakeRun): Overview {
  const from = run.events[0].time;
  const density = new Uint32Array(800);
  const perServer = (time: number) =>
    run.servers.map(
      (server) =>
        run.conns.filter((conn) => conn.server === server && !conn.template && alive(conn, time)).length,
    );
  for (const event of run.events)
    if (event.kind === 'packet')
      density[Math.min(799, Math.floor(((event.time - from) / (run.to - from)) * 800))] += 1;
  const every = Math.max(1, Math.floor(run.events.length / 300));
  return {
    from,
    to: run.to,
    packets: run.events.filter((event) => event.kind === 'packet').length,
    events: run.events.length,
    density,
    lanes: lanesOf(run),
    lanesOmitted: 0,
    marks: run.events
      .filter((event) => event.kind !== 'packet')
      .map(({ time, kind, event, what, client }) => ({
        time,
        kind: kind === 'timer' ? 'timer' : 'command',
        event,
        label: kind === 'timer' ? `${client} ${what}` : what,
      })),
    servers: run.servers,
    balance: run.events
      .filter((_, at) => at % every === 0)
      .map(({ time, event }) => ({ time, event, conns: perServer(time) })),
    differing: [],
  };
}

const STEPS_OF_PACKET: readonly Step[] = Array.from({ length: STEPS }, (_, at) => ({
  number: at + 1,
  depth: Math.min(at, 3),
  kind: 'call',
  text: ['ip_vs_in_hook', 'tcp_conn_schedule', 'ip_vs_schedule', 'ip_vs_sched_persist'][Math.min(at, 3)],
  detail: '',
  result: '',
  end: STEPS,
}));

function momentOf(run: FakeRun, at: Cursor, chosen: number | null, client: string | null): Moment {
  const event = Math.max(-1, Math.min(run.events.length - 1, at.event));
  const cursor = { event, step: event < 0 ? 0 : Math.max(0, Math.min(STEPS, at.step)) };
  const row = run.events[event] ?? null;
  const time = row?.time ?? 0;
  const live = run.conns.filter((conn) => alive(conn, time) && row !== null);
  const [caddr = '', cport = '0'] = row?.client.split(':') ?? [];
  const isPersistent = run.services[0].persistent !== null;
  const wanted = row?.client ? { caddr, cport: isPersistent ? 0 : Number(cport) } : null;
  const lookup = wanted ? bucketFor(wanted.caddr, wanted.cport, run.rnd, run.size) : null;
  const bucket = chosen ?? lookup;
  return {
    cursor,
    time,
    jiffies: jiffiesAt(time),
    row,
    steps: row ? STEPS_OF_PACKET : [],
    why: [{ kind: 'text', text: row?.what ?? 'Nothing has happened yet.' }],
    objects: [],
    services: run.services.map((service) => serviceAt(run, service, time)),
    trash: trashAt(run, time),
    timers: live
      .map((conn) => connAt(run, conn, time))
      .map((conn) => ({ conn, asked: conn.asked ?? 0, fires: conn.fires ?? 0 }))
      .sort((a, b) => a.fires - b.fires),
    families: familiesAt(run, live, time),
    table: tableAt(run, live, client ?? caddr, lookup),
    chain: bucket === null ? null : chainAt(run, live, time, bucket, bucket === lookup ? wanted : null),
    announcement: row
      ? `${row.packet ? `Packet ${row.packet}` : row.client}, ${row.what}`
      : 'Before packet 1',
  };
}

function sorted(conns: ConnView[], { sort, filter }: ConnQuery): ConnView[] {
  const words = filter.split(/\s+/).filter(Boolean);
  const key = (conn: ConnView): string | number =>
    sort === 'client'
      ? `${conn.caddr}:${conn.cport}`
      : sort === 'server'
        ? conn.daddr
        : sort === 'state'
          ? conn.state
          : sort === 'expires'
            ? (conn.fires ?? 0)
            : conn.bucket;
  return conns
    .filter((conn) =>
      words.every((word) => `${conn.caddr}:${conn.cport} ${conn.daddr} ${conn.state}`.includes(word)),
    )
    .sort((a, b) => (key(a) < key(b) ? -1 : key(a) > key(b) ? 1 : 0));
}

/** An engine over made-up runs that are shaped like recorded ones: `crowd`, `held`, `mixed`. */
export function createRunsEngine(): EngineApi {
  let run = held();
  const pass = ({ filter, kinds }: Pick<RowQuery, 'filter' | 'kinds'>): EventRow[] =>
    run.events.filter(
      (event) => kinds.includes(event.kind) && `${event.client} ${event.what}`.includes(filter),
    );
  const opened = (name: string): OpenResult => {
    run = (RUNS[name] ?? held)();
    return {
      ok: true,
      overview: overviewOf(run),
      info: {
        title: run.title,
        about: run.about,
        profile: 'linux-6.12',
        hz: HZ,
        buckets: run.size,
        seed: `0x${run.rnd.toString(16)}`,
        assumptions: [],
        files: [],
        packets: run.events.filter((event) => event.kind === 'packet').length,
        consequences: 0,
        ignored: 0,
        debugLevel: 12,
      },
    };
  };
  const moved = ({ event, step }: Cursor, move: Move): Cursor => {
    const by = /back|previous/.test(move) ? -1 : 1;
    if (move === 'first') return { event: -1, step: 0 };
    if (move === 'last') return { event: run.events.length - 1, step: STEPS };
    if (/into|over|out/.test(move)) return { event, step: step + by };
    const wanted = (kind: EventRow['kind']) =>
      /event/.test(move) || (/expiry/.test(move) ? kind === 'timer' : kind === 'packet');
    let to = event + by;
    while (run.events[to] && !wanted(run.events[to].kind)) to += by;
    return run.events[to] ? { event: to, step: STEPS } : { event, step };
  };
  return {
    ...createFakeEngine(),
    open: async () => opened('held'),
    openScenario: async (name) => opened(name),
    scenarios: async () =>
      Object.entries(RUNS).map(([name, make]) => ({ name, title: make().title, about: make().about })),
    moment: async ({ cursor, bucket, client }) => momentOf(run, cursor, bucket, client),
    rows: async (query) => {
      const all = pass(query);
      return { from: query.from, total: all.length, rows: all.slice(query.from, query.from + query.count) };
    },
    async conns(query) {
      const time = run.events[query.cursor.event]?.time ?? -1;
      const live = run.conns.filter((conn) => alive(conn, time)).map((conn) => connAt(run, conn, time));
      const all = sorted(live, query);
      return { from: query.from, total: all.length, rows: all.slice(query.from, query.from + query.count) };
    },
    log: async ({ level }) => ({ level, total: 0, from: 0, lines: [], current: -1 }),
    move: async (cursor, move) => moved(cursor, move),
    rowOf: async (event, query) => pass(query).findIndex((one) => one.event === event),
    eventAt: async (time) => run.events.findLastIndex((event) => event.time <= time),
    bucketOf: async ({ caddr, cport }) => (/^[\d.]+$/.test(caddr) ? hashOf(run, caddr, cport) : null),
  };
}
