import { expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { hex } from '../testing/random.ts';
import { buildFrame, buildIp } from './build.ts';
import { foldChecksum, sumWords } from './bytes.ts';
import { writePcap } from './write.ts';

const saddr = parseAddr('192.168.0.1')!;
const daddr = parseAddr('192.168.0.199')!;

it('writes the well-known example of an IPv4 header checksum', () => {
  const payload = new Uint8Array(95);
  const ip = {
    saddr,
    daddr,
    ttl: 64,
    dontFragment: true,
    transport: { kind: 'raw', protocol: 17, payload } as const,
  };
  expect(buildIp(ip).subarray(0, 20)).toEqual(hex('4500 0073 0000 4000 4011 b861 c0a8 0001 c0a8 00c7'));
});

/** A right checksum makes the sum over pseudo header and segment come out as all ones. */
function verifies(packet: Uint8Array, headerLength: number, protocol: number): boolean {
  const addresses = headerLength === 20 ? packet.subarray(12, 20) : packet.subarray(8, 40);
  const segment = packet.subarray(headerLength);
  const pseudo = sumWords(addresses, 0, addresses.length, protocol + segment.length);
  return foldChecksum(sumWords(segment, 0, segment.length, pseudo)) === 0;
}

it('writes right TCP, UDP and ICMPv6 checksums, odd lengths included', () => {
  const [s6, d6] = [parseAddr('fd00::1')!, parseAddr('fd00::2')!];
  for (const payload of [hex(''), hex('61'), hex('6162'), hex('ffffffffff')]) {
    const tcp = { kind: 'tcp', sport: 1, dport: 2, flags: 24, payload } as const;
    const udp = { kind: 'udp', sport: 1, dport: 2, payload } as const;
    const icmp = { kind: 'icmp', type: 128, code: 0, payload } as const;
    expect(verifies(buildIp({ saddr, daddr, transport: tcp }), 20, 6)).toBe(true);
    expect(verifies(buildIp({ saddr, daddr, transport: udp }), 20, 17)).toBe(true);
    expect(verifies(buildIp({ saddr: s6, daddr: d6, transport: tcp }), 40, 6)).toBe(true);
    expect(verifies(buildIp({ saddr: s6, daddr: d6, transport: icmp }), 40, 58)).toBe(true);
  }
});

it('writes an ICMP checksum without pseudo header', () => {
  const echo = buildIp({ saddr, daddr, transport: { kind: 'icmp', type: 8, code: 0, rest: 1 } });
  expect(foldChecksum(sumWords(echo, 20, echo.length))).toBe(0);
  expect(echo.subarray(20, 24)).toEqual(hex('0800 f7fe'));
});

it('writes link headers and a file', () => {
  const packet = buildIp({ saddr, daddr, transport: { kind: 'udp', sport: 1, dport: 2 } });
  const cooked = buildFrame({ kind: 'sll2', ifindex: 7, packetType: 4, srcMac: '02:00:00:00:00:09' }, packet);
  expect(cooked.subarray(0, 20)).toEqual(hex('0800 0000 00000007 0001 04 06 020000000009 0000'));
  const file = writePcap([{ sec: 1, nsec: 2000, bytes: hex('aabb'), originalLength: 60 }], { linktype: 276 });
  expect(file).toEqual(
    hex('d4c3b2a1 0200 0400 00000000 00000000 00000400 14010000 01000000 02000000 02000000 3c000000 aabb'),
  );
});
