import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { hex } from '../testing/random.ts';
import { buildFrame, buildIp, concat, type IpSpec, type TransportSpec } from './build.ts';
import { decodeFrame } from './decode.ts';
import type { IpPacket } from './packet.ts';

const C4 = parseAddr('172.16.0.1')!;
const V4 = parseAddr('10.0.0.100')!;
const C6 = parseAddr('fd00::1')!;
const V6 = parseAddr('2001:db8::64')!;
const SYN: TransportSpec = { kind: 'tcp', sport: 41000, dport: 80, flags: 2, seq: 7, window: 512 };

const ip4 = (transport: TransportSpec, more: Partial<IpSpec> = {}): Uint8Array =>
  buildIp({ saddr: C4, daddr: V4, transport, ...more });
const ip6 = (transport: TransportSpec, more: Partial<IpSpec> = {}): Uint8Array =>
  buildIp({ saddr: C6, daddr: V6, transport, ...more });

function raw(bytes: Uint8Array, original = bytes.length): IpPacket {
  const { ip, problem } = decodeFrame(101, bytes, bytes.length, original);
  if (!ip) throw new Error(problem ?? 'no packet');
  return ip;
}

describe('link layers', () => {
  const packet = ip4(SYN);
  const cases: [string, number, Uint8Array][] = [
    ['Ethernet', 1, concat(hex('020000000001 020000000002 0800'), packet)],
    ['802.1Q', 1, concat(hex('020000000001 020000000002 8100 0064 0800'), packet)],
    ['QinQ 88a8', 1, concat(hex('020000000001 020000000002 88a8 0001 8100 0064 0800'), packet)],
    ['QinQ 9100', 1, concat(hex('020000000001 020000000002 9100 0001 8100 0064 0800'), packet)],
    ['SNAP', 1, concat(hex('020000000001 020000000002 0030 aaaa03 000000 0800'), packet)],
    ['MPLS', 1, concat(hex('020000000001 020000000002 8847 00010040 00011140'), packet)],
    ['PPPoE', 1, concat(hex('020000000001 020000000002 8864 11000001002a 0021'), packet)],
    ['cooked v1', 113, concat(hex('0004 0001 0006 020000000002 0000 0800'), packet)],
    ['cooked v2', 276, concat(hex('0800 0000 00000003 0001 00 06 020000000002 0000'), packet)],
    ['null, big endian', 0, concat(hex('00000002'), packet)],
    ['null, little endian', 0, concat(hex('02000000'), packet)],
    ['loop', 108, concat(hex('00000002'), packet)],
    ['PPP', 9, concat(hex('ff03 0021'), packet)],
    ['PPP, one protocol byte', 9, concat(hex('21'), packet)],
    ['PPP in HDLC', 50, concat(hex('ff03 0021'), packet)],
    ['Cisco HDLC', 104, concat(hex('0f00 0800'), packet)],
    ['NFLOG', 239, concat(hex('02000000 0800 0100 08000300 ' + '2c00 0900'), packet)],
    ['NFLOG, big endian', 239, concat(hex('02000000 0008 0001 08000300 ' + '002c 0009'), packet)],
    ...[12, 14, 101, 228].map((type): [string, number, Uint8Array] => [`raw ${type}`, type, packet]),
  ];
  it.each(cases)('%s', (_name, linktype, frame) => {
    const { ip, problem } = decodeFrame(linktype, frame, frame.length, frame.length);
    expect(problem).toBeNull();
    expect(ip).toMatchObject({ saddr: C4, daddr: V4, length: 40 });
    for (let cut = 0; cut < frame.length; cut++) {
      const short = decodeFrame(linktype, frame.subarray(0, cut), cut, frame.length);
      if (cut < frame.length - 6) expect(short.problem, `cut at ${cut}`).not.toBeNull();
    }
  });

  it('tells addresses, tags, direction and interface', () => {
    const tagged = decodeFrame(1, cases[2][2], 200, 200).link;
    expect(tagged).toMatchObject({ vlans: [1, 100], dstMac: '020000000001', srcMac: '020000000002' });
    expect(decodeFrame(113, cases[7][2], 200, 200).link).toMatchObject({ packetType: 4, ifindex: -1 });
    const cooked = decodeFrame(276, cases[8][2], 200, 200).link;
    expect(cooked).toMatchObject({ packetType: 0, ifindex: 3, srcMac: '020000000002', dstMac: '' });
  });

  it('says why a frame is not IP', () => {
    const arp = hex('ffffffffffff 020000000002 0806 0001');
    expect(decodeFrame(1, arp, arp.length, 42).problem).toBe('not an IP packet: Ethernet type 0x0806 (ARP)');
    expect(decodeFrame(127, arp, 16, 16).problem).toContain('radiotap frames are not read');
    const tags = concat(
      hex('020000000001 020000000002'),
      ...Array.from({ length: 9 }, () => hex('81000001')),
    );
    expect(decodeFrame(1, concat(tags, hex('0800')), 60, 60).problem).toBe('more than 8 VLAN tags');
  });
});

describe('IPv4', () => {
  it('reads every field', () => {
    const bytes = ip4(SYN, { ttl: 3, tos: 16, id: 4711, dontFragment: true, options: hex('01010100') });
    expect(raw(bytes)).toEqual({
      saddr: C4,
      daddr: V4,
      protocol: 6,
      length: 44,
      ttl: 3,
      tos: 16,
      id: 4711,
      dontFragment: true,
      moreFragments: false,
      fragmentOffset: 0,
      headerLength: 24,
      transport: { ...SYN, ack: 0, payloadLength: 0, payload: new Uint8Array(0) },
    });
  });

  it('tells fragments', () => {
    const first = raw(ip4(SYN, { moreFragments: true, id: 9 }));
    expect(first).toMatchObject({ moreFragments: true, transport: { kind: 'tcp', dport: 80 } });
    const later = raw(
      ip4({ kind: 'raw', protocol: 6, payload: new Uint8Array(8) }, { fragmentOffset: 1480 }),
    );
    expect(later).toMatchObject({ fragmentOffset: 1480, transport: { kind: 'fragment' } });
  });

  it('takes the length on the wire where offload left total length zero', () => {
    const bytes = ip4({ ...SYN, payload: new Uint8Array(100) });
    bytes[2] = 0;
    bytes[3] = 0;
    expect(raw(bytes, 70_000)).toMatchObject({ length: 70_000, transport: { payloadLength: 69_960 } });
  });

  it('leaves Ethernet padding out of the payload', () => {
    const frame = concat(ip4({ kind: 'udp', sport: 1, dport: 2, payload: hex('61') }), new Uint8Array(20));
    expect(raw(frame).transport).toMatchObject({ payloadLength: 1, payload: hex('61') });
  });

  it('keeps the ports of a cut TCP header', () => {
    const bytes = ip4(SYN);
    expect(raw(bytes.subarray(0, 34), 40).transport).toMatchObject({ kind: 'tcp', flags: 2, window: 0 });
    expect(raw(bytes.subarray(0, 30), 40).transport).toEqual({ kind: 'short', sport: 41000, dport: 80 });
    expect(raw(bytes.subarray(0, 22), 40).transport).toEqual({ kind: 'short', sport: 0, dport: 0 });
  });
});

describe('IPv6', () => {
  it('walks extension headers', () => {
    const tcp = ip6(SYN).subarray(40);
    // Hop-by-hop, routing, AH (24 bytes), destination options.
    const chain = concat(hex('2b00 000000000000'), hex('3300 000000000000'));
    const more = concat(hex('3c04 0000 0000000100000001'), new Uint8Array(12), hex('0600 000000000000'));
    const packet = ip6({ kind: 'raw', protocol: 0, payload: concat(chain, more, tcp) });
    expect(raw(packet)).toMatchObject({
      protocol: 6,
      headerLength: 88,
      transport: { kind: 'tcp', dport: 80 },
    });
  });

  it('reads the fragment header', () => {
    expect(raw(ip6(SYN, { id: 0xdeadbeef, moreFragments: true }))).toMatchObject({
      id: 0xdeadbeef,
      moreFragments: true,
      headerLength: 48,
      transport: { kind: 'tcp' },
    });
    expect(raw(ip6(SYN, { id: 5, fragmentOffset: 64 })).transport).toEqual({ kind: 'fragment' });
  });

  it('gives up on an endless chain', () => {
    const chain = new Uint8Array(8 * 20);
    for (let at = 0; at < chain.length; at += 8) chain[at] = 60;
    const bytes = ip6({ kind: 'raw', protocol: 60, payload: chain });
    expect(decodeFrame(101, bytes, bytes.length, bytes.length).problem).toContain('more than 16');
  });
});

describe('packets inside packets', () => {
  const request = ip4({ kind: 'udp', sport: 5000, dport: 53, payload: new Uint8Array(64) });

  it('reads the packet an ICMP error is about, also when eight bytes of transport are left', () => {
    for (const inner of [ip4(SYN), request]) {
      const error = ip4({ kind: 'icmp', type: 3, code: 4, rest: 1400, payload: inner.subarray(0, 28) });
      const { transport } = raw(error);
      expect(transport).toMatchObject({ kind: 'icmp', type: 3, code: 4, rest: 1400 });
      const embedded = transport.kind === 'icmp' ? transport.embedded : null;
      expect(embedded).toMatchObject({ saddr: C4, daddr: V4, length: inner.length });
      expect(embedded?.transport.kind).toBe(inner === request ? 'udp' : 'tcp');
      if (embedded?.transport.kind === 'tcp') expect(embedded.transport).toMatchObject({ flags: 0, seq: 7 });
    }
  });

  it('reads ICMPv6 errors and leaves an echo alone', () => {
    const error = raw(ip6({ kind: 'icmp', type: 1, code: 4, payload: ip6(SYN) }));
    expect(error.transport).toMatchObject({
      kind: 'icmp',
      embedded: { transport: { kind: 'tcp', dport: 80 } },
    });
    const echo = raw(ip4({ kind: 'icmp', type: 8, code: 0, rest: 0x00010002, payload: ip4(SYN) }));
    expect(echo.transport).toMatchObject({ kind: 'icmp', rest: 0x00010002, embedded: null });
  });

  const inner = ip4(SYN);
  const udp = (payload: Uint8Array): Uint8Array => ip4({ kind: 'udp', sport: 9, dport: 6080, payload });
  const tunnels: [string, string, Uint8Array][] = [
    ['IPIP', 'ipip', ip4({ kind: 'raw', protocol: 4, payload: inner })],
    ['IPv4 in IPv6', 'ipip', ip6({ kind: 'raw', protocol: 4, payload: inner })],
    ['GRE', 'gre', ip4({ kind: 'raw', protocol: 47, payload: concat(hex('00000800'), inner) })],
    [
      'GRE with checksum and key',
      'gre',
      ip4({ kind: 'raw', protocol: 47, payload: concat(hex('a0000800 12340000 0000002a'), inner) }),
    ],
    ['GUE', 'gue', udp(concat(hex('00040000'), inner))],
    ['GUE with an option', 'gue', udp(concat(hex('01040000 00000000'), inner))],
    ['GUE version 1', 'gue', udp(inner)],
  ];
  it.each(tunnels)('%s', (_name, via, bytes) => {
    const expected = { kind: 'tunnel', via, inner: { saddr: C4, transport: { kind: 'tcp', dport: 80 } } };
    expect(raw(bytes).transport).toMatchObject(expected);
  });

  it('takes other data on the GUE port for UDP', () => {
    expect(raw(udp(hex('ffffffff'))).transport).toMatchObject({ kind: 'udp', dport: 6080, payloadLength: 4 });
  });

  it('stops at a depth', () => {
    let packet = inner;
    for (let n = 0; n < 10; n++) packet = ip4({ kind: 'raw', protocol: 4, payload: packet });
    let depth = 0;
    let at: IpPacket | null = raw(packet);
    while (at?.transport.kind === 'tunnel') {
      at = at.transport.inner;
      depth++;
    }
    expect(depth).toBe(5);
  });
});

it('lists SCTP chunks', () => {
  expect(raw(ip4({ kind: 'sctp', sport: 1, dport: 2, chunks: [1, 3, 0] })).transport).toEqual({
    kind: 'sctp',
    sport: 1,
    dport: 2,
    chunks: [1, 3, 0],
  });
});

it('finds the payload in the file', () => {
  const frame = buildFrame({ kind: 'ethernet', vlans: [5] }, ip4({ ...SYN, payload: hex('414243') }));
  const { payloadOffset } = decodeFrame(1, frame, frame.length, frame.length);
  expect(frame.subarray(payloadOffset)).toEqual(hex('414243'));
});
