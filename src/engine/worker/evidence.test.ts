import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { recordedBytes, recordedText } from '../../testing/recorded.ts';
import type { EvidencePart } from '../../trace/evidence-views.ts';
import type { InputFile, OpenResult } from '../protocol/messages.ts';
import { Engine } from './engine.ts';

const CONFIGS = 'e2e/samples/configs';
const FIRST = { event: 0, step: 0 };

const pasted = (text: string, name = 'pasted.txt'): InputFile => ({
  name,
  data: new Blob([text]),
  pasted: true,
});
const recorded = (run: string, name: string): InputFile => ({
  name,
  data: new Blob([recordedBytes(run, name) as Uint8Array<ArrayBuffer>]),
});

interface Opened {
  engine: Engine;
  result: Extract<OpenResult, { ok: true }>;
}

async function opened(...files: InputFile[]): Promise<Opened> {
  const engine = new Engine();
  const result = await engine.open(files);
  if (!result.ok) {
    throw new Error(`${result.headline}: ${result.problems.map(({ message }) => message).join()}`);
  }
  return { engine, result };
}

async function partsOf(engine: Engine): Promise<readonly EvidencePart[]> {
  return (await engine.evidence()).parts;
}

/** `TCP ESTABLISHED 172.16.0.1:40001 10.0.0.100:80 192.168.1.11:80`, in the order of the table. */
async function entriesOf(engine: Engine, event: number): Promise<string[]> {
  const query = { from: 0, count: 10_000, sort: 'bucket', filter: '' } as const;
  const { rows } = await engine.conns({ cursor: { event, step: 1e9 }, ...query });
  return rows.map((cp) => {
    const [client, virtual] = [`${cp.caddr}:${cp.cport}`, `${cp.vaddr}:${cp.vport}`];
    return [cp.protocol, cp.state, client, virtual, `${cp.daddr}:${cp.dport}`].join(' ');
  });
}

async function servicesOf(engine: Engine): Promise<string[]> {
  const { services } = await engine.moment({ cursor: FIRST, bucket: null, client: null });
  return services.map(({ title, servers }) => `${title}, ${servers.length}`);
}

const sample = (name: string): InputFile => pasted(readFileSync(join(CONFIGS, name), 'utf8'), name);

describe('samples of what people post', () => {
  const LNC = ['start', 'ipvsadm -Lnc'];
  const LN = ['rules', 'ipvsadm -Ln'];
  it.each<[string, (string | null)[], number, string[]]>([
    ['ipvsadm-L-persistent-conn.txt', ['rules', 'ipvsadm -Ln --persistent-conn'], 0, []],
    ['ipvsadm-Lc-names.txt', ['shown', 'ipvsadm -Lnc'], 0, []],
    ['ipvsadm-Ln-fwm.txt', LN, 0, ['TCP  192.168.1.1:80 wrr, 2', 'FWM  1 IPv6 wrr, 2', 'FWM  1 wrr, 2']],
    ['ipvsadm-Ln-mh-inhibit.txt', LN, 0, ['TCP  172.16.42.170:2222 mh (mh-port), 2']],
    [
      'ipvsadm-Ln-nospaces.txt',
      LN,
      0,
      ['TCP  10.15.144.120:10087 wrr persistent 2, 2', 'TCP  10.1.0.1:443 rr, 1'],
    ],
    [
      'ipvsadm-Ln-stats.txt',
      ['rules', 'ipvsadm -Ln --stats'],
      0,
      ['TCP  172.168.2.33:80 wlc, 2', 'TCP  20.20.20.1:2020 wlc, 1'],
    ],
    ['ipvsadm-Lnc-cloud.txt', LNC, 5, ['TCP  169.46.7.238:0 wlc persistent 300, 5']],
    [
      'ipvsadm-Lnc-persistent.txt',
      LNC,
      3,
      ['TCP  192.168.1.200:0 wlc persistent 540, 1', 'TCP  10.254.66.97:8080 wlc persistent 10860, 1'],
    ],
    ['ipvsadm-Lnc-watch.txt', LNC, 4, ['TCP  192.168.122.100:80 wlc, 3']],
    ['ipvsadm-timeout.txt', ['rules', 'ipvsadm -L --timeout'], 0, []],
    ['proc-net-ip_vs_conn-k8s.txt', ['start', '/proc/net/ip_vs_conn'], 3, []],
    ['proc-net-ip_vs_conn-pe.txt', ['start', '/proc/net/ip_vs_conn'], 4, []],
    ['proc-net-ip_vs_stats.txt', ['shown', '/proc/net/ip_vs_stats'], 0, []],
  ])('%s', async (name, [use, title], entries, services) => {
    const { engine, result } = await opened(sample(name));
    const parts = await partsOf(engine);
    expect(parts.at(-1)).toMatchObject({ use, title, file: name });
    // The head of the sample is no listing and is told as such.
    expect(parts[0].problems.map(({ code }) => code)).toEqual(['paste-unknown']);
    expect(result.info.files.map((file) => file.name)[1]).toMatch(
      new RegExp(`^part 2 of ${name}, lines? \\d`),
    );
    expect(await entriesOf(engine, 0)).toHaveLength(entries);
    if (services.length > 0) expect(await servicesOf(engine)).toEqual(services);
    expect(result.info.assumptions.filter((text) => text.startsWith('The rules:'))).toEqual([]);
  });

  it.each(readdirSync(join(CONFIGS, 'keepalived')).filter((name) => name.endsWith('.conf')))(
    'keepalived %s',
    async (name) => {
      const { engine } = await opened(sample(`keepalived/${name}`));
      const part = (await partsOf(engine)).find(({ kind }) => kind === 'keepalived');
      expect(part).toMatchObject({ use: 'rules' });
      // These three name their services by placeholders and names.
      const nameless = /chef-everything|tun-mh-fallback|conditional_conf/.test(name);
      expect((await servicesOf(engine)).length > 0).toBe(!nameless);
    },
  );

  it('proc-net-ip_vs.txt keeps weights, methods and the size of the table', async () => {
    const { engine, result } = await opened(sample('proc-net-ip_vs.txt'));
    expect(result.info.buckets).toBe(4096);
    const { services } = await engine.moment({ cursor: FIRST, bucket: null, client: null });
    expect(
      services.flatMap(({ servers }) => servers.map(({ method, weight }) => `${method} ${weight}`)),
    ).toEqual(expect.arrayContaining(['Tunnel 100', 'Tunnel 0', 'Route 1', 'Route 0']));
    expect((await opened(sample('ipvsadm-Ln-mh-inhibit.txt'))).result.info.buckets).toBe(1 << 20);
  });
});

type Snapshot = Record<string, string> & { epoch: number };
const snapshotsOf = (run: string): Snapshot[] =>
  Object.values(JSON.parse(recordedText(run, 'snapshots.json')));
const WHOLE = ['any.pcap', 'ipvsadm-rules.txt', 'sysctl.conf', 'actions.txt', 'run.json'];
const filesOf = (run: string): InputFile[] =>
  WHOLE.filter((name) => recordedBytes(run, name).length > 0).map((name) => recorded(run, name));
const LISTED = [
  'ipvsadm -Lnc',
  '/proc/net/ip_vs_conn',
  'ipvsadm -Ln',
  'ipvsadm -Ln --stats --exact',
  '/proc/net/ip_vs_stats',
];
const isoOf = (epoch: number): string => new Date(Math.floor(epoch * 1000)).toISOString();

/** Listings of one moment under its time, as people paste them. */
const report = (snapshot: Snapshot): string =>
  [
    isoOf(snapshot.epoch),
    ...LISTED.map((name) => `# ${name.startsWith('/') ? 'cat ' : ''}${name}\n${snapshot[name]}`),
  ].join('\n');

describe('checkpoints', () => {
  it.each([
    '003-dr-wlc-persistent-360',
    '0802-web-nat-wlc-persistent',
    '009-fwmark-persistent',
    '0250-ipv6-nat',
    '0285-sctp',
  ])('recorded listings of %s agree with the model at their time', async (run) => {
    const texts = snapshotsOf(run).map((snapshot, i) => pasted(report(snapshot), `paste-${i}.txt`));
    const { engine } = await opened(...filesOf(run), ...texts);
    const parts = (await partsOf(engine)).filter(({ use }) => use === 'checkpoint');
    expect(parts.length).toBeGreaterThan(4);
    for (const { title, result, file } of parts) {
      expect([file, title, result?.differences, result?.agreeing]).toEqual([
        file,
        title,
        [],
        result?.compared,
      ]);
    }
  });

  it('an altered line is the one difference, at the moment of the listing', async () => {
    const run = '001-nat-rr-one-connection';
    const snapshot = snapshotsOf(run)[0];
    const listing = snapshot['ipvsadm -Lnc'];
    const line = listing.split('\n').find((text) => text.includes('ESTABLISHED')) ?? '';
    const client = /(172\S+)/.exec(line)?.[1] ?? '';
    const altered = [
      [
        line.replace('ESTABLISHED', 'FIN_WAIT   '),
        'differs',
        'FIN_WAIT in the listing, ESTABLISHED in the model',
      ],
      [line.replace(/192\S+/, '192.168.1.99:80'), 'differs', 'server 192.168.1.99:80 in the listing'],
      [line.replace(/\d+:\d\d/, '01:00'), 'differs', 'time left 60 s in the listing'],
      ['', 'extra', 'the listing has no such entry'],
    ];
    for (const [text, kind, says] of altered) {
      const changed = `${isoOf(snapshot.epoch)}\n${listing.replace(line, text)}`;
      const { engine } = await opened(...filesOf(run), pasted(changed));
      const [part] = await partsOf(engine);
      expect(part.result?.differences).toHaveLength(1);
      const [difference] = part.result?.differences ?? [];
      expect(difference).toMatchObject({ kind, subject: `TCP ${client} > 10.0.0.100:80` });
      expect(difference.text).toContain(says);
      const { time } = await engine.moment({ cursor: difference.at, bucket: null, client: null });
      expect(Math.abs(time - (part.time ?? 0))).toBeLessThan(30);
    }
  });

  it('without a time waits for one, and can be made the state to start with', async () => {
    const run = '003-dr-wlc-persistent-360';
    const [snapshot] = snapshotsOf(run);
    const { engine } = await opened(...filesOf(run), pasted(snapshot['ipvsadm -Lnc']));
    expect((await partsOf(engine))[0]).toMatchObject({ use: 'start', time: null });
    const { boot_epoch } = JSON.parse(recordedText(run, 'run.json'));
    const { id } = (await partsOf(engine))[0];
    await engine.useEvidence(id, { time: snapshot.epoch - boot_epoch });
    expect((await partsOf(engine))[0]).toMatchObject({ use: 'checkpoint', result: { differences: [] } });
    await engine.useEvidence(id, { use: 'shown' });
    expect((await partsOf(engine))[0]).toMatchObject({ use: 'shown', result: null });
    await engine.useEvidence(id, { use: 'start' });
    expect((await partsOf(engine))[0]).toMatchObject({ use: 'start', at: { event: 0 } });
    expect(await entriesOf(engine, 0)).not.toHaveLength(0);
  });
});

describe('a state to start with', () => {
  it.each(['0272-three-thousand-persistent', '0250-ipv6-nat'])(
    '/proc/net/ip_vs_conn of %s has its order and ends',
    async (run) => {
      const snapshot = snapshotsOf(run).find((one) => one['/proc/net/ip_vs_conn'].split('\n').length > 2);
      if (!snapshot) throw new Error('no entries');
      const files = [recorded(run, 'ipvsadm-rules.txt'), recorded(run, 'run.json')];
      const { engine, result } = await opened(...files, pasted(snapshot['/proc/net/ip_vs_conn']));
      const listed = snapshot['ipvsadm -Lnc'].split('\n').slice(2).filter(Boolean);
      const plain = (text: string): string => text.replace(/[[\]]/g, '');
      expect((await entriesOf(engine, 0)).map(plain)).toEqual(
        listed.map((text) => {
          const [protocol, , state, ...ends] = text.split(/\s+/);
          return plain([protocol, state, ...ends].join(' ').trim());
        }),
      );
      expect(await entriesOf(engine, -1)).toHaveLength(listed.length);
      expect(await entriesOf(engine, result.overview.events - 1)).toEqual([]);
    },
  );

  it('travels in the text of the case', async () => {
    const { engine } = await opened(sample('ipvsadm-Lnc-persistent.txt'));
    const text = await engine.caseText();
    expect(text).toContain(
      'entry tcp NONE 10803.000 192.168.123.248:0 > 10.254.66.97:8080 > 172.20.135.6:8080',
    );
    const again = await opened({ name: 'case.txt', data: new Blob([text]) });
    expect(await again.engine.caseText()).toBe(text.replace(/^title .*$/m, (line) => line));
    expect(await entriesOf(again.engine, 0)).toEqual(await entriesOf(engine, 0));
  });
});

describe('a bug report', () => {
  const MIXED = `Hello, we lose connections.
lb1:~# date
Tue Dec 29 11:59:50 UTC 2015
lb1:~# ipvsadm -Sn
-A -t 10.0.0.100:80 -s rr -p 360
-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 1
lb1:~# ipvsadm -Lnc
IPVS connection entries
pro expire state       source             virtual            destination
TCP 05:00  NONE        172.16.0.1:0       10.0.0.100:80      192.168.1.10:80
lb1:~# ipvsadm -L --timeout
Timeout (tcp tcpfin udp): 600 60 200
lb1:~# ipvsadm -L --daemon
master sync daemon (mcast=eth0, syncid=1)
lb1:~# conntrack -L
tcp      6 431999 ESTABLISHED src=172.16.0.1 dst=10.0.0.100 sport=40001 dport=80 src=192.168.1.10 dst=172.16.0.1 sport=80 dport=40001 [ASSURED] mark=0 use=1
lb1:~# dmesg
[   12.345678] IPVS: Schedule: no dest
lb1:~# tcpdump -nn -tttt -i any
2015-12-29 12:00:04.000050 eth0  In  IP 172.16.0.1.40001 > 10.0.0.100.80: Flags [S], seq 7, win 65535, length 0
Thanks
`;

  it('is used part by part', async () => {
    const { engine, result } = await opened(pasted(MIXED));
    const parts = await partsOf(engine);
    expect(parts.map(({ kind, use }) => `${kind} ${use}`)).toEqual([
      'unknown shown',
      'rules rules',
      'conns start',
      'timeouts rules',
      'daemons rules',
      'conntrack shown',
      'kernel-log shown',
      'tcpdump capture',
      'unknown shown',
    ]);
    expect(parts[5].table?.rows).toHaveLength(1);
    expect(result.info.packets).toBe(1);
    expect(result.overview.events).toBeGreaterThan(2);
    // The packet comes 14 s later and finds the template.
    const start = await engine.moment({ cursor: FIRST, bucket: null, client: null });
    const packet = await engine.moment({ cursor: { event: 1, step: 1e9 }, bucket: null, client: null });
    expect(packet.time - start.time).toBeCloseTo(14, 3);
    expect(packet.row).toMatchObject({ template: true, server: { addr: '192.168.1.10' } });
    expect(result.info.files).toHaveLength(9);
    expect(result.info.files[1]).toMatchObject({ name: 'part 2 of pasted.txt, lines 5-6' });
  });
});

describe('hostile text', () => {
  it.each([
    ['a long line', 'x'.repeat(10_000_000), /MiB/],
    ['a long line behind a heading', `IPVS connection entries\n${'TCP '.repeat(2_500_000)}`, null],
    ['a page', '<html><body><p>hello</p></body></html>\n'.repeat(2000), /looks like/],
    ['binary', String.fromCharCode(...Array.from({ length: 5000 }, (_, i) => i % 256)), /It is/],
  ])('%s', async (_, text, says) => {
    const started = performance.now();
    const result = await new Engine().open([pasted(text)]);
    expect(performance.now() - started).toBeLessThan(10_000);
    if (says) expect(!result.ok && result.problems[0].message).toMatch(says);
  });
});
