import type { MomentQuery } from '../../engine/protocol/messages.ts';
import type {
  ChainView,
  ConnView,
  Cursor,
  FieldView,
  Moment,
  ObjectView,
  ServiceView,
  TableView,
} from '../../trace/views.ts';
import { EVENTS, entryAt, SERVERS, stepCount } from './events.ts';
import { stepsOf, whyOf } from './steps.ts';

export function clamp(cursor: Cursor): Cursor {
  const event = Math.max(-1, Math.min(EVENTS.length - 1, cursor.event));
  return { event, step: Math.max(0, Math.min(stepCount(event), cursor.step)) };
}

/** All entries at the cursor, template first. */
export function entriesAt(cursor: Cursor): ConnView[] {
  const at = EVENTS[cursor.event];
  if (!at) return [];
  const born = at.nth !== 0 || cursor.step >= 33;
  const all = Array.from({ length: 13 }, (_, n) => entryAt(n - 1, at.row.time, born || n - 1 !== at.conn));
  return all.filter((conn): conn is ConnView => conn !== null);
}

function field(name: string, value: string, more: Partial<FieldView> = {}): FieldView {
  return {
    name,
    value,
    gloss: '',
    old: null,
    next: null,
    setBy: { event: 0, step: 21 },
    setByLabel: '1.21',
    object: null,
    server: null,
    unset: false,
    ...more,
  };
}

function connObject(name: string, conn: ConnView, cursor: Cursor): ObjectView {
  const touched = cursor.step === 27 && name === 'ct';
  return {
    id: conn.id,
    name,
    struct: 'struct ip_vs_conn',
    template: conn.template,
    place: `chain 0x${conn.bucket.toString(16)}, node 1 of 1`,
    fields: [
      field('caddr:cport', `${conn.caddr}:${conn.cport}`),
      field('vaddr:vport', `${conn.vaddr}:${conn.vport}`),
      field('daddr:dport', `${conn.daddr}:${conn.dport}`, { server: conn.server, setByLabel: '1.24' }),
      field('protocol', '6', { gloss: 'TCP' }),
      field('flags', `0x${conn.flags.toString(16)}`, { gloss: conn.flagNames.join(' '), setByLabel: '1.28' }),
      field('state', '1', { gloss: conn.state, setBy: { event: 1, step: 11 }, setByLabel: '2.16' }),
      field('refcnt', touched ? '2' : String(conn.refcnt), {
        old: touched ? '1' : null,
        next: cursor.step < 42 ? { value: '1', step: 42 } : null,
        setByLabel: touched ? '9.27' : '1.42',
      }),
      field('n_control', String(conn.nControl), {
        next: cursor.step < 40 ? { value: String(conn.nControl + 1), step: 40 } : null,
        setByLabel: '1.40',
      }),
      field('control', conn.control ? 'ip_vs_conn 172.16.0.1:0' : 'NULL', { object: conn.control }),
      field('timeout', String(conn.timeout * 100), { gloss: `${conn.timeout} s`, setByLabel: '1.30' }),
      field('timer.expires', (conn.asked ?? 0).toFixed(2), {
        gloss: 's',
        next: cursor.step < 42 ? { value: '367.00', step: 42 } : null,
        setByLabel: '1.42',
      }),
      field('dest', 'ip_vs_dest .12', { object: 'ip_vs_dest#3', setByLabel: '1.24' }),
      field('packet_xmit', 'ip_vs_dr_xmit', { setByLabel: '1.26' }),
      ...['app', 'app_data', 'in_seq', 'out_seq', 'old_state', 'fwmark', 'pe'].map((name) =>
        field(name, '0', { unset: true }),
      ),
    ],
  };
}

function objectsAt(cursor: Cursor, entries: readonly ConnView[]): ObjectView[] {
  const at = EVENTS[cursor.event];
  const template = entries.find((conn) => conn.template);
  const own = entries.find((conn) => !conn.template && conn.cport === 41000 + (at?.conn ?? -1));
  const plain = (name: string, struct: string, fields: FieldView[]): ObjectView => ({
    id: `${struct}#1`,
    name,
    struct: `struct ${struct}`,
    template: false,
    place: '',
    fields,
  });
  return [
    ...(template ? [connObject('ct', template, cursor)] : []),
    ...(own ? [connObject('cp', own, cursor)] : []),
    plain('svc', 'ip_vs_service', [
      field('protocol', '6', { gloss: 'TCP', setBy: null, setByLabel: 'rule' }),
      field('addr:port', '10.0.0.100:80', { setBy: null, setByLabel: 'rule' }),
      field('flags', '0x0003', { gloss: 'PERSISTENT HASHED', setBy: null, setByLabel: 'rule' }),
      field('timeout', '36000', { gloss: '360 s', setBy: null, setByLabel: 'rule' }),
      field('netmask', '255.255.255.255', { setBy: null, setByLabel: 'rule' }),
    ]),
    {
      ...plain('dest', 'ip_vs_dest', [
        field('addr:port', '192.168.1.12:80', { server: SERVERS[2] }),
        field('weight', '1'),
        field('activeconns', '0'),
        field('inactconns', '1'),
        field('refcnt', '4'),
      ]),
      id: 'ip_vs_dest#3',
    },
    plain('iph', 'ip_vs_iphdr', [
      field('saddr', '172.16.0.1'),
      field('daddr', '10.0.0.100'),
      field('len', '20'),
    ]),
    plain('param', 'ip_vs_conn_param', [
      field('caddr:cport', '172.16.0.1:0'),
      field('vaddr:vport', '10.0.0.100:80'),
    ]),
  ];
}

const STATS = { conns: 12, inPkts: 96, outPkts: 0, inBytes: 7_844, outBytes: 0 };

function serviceAt(entries: readonly ConnView[]): ServiceView {
  return {
    id: 'ip_vs_service#1',
    title: 'TCP  10.0.0.100:80 wlc persistent 360',
    scheduler: 'wlc',
    persistent: 360,
    stats: STATS,
    schedulerValueName: 'wlc overhead',
    servers: [...SERVERS].reverse().map((server) => {
      const mine = entries.filter((conn) => conn.daddr === server.addr && !conn.template);
      const active = mine.filter((conn) => conn.state === 'ESTABLISHED').length;
      return {
        server,
        method: 'Route' as const,
        weight: 1,
        active,
        inactive: mine.length - active,
        persistent: entries.filter((conn) => conn.template && conn.daddr === server.addr).length,
        refcnt: 2 + mine.length,
        overloaded: false,
        upperThreshold: 0,
        lowerThreshold: 0,
        stats: server.series === 2 ? STATS : { ...STATS, conns: 0, inPkts: 0, inBytes: 0 },
        schedulerValue: String(active * 256 + mine.length - active),
        changed: [],
      };
    }),
    schedulerState: 'takes the least overhead, the first listed when equal',
  };
}

function tableAt(entries: readonly ConnView[], lookup: number | null): TableView {
  const counts = new Uint8Array(4096);
  const templates = new Uint8Array(4096);
  for (const conn of entries) {
    counts[conn.bucket] += 1;
    if (conn.template) templates[conn.bucket] += 1;
  }
  const lengths: number[] = [];
  for (const length of counts) lengths[length] = (lengths[length] ?? 0) + 1;
  return {
    size: 4096,
    counts,
    templates,
    entries: entries.length,
    templateEntries: entries.filter((conn) => conn.template).length,
    lengths: Array.from(lengths, (n) => n ?? 0),
    clientBuckets: entries.map((conn) => conn.bucket),
    lookup,
  };
}

function chainOf(bucket: number, entries: readonly ConnView[], isHit: boolean): ChainView {
  const nodes = entries.filter((conn) => conn.bucket === bucket);
  return {
    bucket,
    nodes: nodes.map((conn) => ({
      conn,
      mark: isHit ? ('hit' as const) : ('normal' as const),
      comparisons: [],
    })),
    hash: {
      rows: [
        { label: 'caddr', value: '172.16.0.1', word: '0x010010ac' },
        { label: 'cport, proto', value: '0, TCP', word: '0x00000000, 0x00000006' },
        { label: 'jhash', value: 'seed 0x8ca5f46f', word: '0x4d5d1c95' },
        { label: 'xor', value: 'netns 0x000', word: '0x4d5d1c95' },
        { label: 'mask', value: '& 0xfff', word: `0x${bucket.toString(16)}` },
      ],
      bucket,
    },
    outcome: isHit && nodes.length > 0 ? `hit at node ${nodes.length}` : 'not hit',
    walkedBy: '__ip_vs_ct_in_get',
  };
}

export function momentAt(query: MomentQuery): Moment {
  const cursor = clamp(query.cursor);
  const entries = entriesAt(cursor);
  const at = EVENTS[cursor.event];
  const steps = stepsOf(cursor.event);
  const lookup = steps.find((step) => step.kind === 'bucket')?.bucket ?? null;
  const touched = steps
    .filter((step) => step.number <= cursor.step && step.bucket !== undefined)
    .at(-1)?.bucket;
  const bucket = query.bucket ?? touched ?? lookup;
  const template = entries.find((conn) => conn.template);
  const children = entries.filter((conn) => !conn.template);
  const time = at?.row.time ?? 0;
  return {
    cursor,
    time,
    jiffies: 4_294_937_296 + Math.round(time * 100),
    row: at?.row ?? null,
    steps,
    why: whyOf(cursor.event),
    objects: at ? objectsAt(cursor, entries) : [],
    services: [serviceAt(entries)],
    trash: [],
    timers: entries
      .map((conn) => ({ conn, asked: conn.asked ?? 0, fires: conn.fires ?? 0 }))
      .sort((a, b) => a.fires - b.fires),
    families: template ? [{ template, children }] : [],
    table: tableAt(entries, touched ?? lookup),
    chain: bucket === null ? null : chainOf(bucket, entries, bucket === touched),
    announcement: at
      ? at.row.packet
        ? `Packet ${at.row.packet}, ${at.row.what}, server 192.168.1.12`
        : `${at.row.client} expired`
      : 'Before packet 1',
  };
}
