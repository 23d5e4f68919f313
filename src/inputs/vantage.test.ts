import { describe, expect, it } from 'vitest';
import { formatEndpoint, parseAddr } from '../base/inet.ts';
import { buildFrame, buildIp, concat, type IpSpec, type TransportSpec } from '../packet/build.ts';
import { emptyFrame, PacketStore } from '../packet/store.ts';
import { readRules } from '../readers/rules.ts';
import { type CaptureInputs, captureInputs } from './capture-inputs.ts';
import { arpSender } from './neighbours.ts';
import { topologyOf } from './topology.ts';

const CLIENT = '020000000001';
const DIRECTOR = '0200000000c0';
const INSIDE = '020000000050';
const SERVER_10 = '0200000000aa';
const SERVER_11 = '0200000000bb';
const SYN = 2;

const NAT = `-A -t 10.0.0.100:80 -s rr
-a -t 10.0.0.100:80 -r 192.168.1.10:8080 -m
-a -t 10.0.0.100:80 -r 192.168.1.11:8080 -m`;
const ROUTE = NAT.replaceAll('-m', '-g').replaceAll(':8080', ':80');

type Frame = { link: Parameters<typeof buildFrame>[0]; packet: Uint8Array } | { bytes: Uint8Array };

const addr = (text: string) => parseAddr(text) ?? 0;
const ether = (srcMac: string, dstMac: string) => ({ kind: 'ethernet' as const, srcMac, dstMac });

function ip(from: string, to: string, transport: TransportSpec, more: Partial<IpSpec> = {}): Uint8Array {
  return buildIp({ saddr: addr(from), daddr: addr(to), transport, ...more });
}

/** `172.16.0.1:40001 > 10.0.0.100:80`, a SYN unless other flags are given. */
function tcp(line: string, flags = SYN, id = 1, ttl = 64): Uint8Array {
  const [, from, sport, to, dport] = /^(\S+):(\d+) > (\S+):(\d+)$/.exec(line) ?? [];
  return ip(
    from,
    to,
    { kind: 'tcp', sport: Number(sport), dport: Number(dport), flags, seq: 7 },
    { id, ttl },
  );
}

function arp(mac: string, sender: string): Uint8Array {
  const hex = (digits: string) =>
    Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
  const spa = addr(sender) as number;
  const address = spa.toString(16).padStart(8, '0');
  return hex(`ffffffffffff${mac}08060001080006040001${mac}${address}00000000000000000000`);
}

function inputsOf(rules: string, frames: readonly Frame[]): CaptureInputs {
  const store = new PacketStore();
  frames.forEach((frame, i) => {
    const bytes = 'bytes' in frame ? frame.bytes : buildFrame(frame.link, frame.packet);
    const linktype = 'bytes' in frame || frame.link.kind === 'ethernet' ? 1 : 276;
    store.append({
      ...emptyFrame(),
      linktype,
      bytes,
      end: bytes.length,
      originalLength: bytes.length,
      sec: 1000 + i,
    });
  });
  const commands = readRules(rules).commands.map(({ command }) => command);
  return captureInputs(store, topologyOf(commands, [], []), (i) => i * 1e9);
}

/** `LOCAL_IN`, `FORWARD reply`, ... with `=> server` where the capture shows it. */
function shown({ inputs }: CaptureInputs): string[] {
  return [...inputs].map(({ packet, hook, restore, seen }) => {
    const server = seen ? ` => ${formatEndpoint(seen.addr, seen.port)}` : '';
    return `${packet} ${hook}${restore ? ` ${restore.kind}` : ''}${server}`;
  });
}

describe('a capture with directions', () => {
  const cooked = (packetType: number) => ({ kind: 'sll2' as const, packetType, srcMac: CLIENT });

  it('takes outgoing copies for consequences and shows the real server', () => {
    const found = inputsOf(NAT, [
      { link: cooked(0), packet: tcp('172.16.0.1:40001 > 10.0.0.100:80') },
      { link: cooked(4), packet: tcp('172.16.0.1:40001 > 192.168.1.11:8080') },
      { link: cooked(0), packet: tcp('192.168.1.11:8080 > 172.16.0.1:40001', 0x12, 2) },
      { link: cooked(4), packet: tcp('10.0.0.100:80 > 172.16.0.1:40001', 0x12, 2) },
    ]);
    expect(shown(found)).toEqual(['0 LOCAL_IN => 192.168.1.11:8080', '2 FORWARD']);
    expect(found.consequences).toBe(2);
    expect(found.inputs.at(0)?.copies).toEqual([1]);
  });

  it("knows what the director's own stack sent", () => {
    const found = inputsOf(NAT, [
      { link: cooked(0), packet: tcp('172.16.0.1:40001 > 10.0.0.100:80', 0x10) },
      { link: cooked(4), packet: tcp('10.0.0.100:80 > 172.16.0.1:40001', 0x04, 9) },
      { link: cooked(4), packet: tcp('192.168.1.1:50000 > 192.168.1.10:8080', SYN, 10) },
      // A client on the director: translated by IPVS, so its TTL was decremented once.
      { link: cooked(4), packet: tcp('10.0.0.100:50000 > 192.168.1.10:8080', SYN, 11, 63) },
      { link: cooked(4), packet: tcp('10.0.0.100:50001 > 192.168.1.10:8080', SYN, 12) },
    ]);
    expect(shown(found)).toEqual([
      '0 LOCAL_IN',
      '1 LOCAL_OUT',
      '2 LOCAL_OUT',
      '3 LOCAL_OUT request => 192.168.1.10:8080',
      '4 LOCAL_OUT',
    ]);
  });
});

describe('a capture of one interface', () => {
  it('infers replies from their translation on the side of clients', () => {
    const found = inputsOf(NAT, [
      { link: ether(CLIENT, DIRECTOR), packet: tcp('172.16.0.1:40001 > 10.0.0.100:80') },
      { link: ether(DIRECTOR, CLIENT), packet: tcp('10.0.0.100:80 > 172.16.0.1:40001', 0x12, 2) },
      { link: ether(CLIENT, DIRECTOR), packet: tcp('172.16.0.1:40001 > 172.16.0.9:80', SYN, 3) },
    ]);
    expect(shown(found)).toEqual(['0 LOCAL_IN', '1 FORWARD reply']);
    expect(found.inputs.at(1)?.restore).toEqual({ kind: 'reply', host: true });
    expect(found.ignored).toBe(1);
  });

  it('infers requests from their translation on the side of servers', () => {
    const found = inputsOf(NAT, [
      { link: ether(INSIDE, SERVER_10), packet: tcp('172.16.0.1:40001 > 192.168.1.10:8080') },
      { link: ether(SERVER_10, INSIDE), packet: tcp('192.168.1.10:8080 > 172.16.0.1:40001', 0x12, 2) },
    ]);
    expect(shown(found)).toEqual(['0 LOCAL_IN request => 192.168.1.10:8080', '1 FORWARD']);
    expect(found.inputs.at(0)?.restore).toMatchObject({ vaddr: addr('10.0.0.100'), vport: 80 });
  });

  it('tells the copy of direct routing from the request on one segment', () => {
    const found = inputsOf(ROUTE, [
      { bytes: arp(SERVER_10, '192.168.1.10') },
      { bytes: arp(SERVER_11, '192.168.1.11') },
      { link: ether(CLIENT, DIRECTOR), packet: tcp('172.16.0.1:40001 > 10.0.0.100:80') },
      { link: ether(DIRECTOR, SERVER_11), packet: tcp('172.16.0.1:40001 > 10.0.0.100:80') },
      { link: ether(SERVER_11, CLIENT), packet: tcp('10.0.0.100:80 > 172.16.0.1:40001', 0x12, 2) },
    ]);
    expect(shown(found)).toEqual(['2 LOCAL_IN => 192.168.1.11:80', '4 FORWARD reply']);
    expect(found.inputs.at(1)?.restore).toEqual({ kind: 'reply', host: false });
    expect(found.consequences).toBe(1);
  });

  it('trusts no link address that several servers may stand behind', () => {
    const found = inputsOf(ROUTE, [
      { bytes: arp(SERVER_10, '192.168.1.10') },
      { bytes: arp(SERVER_10, '192.168.1.11') },
      { bytes: arp(SERVER_11, '192.168.1.12') },
      { link: ether(INSIDE, SERVER_10), packet: tcp('172.16.0.1:40001 > 10.0.0.100:80') },
    ]);
    expect(shown(found)).toEqual(['3 LOCAL_IN']);
  });

  it('takes the packet out of a tunnel', () => {
    const inner = tcp('172.16.0.1:40001 > 10.0.0.100:80');
    const outer = ip('192.168.1.1', '192.168.1.11', { kind: 'raw', protocol: 4, payload: inner });
    const rules = ROUTE.replaceAll('-g', '-i');
    const found = inputsOf(rules, [{ link: ether(INSIDE, SERVER_11), packet: outer }]);
    expect(shown(found)).toEqual(['0 LOCAL_IN inner => 192.168.1.11:80']);
  });

  it('leaves ICMP errors of the virtual address to the machine', () => {
    const about = tcp('172.16.0.1:40001 > 10.0.0.100:80');
    const error = ip('10.0.0.100', '172.16.0.1', { kind: 'icmp', type: 3, code: 3, payload: about });
    expect(shown(inputsOf(NAT, [{ link: ether(DIRECTOR, CLIENT), packet: error }]))).toEqual([
      '0 LOCAL_OUT own-icmp',
    ]);
  });
});

describe('arpSender', () => {
  it('reads the sender, with a VLAN tag too', () => {
    const frame = arp(SERVER_10, '192.168.1.10');
    const tagged = concat(frame.subarray(0, 12), Uint8Array.of(0x81, 0, 0, 7), frame.subarray(12));
    expect(arpSender(frame)).toBe(addr('192.168.1.10'));
    expect(arpSender(tagged)).toBe(addr('192.168.1.10'));
  });

  it('refuses everything else, whatever its length', () => {
    const frame = arp(SERVER_10, '192.168.1.10');
    for (let cut = 0; cut < 42; cut++) expect(arpSender(frame.subarray(0, cut))).toBeNull();
    const other = frame.slice();
    other[12] = 0x86;
    expect(arpSender(other)).toBeNull();
  });
});
