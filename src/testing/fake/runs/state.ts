import type {
  ChainView,
  ConnView,
  FamilyView,
  HashView,
  RealServerView,
  ServiceView,
  StatsView,
  TableView,
  TrashView,
} from '../../../trace/views.ts';
import { type FakeConn, type FakeRun, type FakeService, jhash3, NETNS_XOR, words } from './model.ts';

/** An entry as it is at a time; the step of the event at that time has run. */
export function connAt(run: FakeRun, conn: FakeConn, time: number): ConnView {
  const last = conn.arms.filter((one) => one.time <= time).at(-1) ?? conn.arms[0];
  const state = conn.spans.find((span) => time >= span.from && time < span.to)?.state ?? 'CLOSE';
  const children = conn.template
    ? run.conns.filter((one) => one.control === conn.uid && alive(one, time)).length
    : 0;
  return {
    id: `ip_vs_conn#${conn.uid}`,
    uid: conn.uid,
    protocol: 'TCP',
    caddr: conn.caddr,
    cport: conn.cport,
    vaddr: conn.vaddr,
    vport: conn.vport,
    daddr: conn.server.addr,
    dport: 80,
    server: conn.server,
    state,
    template: conn.template,
    flags: conn.template ? 0x1103 : 0x103,
    flagNames: [...(conn.template ? ['TEMPLATE'] : []), 'INACTIVE', 'HASHED', 'DROUTE'],
    fwd: conn.fwd,
    refcnt: 1,
    nControl: children,
    control: conn.control === null ? null : `ip_vs_conn#${conn.control}`,
    inPkts: conn.packets.filter((at) => at <= time).length,
    timeout: last.timeout,
    asked: last.time + last.timeout,
    fires: last.fires,
    bucket: conn.bucket,
    born: run.events.findIndex((event) => event.time >= conn.spans[0].from),
    changed: conn.arms.some((one) => one.time === time) ? ['timer.expires', 'refcnt'] : [],
  };
}

export function alive(conn: FakeConn, time: number): boolean {
  return conn.spans[0].from <= time && time < conn.released;
}

export function tableAt(
  run: FakeRun,
  live: readonly FakeConn[],
  client: string,
  lookup: number | null,
): TableView {
  const counts = new Uint8Array(run.size);
  const templates = new Uint8Array(run.size);
  for (const conn of live) {
    counts[conn.bucket] = Math.min(255, counts[conn.bucket] + 1);
    if (conn.template) templates[conn.bucket] = Math.min(255, templates[conn.bucket] + 1);
  }
  const lengths: number[] = [];
  for (const length of counts) lengths[length] = (lengths[length] ?? 0) + 1;
  return {
    size: run.size,
    counts,
    templates,
    entries: live.length,
    templateEntries: live.filter((conn) => conn.template).length,
    lengths: Array.from(lengths, (n) => n ?? 0),
    clientBuckets: [...new Set(live.filter((conn) => conn.caddr === client).map((conn) => conn.bucket))],
    lookup,
  };
}

const hex = (value: number) => `0x${(value >>> 0).toString(16).padStart(8, '0')}`;

export function hashOf(run: FakeRun, caddr: string, cport: number): HashView {
  const [addr, port] = words(caddr, cport);
  const mixed = jhash3(addr, port, 6, run.rnd);
  const bucket = ((mixed ^ NETNS_XOR) & (run.size - 1)) >>> 0;
  return {
    bucket,
    rows: [
      { label: 'caddr', value: caddr, word: hex(addr) },
      { label: 'cport, proto', value: `${cport}, TCP`, word: `${hex(port)}, 0x00000006` },
      { label: 'jhash', value: `seed ${hex(run.rnd)}`, word: hex(mixed) },
      { label: 'xor', value: 'netns 0x5e0', word: hex(mixed ^ NETNS_XOR) },
      { label: 'mask', value: `& 0x${(run.size - 1).toString(16)}`, word: `0x${bucket.toString(16)}` },
    ],
  };
}

export function chainAt(
  run: FakeRun,
  live: readonly FakeConn[],
  time: number,
  bucket: number,
  wanted: { caddr: string; cport: number } | null,
): ChainView {
  const nodes = live
    .filter((conn) => conn.bucket === bucket)
    .sort((a, b) => b.uid - a.uid)
    .map((conn) => connAt(run, conn, time));
  const hit = wanted ? nodes.findIndex((n) => n.caddr === wanted.caddr && n.cport === wanted.cport) : -1;
  const equal = (field: string, value: string) => ({ field, left: value, right: value, equal: true });
  return {
    bucket,
    nodes: nodes.map((conn, at) => ({
      conn,
      mark: at === hit ? 'hit' : wanted && (hit < 0 || at < hit) ? 'visited' : 'normal',
      comparisons: !wanted
        ? []
        : at === hit
          ? [
              equal('caddr', conn.caddr),
              equal('vaddr', conn.vaddr),
              equal('vport', '80'),
              equal('cport', String(conn.cport)),
              equal('flags & TEMPLATE', 'set'),
              equal('protocol', 'TCP'),
            ]
          : hit < 0 || at < hit
            ? [
                conn.caddr === wanted.caddr
                  ? { field: 'cport', left: String(conn.cport), right: String(wanted.cport), equal: false }
                  : { field: 'caddr', left: conn.caddr, right: wanted.caddr, equal: false },
              ]
            : [],
    })),
    hash: wanted ? hashOf(run, wanted.caddr, wanted.cport) : null,
    outcome: !wanted ? '' : hit < 0 ? 'not hit' : `hit at node ${hit + 1}`,
    walkedBy: wanted ? '__ip_vs_ct_in_get' : '',
  };
}

export function familiesAt(run: FakeRun, live: readonly FakeConn[], time: number): FamilyView[] {
  return live
    .filter((conn) => conn.template)
    .map((template) => ({
      template: connAt(run, template, time),
      children: live.filter((conn) => conn.control === template.uid).map((conn) => connAt(run, conn, time)),
    }));
}

function statsOf(conns: readonly FakeConn[], time: number): StatsView {
  const made = conns.filter((conn) => !conn.template && conn.spans[0].from <= time);
  const inPkts = made.reduce((sum, conn) => sum + conn.packets.filter((at) => at <= time).length, 0);
  return { conns: made.length, inPkts, outPkts: 0, inBytes: inPkts * 61, outBytes: 0 };
}

export function serviceAt(run: FakeRun, service: FakeService, time: number): ServiceView {
  const own = run.conns.filter((conn) => conn.vaddr === service.vaddr && conn.vport === service.vport);
  const servers = service.servers.filter((one) => time < one.deleted);
  return {
    id: `ip_vs_service#${run.services.indexOf(service) + 1}`,
    title: service.title,
    scheduler: service.scheduler,
    persistent: service.persistent,
    stats: statsOf(own, time),
    schedulerValueName: service.figure,
    schedulerState: service.scheduler === 'wrr' ? 'cw 1, gcd 1, max 2, cursor at .12' : '',
    servers: servers.map((one): RealServerView => {
      const all = own.filter((conn) => conn.server === one.server);
      const mine = all.filter((conn) => alive(conn, time));
      const active = mine.filter(
        (conn) => !conn.template && connAt(run, conn, time).state === 'ESTABLISHED',
      ).length;
      const inactive = mine.filter((conn) => !conn.template).length - active;
      return {
        server: one.server,
        method: one.method,
        weight: one.weight(time),
        active,
        inactive,
        persistent: mine.filter((conn) => conn.template).length,
        refcnt: mine.length + 1,
        overloaded: one.upper > 0 && active + inactive >= one.upper,
        upperThreshold: one.upper,
        lowerThreshold: one.lower,
        stats: statsOf(all, time),
        schedulerValue: service.figure ? String(active * 256 + inactive) : '',
        changed: all.some((conn) => conn.spans.some((span) => span.from === time))
          ? ['activeconns', 'inactconns', 'refcnt']
          : [],
      };
    }),
  };
}

export function trashAt(run: FakeRun, time: number): TrashView[] {
  return run.services.flatMap((service) =>
    service.servers
      .filter((one) => one.deleted <= time)
      .map(({ server, deleted }) => ({
        server,
        since: deleted,
        refcnt: run.conns.filter((conn) => conn.server === server && alive(conn, time)).length,
      })),
  );
}
