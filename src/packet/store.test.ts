import { describe, expect, it } from 'vitest';
import { type InetAddr, parseAddr } from '../base/inet.ts';
import { mutate, randomOf } from '../testing/random.ts';
import { buildFrame, buildIp, type LinkSpec, type TransportSpec } from './build.ts';
import { decodeFrame } from './decode.ts';
import { emptyFrame, PacketStore, type RawFrame } from './store.ts';

const C4 = parseAddr('172.16.0.1')!;
const V4 = parseAddr('10.0.0.100')!;
const C6 = parseAddr('fd00::1')!;
const V6 = parseAddr('2001:db8::64')!;

function frameFor(bytes: Uint8Array, linktype: number, more: Partial<RawFrame> = {}): RawFrame {
  const size = { bytes, start: 0, end: bytes.length, originalLength: bytes.length };
  return { ...emptyFrame(), linktype, ...size, ...more };
}

/** Payload bytes are not kept by the store: leave them out of comparisons. */
function withoutPayload(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value, (key, part) => (key === 'payload' ? undefined : part)));
}

function samples(): [number, Uint8Array][] {
  const tcp: TransportSpec = { kind: 'tcp', sport: 1, dport: 80, flags: 18, seq: 4e9, ack: 3e9, window: 9 };
  const udp: TransportSpec = { kind: 'udp', sport: 5, dport: 53, payload: new Uint8Array(9) };
  const build = (saddr: InetAddr, daddr: InetAddr): Uint8Array[] => {
    const inner = buildIp({ saddr, daddr, transport: tcp });
    const specs: TransportSpec[] = [
      tcp,
      udp,
      { kind: 'sctp', sport: 1, dport: 2, chunks: [1, 2] },
      { kind: 'icmp', type: typeof saddr === 'number' ? 3 : 1, code: 1, payload: inner },
      { kind: 'raw', protocol: typeof saddr === 'number' ? 4 : 41, payload: inner },
      { kind: 'raw', protocol: 89, payload: new Uint8Array(20) },
    ];
    const plain = specs.map((transport) => buildIp({ saddr, daddr, transport, ttl: 7, tos: 4 }));
    const fragments = [0, 1480].map((fragmentOffset) =>
      buildIp({ saddr, daddr, transport: tcp, id: 77, moreFragments: true, fragmentOffset }),
    );
    return [...plain, ...fragments];
  };
  const packets = [...build(C4, V4), ...build(C6, V6)];
  const links: [number, LinkSpec][] = [
    [1, { kind: 'ethernet', srcMac: '020000000001', dstMac: 'fe0000000002', vlans: [4094] }],
    [276, { kind: 'sll2', packetType: 4, ifindex: 3, srcMac: '02000000000a' }],
    [101, { kind: 'raw' }],
  ];
  return links.flatMap(([type, link]) =>
    packets.map((packet): [number, Uint8Array] => [type, buildFrame(link, packet)]),
  );
}

describe('PacketStore', () => {
  it('gives back what decodeFrame says, for whole and for damaged frames', () => {
    const random = randomOf(20_240_607);
    const store = new PacketStore();
    const frames = samples();
    const used: [number, Uint8Array, number][] = [];
    for (let round = 0; round < 60; round++) {
      for (const [type, whole] of frames) {
        const bytes = round === 0 ? whole : mutate(whole, random, 6);
        used.push([type, bytes, whole.length]);
        store.append(frameFor(bytes, type, { originalLength: whole.length }));
      }
    }
    expect(store.length).toBe(60 * frames.length);
    for (const [i, [type, bytes, original]] of used.entries()) {
      const expected = decodeFrame(type, bytes, bytes.length, original);
      const { link, ip, problem, payloadOffset, number } = store.get(i);
      expect(number).toBe(i + 1);
      expect(withoutPayload({ link, ip, problem, payloadOffset }), `frame ${i}`).toEqual(
        withoutPayload(expected),
      );
      expect(store.version(i) === 0).toBe(expected.ip === null);
      if (expected.ip) {
        expect([store.saddr(i), store.daddr(i)]).toEqual([expected.ip.saddr, expected.ip.daddr]);
        expect([store.protocol(i), store.ipLength(i)]).toEqual([expected.ip.protocol, expected.ip.length]);
      }
    }
  });

  it('reads a frame in the middle of a piece of a file', () => {
    for (const [type, whole] of samples()) {
      const store = new PacketStore();
      const bytes = new Uint8Array(whole.length + 40).fill(0xee);
      bytes.set(whole, 17);
      const place = { start: 17, end: 17 + whole.length, originalLength: whole.length, fileOffset: 41 };
      store.append(frameFor(bytes, type, place));
      const { ip, link, problem, payloadOffset } = store.get(0);
      const expected = decodeFrame(type, whole, whole.length, whole.length);
      expect(withoutPayload({ link, ip, problem, payloadOffset })).toEqual(withoutPayload(expected));
      expect(store.ip(0)).toEqual(store.get(0).ip);
      expect(store.get(0)).toMatchObject({ fileOffset: 41, capturedLength: whole.length });
    }
  });

  it('grows over blocks and shares link headers', () => {
    const store = new PacketStore();
    const frame = frameFor(samples()[0][1], 1);
    const count = 70_000;
    for (let i = 0; i < count; i++) {
      frame.sec = 1000 + i;
      frame.nsec = i;
      store.append(frame);
    }
    store.append(frameFor(samples()[8][1], 1, { sec: 9, ifindex: 2 }));
    expect(store.length).toBe(count + 1);
    expect(store.time(66_000)).toBe(66_000 + 66_000 / 1e9);
    expect(store.link(5)).toBe(store.link(69_999));
    expect(store.link(count).ifindex).toBe(2);
    expect(store.saddr(count)).toEqual(C6);
  });

  it('keeps the payload that a helper of IPVS reads', () => {
    const store = new PacketStore();
    const payload = new TextEncoder().encode('PORT 10,0,0,1,4,1\r\n');
    for (const dport of [21, 80]) {
      const transport: TransportSpec = { kind: 'tcp', sport: 5000, dport, flags: 24, payload };
      store.append(frameFor(buildIp({ saddr: C4, daddr: V4, transport }), 101));
    }
    expect(store.get(0).ip?.transport).toMatchObject({ payloadLength: 19, payload });
    expect(store.get(1).ip?.transport).toMatchObject({ payloadLength: 19, payload: null });
    expect(store.get(1).payloadOffset).toBe(40);
  });
});
