import { describe, expect, it } from 'vitest';
import { concat } from '../packet/build.ts';
import type { IpPacket } from '../packet/packet.ts';
import { LINKTYPE_RAW } from '../packet/protocols.ts';
import { rebuildIp } from '../packet/rebuild.ts';
import { writePcap } from '../packet/write.ts';
import { pcapngFrame, pcapngHeader } from '../packet/write-pcapng.ts';
import { recordedBytes } from '../testing/recorded.ts';
import { readCaptureBytes } from './capture.ts';

const RUNS = [
  '001-nat-rr-one-connection',
  '014-udp-rr-timeouts',
  '0240-icmp-errors-nat',
  '0241-tunnel',
  '0250-ipv6-nat',
  '0261-ftp-nat-active',
  '0285-sctp',
];

/** Without extension headers, whose contents are not kept. */
function packetsOf(run: string): IpPacket[] {
  const { store } = readCaptureBytes(new Uint8Array(recordedBytes(run, 'any.pcap')));
  const packets = Array.from({ length: store.length }, (_, i) => store.ip(i)).filter((ip) => ip !== null);
  return packets.filter((ip) => typeof ip.saddr === 'number' || ip.headerLength === 40);
}

/** The contents of SCTP chunks are not kept, and so neither is the length of their packet. */
function comparable({ length, ...rest }: IpPacket): unknown {
  return rest.transport.kind === 'sctp' ? rest : { ...rest, length };
}

function reread(packets: readonly IpPacket[]): unknown[] {
  const frames = packets.map((ip) => {
    const { bytes, originalLength } = rebuildIp(ip);
    return { sec: 1, nsec: 0, bytes, originalLength };
  });
  const { store } = readCaptureBytes(writePcap(frames, { linktype: LINKTYPE_RAW }));
  return Array.from({ length: store.length }, (_, i) => {
    const ip = store.ip(i);
    return ip && comparable(ip);
  });
}

describe.each(RUNS)('packets of %s', (run) => {
  it('are the same when their bytes are made again and read', () => {
    const packets = packetsOf(run);
    expect(packets.length).toBeGreaterThan(4);
    expect(reread(packets)).toEqual(packets.map(comparable));
  });

  it('are as long as they were on the wire', () => {
    for (const ip of packetsOf(run)) {
      const { whole, bytes, originalLength } = rebuildIp(ip);
      expect(whole.length).toBe(originalLength);
      expect(whole.subarray(0, bytes.length)).toEqual(bytes);
      expect(whole.subarray(bytes.length).every((byte) => byte === 0)).toBe(true);
    }
  });
});

it('writes pcapng with names, directions, comments and nanoseconds', () => {
  const [ip] = packetsOf(RUNS[0]);
  const { bytes, originalLength } = rebuildIp(ip);
  const interfaces = [
    { linktype: LINKTYPE_RAW, name: 'in' },
    { linktype: LINKTYPE_RAW, name: 'out', description: 'sent on' },
  ];
  const frame = { time: 1_700_000_000_123_456_789n, bytes, originalLength, comment: 'why: \u00e4' } as const;
  const file = concat(
    pcapngHeader(interfaces, { application: 'test', comment: 'a case' }),
    pcapngFrame({ ...frame, interface: 0, direction: 'in' }),
    pcapngFrame({ ...frame, interface: 1, direction: 'out', comment: '' }),
  );
  const { store, interfaces: read, problems } = readCaptureBytes(file);
  expect(problems).toEqual([]);
  expect(read).toMatchObject([{ name: 'in' }, { name: 'out' }]);
  expect([0, 1].map((i) => [store.sec(i), store.nsec(i), store.ifindex(i), store.packetType(i)])).toEqual([
    [1_700_000_000, 123_456_789, 0, 0],
    [1_700_000_000, 123_456_789, 1, 4],
  ]);
  expect(new TextDecoder().decode(file)).toContain('why: \u00e4');
});
