import { beforeAll, describe, expect, it } from 'vitest';
import { Engine } from '../engine/worker/engine.ts';
import { type RunProgram, runProgram } from '../inputs/run-folder.ts';
import { LISTINGS } from '../kernel/listing/listings.ts';
import { buildFrame, buildIp, type LinkSpec } from '../packet/build.ts';
import { PACKET_HOST, PACKET_MULTICAST, PACKET_OUTGOING } from '../packet/packet.ts';
import { writePcap } from '../packet/write.ts';
import { readCaptureBytes } from '../readers/capture.ts';
import { Director, tcp, udp } from '../testing/director.ts';
import { recordedBytes, recordedProgram, recordedText } from '../testing/recorded.ts';
import { Playback } from '../trace/playback.ts';
import { StepProbe } from '../trace/step-probe.ts';

const RUN = '0289-sync-master';
const BOOT = 1761998400;
const RULES = recordedText(RUN, 'ipvsadm-rules.txt');

interface Datagram {
  readonly timeNs: number;
  readonly payload: Uint8Array;
}

/** The recording holds 80 bytes of each datagram only; the model makes them whole, equal in what is there. */
function datagramsOfTheRecording(): Datagram[] {
  const playback = new Playback(recordedProgram(RUN));
  const sent: Datagram[] = [];
  const probe = new StepProbe();
  playback.ipvs.probe = probe;
  probe.transmit = ({ transport }) => {
    const payload = transport.kind === 'udp' ? transport.payload : null;
    if (payload) sent.push({ timeNs: playback.ipvs.now_ns, payload });
  };
  while (playback.step(20e9));
  return sent;
}

let datagrams: Datagram[] = [];
beforeAll(() => {
  datagrams = datagramsOfTheRecording();
});

const SLL = (packetType: number): LinkSpec => ({
  kind: 'sll2',
  packetType,
  ifindex: 2,
  srcMac: '020000000050',
});
const ETHERNET: LinkSpec = { kind: 'ethernet', srcMac: '020000000050', dstMac: '01005e000051' };

function record(timeNs: number, link: LinkSpec, ip: Uint8Array) {
  const bytes = buildFrame(link, ip);
  return { sec: BOOT + Math.floor(timeNs / 1e9), nsec: timeNs % 1e9, bytes, originalLength: bytes.length };
}

const syncRecord = (link: LinkSpec, { timeNs, payload }: Datagram, daddr = 0xe0000051) =>
  record(
    timeNs,
    link,
    buildIp({
      saddr: 0xc0a80101,
      daddr,
      ttl: 1,
      transport: { kind: 'udp', sport: 52606, dport: 8848, payload },
    }),
  );

const request = (link: LinkSpec) =>
  record(13e9, link, buildIp({ saddr: 0xac100009, daddr: 0x0a000064, transport: tcp(50000, 80, 'S') }));

const capture = (frames: readonly ReturnType<typeof record>[], link: LinkSpec): Uint8Array =>
  writePcap(frames, { linktype: link.kind === 'sll2' ? 276 : 1, nanoseconds: true });

function run(bytes: Uint8Array, rules = '', runJson = ''): RunProgram {
  return runProgram({ runJson, rules, sysctl: '', actions: '' }, readCaptureBytes(bytes).store);
}

function played({ program }: RunProgram): Playback {
  const playback = new Playback(program);
  while (playback.step((program.inputs.at(-1)?.timeNs ?? 0) + 1e8));
  return playback;
}

/** Entries without the rest of their time, sorted. */
const rows = (text: string): string[] =>
  text
    .split('\n')
    .slice(1, -1)
    .map((line) => line.replace(/ (SYNC|LOCAL) .*$| +\d+$/, '').trim())
    .sort();
const table = (playback: Playback): string => LISTINGS['/proc/net/ip_vs_conn_sync'](playback.ipvs);
const RECORDED = () => rows(JSON.parse(recordedText(RUN, 'snapshots.json')).x['/proc/net/ip_vs_conn']);
const ASSUMED = /sync messages of a master \(syncid 7; version 1\).*read as a backup gets them.*ipvsadm -Sn/;

describe('a capture of sync messages alone', () => {
  it.each([PACKET_OUTGOING, PACKET_MULTICAST])(
    'fills the table with what the master held (direction %d)',
    (type) => {
      const only = run(
        capture(
          datagrams.map((one) => syncRecord(SLL(type), one)),
          SLL(type),
        ),
      );
      expect(only.assumptions.join('\n')).toMatch(ASSUMED);
      const playback = played(only);
      expect(rows(table(playback))).toEqual(RECORDED());
      expect(table(playback)).not.toContain('LOCAL');
      expect(LISTINGS['ipvsadm -L --daemon'](playback.ipvs)).toMatch(
        /^backup sync daemon \(mcast=eth0, syncid=0, /,
      );
    },
  );

  it('belongs to servers where rules name them', () => {
    const playback = played(
      run(
        capture(
          datagrams.map((one) => syncRecord(ETHERNET, one)),
          ETHERNET,
        ),
        RULES,
      ),
    );
    expect(rows(table(playback))).toEqual(RECORDED());
    expect(LISTINGS['ipvsadm -Ln'](playback.ipvs)).toMatch(/192\.168\.1\.10:80 +Route +1 +0 +3 /);
  });

  it('can be opened, stepped through, kept as a case and opened again', async () => {
    const bytes = capture(
      datagrams.map((one) => syncRecord(SLL(PACKET_OUTGOING), one)),
      SLL(PACKET_OUTGOING),
    );
    const engine = new Engine();
    const opened = await engine.open([{ name: 'sync.pcap', data: new Blob([bytes as BlobPart]) }]);
    expect(opened.ok && opened.info.assumptions.join('\n')).toMatch(ASSUMED);
    const shown = await engine.rows({ from: 0, count: 10, filter: '', kinds: ['packet'] });
    expect(shown.rows.map(({ what }) => what)).toContain('sync v1, syncid 7, 33 entries');
    const text = await engine.caseText();
    expect(text).toContain('--start-daemon backup');
    const again = new Engine();
    const reopened = await again.open([{ name: 'sync.case', data: new Blob([text]) }]);
    expect(reopened.ok).toBe(true);
    const same = await again.rows({ from: 0, count: 10, filter: '', kinds: ['packet'] });
    expect(same.rows.map(({ what }) => what)).toEqual(shown.rows.map(({ what }) => what));
  });

  it('says that messages were cut', () => {
    const frames = datagrams.map((one) => syncRecord(ETHERNET, one));
    const cut = frames.map((frame) => ({ ...frame, bytes: frame.bytes.subarray(0, 128) }));
    expect(run(capture(cut, ETHERNET)).assumptions.join('\n')).toContain(
      '3 of the messages were not captured to their end',
    );
  });

  it('may be of version 0', () => {
    const master = new Director();
    master.run(`ipvsadm -A -u 10.0.0.100:53 -s rr\nipvsadm -a -u 10.0.0.100:53 -r 192.168.1.14:53 -m
sysctl net.ipv4.vs.sync_version=0\nsysctl net.ipv4.vs.sync_threshold="0 1"\nipvsadm --start-daemon master`);
    master.packet('172.16.0.6', '10.0.0.100', udp(40006, 53, 'q'));
    master.wait(4);
    const sent = master.sent.flatMap(({ transport }) =>
      transport.kind === 'udp' && transport.payload ? [{ timeNs: 5e9, payload: transport.payload }] : [],
    );
    const only = run(
      capture(
        sent.map((one) => syncRecord(ETHERNET, one)),
        ETHERNET,
      ),
    );
    expect(only.assumptions.join('\n')).toContain('version 0');
    expect(rows(table(played(only)))).toEqual(['UDP AC100006 9C46 0A000064 0035 C0A8010E 0035 UDP']);
  });
});

describe('sync messages among other packets', () => {
  it('of another host are those of a master', () => {
    const link = SLL(PACKET_MULTICAST);
    const frames = [...datagrams.map((one) => syncRecord(link, one)), request(SLL(PACKET_HOST))];
    expect(rows(table(played(run(capture(frames, link)))))).toEqual(RECORDED());
  });

  it.each([7, 8])('go to a backup that rules start with syncid %d', (id) => {
    const frames = [...datagrams.map((one) => syncRecord(ETHERNET, one)), request(ETHERNET)];
    const rules = `${RULES}ipvsadm --start-daemon backup --mcast-interface s0 --syncid ${id}\n`;
    const backup = run(capture(frames, ETHERNET), rules);
    expect(backup.assumptions.join('\n')).not.toContain('read as a backup');
    const synced = table(played(backup))
      .split('\n')
      .filter((line) => line.includes(' SYNC '));
    expect(synced).toHaveLength(id === 7 ? 8 : 0);
  });

  it.each(['any.pcap', 'server.pcap'])(
    "are not read where they may be the host's own: %s without rules",
    (name) => {
      const { program, assumptions } = run(recordedBytes(RUN, name));
      expect(program.setup).toEqual([]);
      expect(program.params.sync_seen_ns).toBeNull();
      expect(assumptions.join('\n')).not.toContain('sync');
      expect(rows(table(played({ program } as RunProgram)))).toEqual([]);
    },
  );

  it('of a master that the rules start are its own', () => {
    const frames = [...datagrams.map((one) => syncRecord(ETHERNET, one)), request(ETHERNET)];
    const own = run(capture(frames, ETHERNET), `${RULES}ipvsadm --start-daemon master --syncid 7\n`);
    expect(own.assumptions.join('\n')).toContain('first sync message of this host');
    expect(own.program.params.sync_seen_ns).not.toBeNull();
    expect(table(played(own))).not.toContain('SYNC ');
  });
});
