import { beforeAll, describe, expect, it } from 'vitest';
import { hashView } from '../analysis/hash.ts';
import { formatAddr } from '../base/inet.ts';
import {
  CELL_CHANGED,
  CELL_CLASS,
  CELL_MARKED,
  CELL_TEMPLATE,
  type TableMode,
} from '../trace/table-views.ts';
import type { Moment } from '../trace/views.ts';
import { Engine } from './worker/engine.ts';

const SERVERS = ['192.168.1.11', '192.168.1.12'];

function caseText(kernel: string, packets: readonly string[]): string {
  return [
    '# ipvscope case v1',
    `kernel ${kernel}`,
    'vip 10.0.0.100',
    'ipvsadm -A -t 10.0.0.100:80 -s rr -p 360',
    ...SERVERS.map((server) => `ipvsadm -a -t 10.0.0.100:80 -r ${server}:80 -g -w 1`),
    ...packets,
    '',
  ].join('\n');
}

const syn = (n: number) =>
  `@${(n / 1000).toFixed(3)} tcp 172.16.${n >> 8}.${n & 255}:${41000 + n} > 10.0.0.100:80 S`;

async function opened(kernel: string, packets: readonly string[]): Promise<Engine> {
  const engine = new Engine();
  const result = await engine.open([{ name: 'case.txt', data: new Blob([caseText(kernel, packets)]) }]);
  expect(result.ok).toBe(true);
  return engine;
}

interface Wish {
  mode?: TableMode;
  server?: string | null;
  client?: string | null;
  step?: number;
  bucket?: number;
}

function look(engine: Engine, event: number, wish: Wish = {}): Promise<Moment> {
  const {
    mode = 'length',
    server = null,
    client = null,
    step = Number.POSITIVE_INFINITY,
    bucket = null,
  } = wish;
  return engine.moment({
    cursor: { event, step },
    bucket,
    client,
    want: ['table'],
    table: { mode, server },
  });
}

const classesOf = ({ table }: Moment) =>
  Object.fromEntries(table.classes.map(({ value, buckets, entries }) => [value, [buckets, entries]]));
const count = (cells: Uint8Array, flag: number) =>
  cells.reduce((sum, cell) => sum + (cell & flag ? 1 : 0), 0);

describe.each([
  [8, 300],
  [20, 3000],
])('a table of 2^%i buckets', (bits, clients) => {
  let engine: Engine;
  const last = clients - 1;
  beforeAll(async () => {
    const kernel = `linux-6.12 hz=250 conn_tab_bits=${bits} conn_rnd=0x1a0d4d1d`;
    engine = await opened(
      kernel,
      Array.from({ length: clients }, (_, n) => syn(n)),
    );
  });

  it('counts every entry in its bucket, and templates', async () => {
    const { table } = await look(engine, last);
    expect(table.size).toBe(2 ** bits);
    expect([table.entries, table.templateEntries]).toEqual([clients * 2, clients]);
    expect(table.lengths.reduce((sum, n, length) => sum + n * length, 0)).toBe(clients * 2);
    expect(table.lengths.reduce((sum, n) => sum + n, 0)).toBe(table.size);
    for (const [bucket, cell] of table.cells.entries()) {
      expect(cell & CELL_CLASS).toBe(Math.min(5, table.counts[bucket]));
      expect((cell & CELL_TEMPLATE) !== 0).toBe(table.templates[bucket] > 0);
      if (bucket > 5000) break;
    }
  });

  it('has a class for every entry in the modes of states, ages and servers', async () => {
    const states = await look(engine, last, { mode: 'states' });
    const sum = (moment: Moment) => moment.table.classes.reduce((total, { entries }) => total + entries, 0);
    // SYN_RECV is opening, a template without an established connection is NONE.
    expect(classesOf(states)[6][1]).toBe(clients);
    expect(classesOf(states)[1][1]).toBe(clients);
    const servers = await look(engine, last, { mode: 'servers' });
    expect(classesOf(servers)[1][1] + classesOf(servers)[2][1]).toBe(clients * 2);
    expect(servers.table.servers.map(({ addr }) => addr)).toEqual(SERVERS);
    const oldest = await look(engine, last, { mode: 'oldest' });
    expect(sum(oldest)).toBe(clients * 2);
    const young = clients > 1000 ? { 1: 2000, 2: 4000 } : { 1: 600 };
    for (const [value, entries] of Object.entries(young))
      expect(classesOf(oldest)[Number(value)][1]).toBe(entries);
    const youngest = await look(engine, last, { mode: 'youngest' });
    expect(classesOf(youngest)[5][1]).toBe(young[1]);
    const templates = await look(engine, last, { mode: 'templates' });
    expect(count(templates.table.cells, CELL_CLASS)).toBe(count(templates.table.cells, CELL_TEMPLATE));
  });

  it('marks the entries of a server or of a client', async () => {
    const server = await look(engine, last, { server: SERVERS[1] });
    expect(server.table.marked).toMatchObject({ kind: 'server', name: SERVERS[1], entries: clients });
    expect(count(server.table.cells, CELL_MARKED)).toBe(server.table.marked?.buckets);
    const client = await look(engine, last, { client: '172.16.0.7' });
    expect(client.table.marked).toEqual({ kind: 'client', name: '172.16.0.7', entries: 2, buckets: 2 });
    const own = await look(engine, last);
    expect(own.table.marked).toMatchObject({ kind: 'client', entries: 2 });
  });

  it('tells the searches of an event, and follows them step by step', async () => {
    const { table } = await look(engine, last);
    expect(table.walks.map(({ title }) => title)).toEqual(['out lookup', 'in lookup', 'template lookup']);
    const template = table.walks[2];
    expect(template.of).toMatch(/^TCP 172\.16\.\d+\.\d+:0$/);
    const before = await look(engine, last, { step: template.from });
    expect(before.table.lookup).toBe(template.bucket);
    expect(before.chain).toMatchObject({
      bucket: template.bucket,
      walkFrom: template.from,
      hashOf: 'lookup',
    });
    // The bucket that the hash names step by step is the one that the kernel walked.
    expect(before.chain?.hash?.bucket).toBe(template.bucket);
    expect(before.chain?.nodes.filter(({ comparisons }) => comparisons.length > 0)).toHaveLength(0);
    for (let step = template.from + 1; step <= template.to; step++) {
      const { chain } = await look(engine, last, { step });
      const visited = chain?.nodes.filter(({ comparisons }) => comparisons.length > 0) ?? [];
      expect(visited).toHaveLength(step - template.from);
      expect(visited.at(-1)?.now).toBe(true);
    }
  });

  it('marks what the event has changed, up to the cursor', async () => {
    const end = await look(engine, last, { mode: 'event' });
    const made = end.table.classes.find(({ value }) => value === 5);
    expect(made?.buckets).toBeGreaterThanOrEqual(1);
    expect(count(end.table.cells, CELL_CHANGED)).toBeGreaterThanOrEqual(made?.buckets ?? 0);
    const begin = await look(engine, last, { mode: 'event', step: 1 });
    expect(count(begin.table.cells, CELL_CHANGED)).toBe(0);
    expect(begin.table.classes.every(({ value }) => value <= 2)).toBe(true);
  });
});

describe('a chain', () => {
  it('keeps what an event takes out at its place', async () => {
    const kernel = 'linux-6.12 hz=250 conn_tab_bits=8 conn_rnd=0x1a0d4d1d';
    const engine = await opened(kernel, [0, 1, 2].map(syn));
    const event = await engine.move({ event: 2, step: 999 }, 'next-expiry');
    const after = await look(engine, event.event);
    const [gone] = after.chain?.nodes ?? [];
    expect(gone).toMatchObject({ mark: 'released', number: 1 });
    // Two entries share this bucket; the younger one at its head runs out.
    expect(after.chain?.nodes.map(({ mark }) => mark)).toEqual(['released', 'normal']);
    expect(after.chain?.length).toBe(1);
    const before = await look(engine, event.event, { step: 0, bucket: after.chain?.bucket });
    expect(before.chain?.nodes.map(({ mark }) => mark)).toEqual(['normal', 'normal']);
    expect(before.chain?.nodes[0].conn.id).toBe(gone.conn.id);
    expect(before.chain?.length).toBe(2);
  });

  it('is cut around what was found when it is very long', async () => {
    const kernel = 'linux-6.12 hz=250 conn_tab_bits=8 conn_rnd=0x1a0d4d1d';
    const tab = { hash: 'lookup3', size: 256, mask: 255, rnd: 0x1a0d4d1d, xor: 0 } as const;
    const ends: string[] = [];
    for (let n = 0; ends.length < 260; n++) {
      const [caddr, cport] = [0xac100000 + (n >> 14), 20_000 + (n & 0x3fff)];
      const { bucket } = hashView(tab, { protocol: 6, caddr, cport, pe_data: null });
      if (bucket === 77) ends.push(`${formatAddr(caddr)}:${cport}`);
    }
    const packets = ends.map((end, n) => `@${(n / 1000).toFixed(3)} tcp ${end} > 10.0.0.100:80 S`);
    // The oldest entry stands last in the chain.
    const engine = await opened(kernel, [...packets, `@1.000 tcp ${ends[0]} > 10.0.0.100:80 A`]);
    const { chain } = await look(engine, packets.length);
    const { length = 0, nodes = [], outcome } = chain ?? {};
    expect(length).toBeGreaterThanOrEqual(260);
    expect(nodes).toHaveLength(200);
    const hit = nodes.find(({ mark }) => mark === 'hit');
    expect(`${hit?.conn.caddr}:${hit?.conn.cport}`).toBe(ends[0]);
    expect(outcome).toBe(`hit at node ${hit?.number}`);
  });
});

describe('how a bucket is computed', () => {
  it.each([
    ['linux-6.12', 0xce2],
    ['linux-2.6.32', null],
  ])('%s: the last line of every key is the bucket', async (profile, known) => {
    const engine = await opened(`${profile} hz=100 conn_rnd=0x2e31003a netns_xor=0x5e0`, [syn(1)]);
    const tuple = { protocol: 'TCP', caddr: '172.16.0.1', cport: 41000, vaddr: '', vport: 0 };
    const keys = [
      tuple,
      { ...tuple, protocol: 'UDP', cport: 0 },
      { ...tuple, protocol: 'IP', cport: 0 },
      { ...tuple, protocol: 'SCTP' },
      ...(profile === 'linux-6.12'
        ? [
            { ...tuple, caddr: 'fd00::1' },
            { ...tuple, key: 'a84b4c76e66710@client' },
          ]
        : []),
    ];
    const buckets = new Set<number>();
    for (const key of keys) {
      const hash = await engine.bucketOf(key);
      expect(hash?.rows.at(-1)?.word).toBe(`0x${hash?.bucket.toString(16).padStart(3, '0')}`);
      expect(hash?.end.at(-1)?.word).toBe(hash?.rows.at(-1)?.word);
      const steps = hash?.functions.at(-1)?.blocks.flatMap((block) => block.steps) ?? [];
      expect(steps.length).toBeGreaterThan(9);
      expect(hash?.functions.at(-1)?.result).toBe(`0x${steps.at(-1)?.c.toString(16).padStart(8, '0')}`);
      buckets.add(hash?.bucket ?? -1);
    }
    expect(buckets.size).toBe(keys.length);
    if (known !== null) expect((await engine.bucketOf(tuple))?.bucket).toBe(known);
    expect(await engine.bucketOf({ ...tuple, caddr: 'nowhere' })).toBeNull();
  });
});
