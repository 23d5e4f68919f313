import { describe, expect, it } from 'vitest';
import { parseAddr } from '../../base/inet.ts';
import { buildFrame, buildIp, type IpSpec, type TransportSpec } from '../../packet/build.ts';
import { emptyFrame, PacketStore } from '../../packet/store.ts';
import { readRules } from '../../readers/rules.ts';
import { topologyOf } from '../topology.ts';
import { type Cut, type CutText, cutAssumption, cutText, isWhole, parseCut, WHOLE } from './cut.ts';
import { FlowCount } from './flows.ts';
import { memoryNeeded } from './memory.ts';
import { selectPackets } from './select.ts';
import { Surveyor } from './survey.ts';

const RULES = `-A -t 10.0.0.100:80 -s rr
-a -t 10.0.0.100:80 -r 192.168.1.10:8080 -m
-A -t 10.0.0.100:443 -s rr
-a -t 10.0.0.100:443 -r 192.168.1.11:8443 -m
-A -f 7 -s rr
-a -f 7 -r 192.168.1.12:0 -m`;

const addr = (text: string) => parseAddr(text) ?? 0;

function ip(from: string, to: string, transport: TransportSpec, more: Partial<IpSpec> = {}): Uint8Array {
  return buildIp({ saddr: addr(from), daddr: addr(to), transport, ...more });
}

function tcp(line: string, flags = 2): Uint8Array {
  const [, from, sport, to, dport] = /^(\S+):(\d+) > (\S+):(\d+)$/.exec(line) ?? [];
  return ip(from, to, { kind: 'tcp', sport: Number(sport), dport: Number(dport), flags, seq: 7 });
}

const asked = tcp('172.16.0.1:40001 > 10.0.0.100:80');
const PACKETS: readonly Uint8Array[] = [
  /* 0 */ asked,
  /* 1 */ tcp('172.16.0.1:40001 > 192.168.1.10:8080'),
  /* 2 */ tcp('192.168.1.10:8080 > 172.16.0.1:40001', 0x12),
  /* 3 */ tcp('10.0.0.100:80 > 172.16.0.1:40001', 0x12),
  /* 4 */ tcp('172.16.0.2:40002 > 10.0.0.100:443'),
  /* 5 */ tcp('172.16.0.2:40002 > 192.168.1.11:8443'),
  /* 6 */ ip('192.168.1.1', '10.0.0.100', { kind: 'icmp', type: 3, code: 3, payload: asked }),
  /* 7 */ ip('192.168.1.5', '224.0.0.81', {
    kind: 'udp',
    sport: 8848,
    dport: 8848,
    payload: new Uint8Array(8),
  }),
  /* 8 */ tcp('172.16.1.3:40003 > 10.0.0.200:8080'),
  /* 9 */ tcp('172.16.1.3:40003 > 192.168.1.12:8080'),
];

/** One packet a second from 100.25 on. */
function storeOf(packets: readonly Uint8Array[]): PacketStore {
  const store = new PacketStore();
  packets.forEach((packet, i) => {
    const bytes = buildFrame({ kind: 'ethernet', srcMac: '020000000001', dstMac: '0200000000c0' }, packet);
    const frame = { linktype: 1, bytes, end: bytes.length, originalLength: bytes.length };
    store.append({ ...emptyFrame(), ...frame, sec: 100 + i, nsec: 250_000_000 });
  });
  return store;
}

const { commands } = readRules(RULES);
const MARKS = [
  {
    saddr: null,
    daddr: { addr: addr('10.0.0.200'), bits: 32 },
    protocol: null,
    sports: null,
    dports: null,
    mark: 7,
  },
];
const topology = topologyOf(
  commands.map(({ command }) => command),
  MARKS,
  [],
);

function cut(text: Partial<CutText>): Cut {
  const read = parseCut({ ...WHOLE, ...text });
  if (typeof read === 'string') throw new Error(read);
  return read;
}
const keptBy = (text: Partial<CutText>): number[] => [
  ...selectPackets(storeOf(PACKETS), cut(text), topology),
];

describe('the text of a cut', () => {
  it.each([
    WHOLE,
    { from: 1.5, until: 20, clients: '172.16.0.1, 172.16.0.0/24, fd00::/64', services: '' },
    { from: null, until: 2, clients: '', services: '10.0.0.100:80, UDP [fd00::1]:53, FWM 7' },
  ])('is printed as it was read', (text) => {
    expect(cutText(cut(text))).toEqual(text);
  });

  it('says what is wrong with it', () => {
    expect(parseCut({ ...WHOLE, from: 3, until: 2 })).toBe('The time ends before it begins.');
    expect(parseCut({ ...WHOLE, clients: '172.16.0.1, web' })).toContain('"web" is not an address');
    expect(parseCut({ ...WHOLE, services: 'XYZ 10.0.0.1:80' })).toContain('is not a service such as');
    expect(parseCut({ ...WHOLE, services: 'FWM x' })).toContain('"FWM x" is not a service');
  });

  it('knows when nothing is cut away', () => {
    expect(isWhole(cut({ clients: ' , ' }))).toBe(true);
    expect(isWhole(cut({ from: 0 }))).toBe(false);
  });

  it('is told with what it keeps', () => {
    const said = cutAssumption(cut({ from: 1, clients: '172.16.0.1' }), 1200, 34_000);
    expect(said).toContain('cut to from second 1 on, client 172.16.0.1; 1,200 of 34,000 packets.');
    expect(said).toContain('met in their middle');
    expect(said).toContain('Others do not load the servers');
  });
});

describe('packets that a cut keeps', () => {
  it('are those of its time, both ends included', () => {
    expect(keptBy({ from: 2, until: 4 })).toEqual([2, 3, 4]);
    expect(keptBy({ from: 8 })).toEqual([8, 9]);
    expect(keptBy({ until: 0 })).toEqual([0]);
  });

  it('are a client on both sides of the director, with errors about its packets and synchronisation', () => {
    expect(keptBy({ clients: '172.16.0.1' })).toEqual([0, 1, 2, 3, 6, 7]);
    expect(keptBy({ clients: '172.16.0.0/24' })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(keptBy({ clients: '172.16.0.2, 172.16.1.3' })).toEqual([4, 5, 7, 8, 9]);
  });

  it('are a service with its masqueraded servers', () => {
    expect(keptBy({ services: 'TCP 10.0.0.100:80' })).toEqual([0, 1, 2, 3, 6, 7]);
    expect(keptBy({ services: '10.0.0.100:443' })).toEqual([4, 5, 6, 7]);
    expect(keptBy({ services: 'UDP 10.0.0.100:80' })).toEqual([6, 7]);
    expect(keptBy({ services: '10.0.0.100' })).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    expect(keptBy({ services: 'FWM 7' })).toEqual([7, 8, 9]);
  });

  it('fulfil all conditions', () => {
    expect(keptBy({ from: 1, until: 6, clients: '172.16.0.1', services: '10.0.0.100:80' })).toEqual([
      1, 2, 3, 6,
    ]);
  });

  it('are found inside tunnels', () => {
    const inner = tcp('172.16.0.9:40001 > 10.0.0.100:80');
    const tunnel = ip('192.168.1.1', '192.168.1.20', { kind: 'raw', protocol: 4, payload: inner });
    const kept = selectPackets(storeOf([tunnel, asked]), cut({ clients: '172.16.0.9' }), topology);
    expect([...kept]).toEqual([0]);
  });
});

describe('what there is to cut by', () => {
  it('are flows, with masqueraded copies counted as what they are copies of', () => {
    const store = storeOf(PACKETS);
    const flows = new FlowCount(store, topology);
    for (let i = 0; i < store.length; i++) flows.add(i);
    expect(flows.packets).toBe(PACKETS.length);
    expect(flows.entries).toBe(3);
  });

  it('are its clients and services, the busiest first, and its packets over time', () => {
    const surveyor = new Surveyor(storeOf(PACKETS), topology);
    while (surveyor.look(3));
    const { packets, entries, seconds, density, clients, services } = surveyor.survey;
    expect([packets, entries, seconds]).toEqual([10, 3, 9]);
    expect(density.reduce((sum, value) => sum + value, 0)).toBe(10);
    expect([density[0], density.at(-1)]).toEqual([1, 1]);
    expect(clients[0]).toEqual({ text: '172.16.0.1', packets: 5, flows: 1 });
    expect(services[0]).toEqual({ text: 'TCP 10.0.0.100:80', packets: 5, flows: 1 });
    expect(services.map(({ text }) => text)).not.toContain('UDP 224.0.0.81:8848');
  });

  it('finds the same flows however many there are', () => {
    const many = Array.from({ length: 6000 }, (_, i) =>
      tcp(`172.16.${i % 50}.7:${1024 + i} > 10.0.0.100:80`),
    );
    const store = storeOf([...many, ...many]);
    const flows = new FlowCount(store, topology);
    for (let i = 0; i < store.length; i++) flows.add(i);
    expect(flows.entries).toBe(6000);
    expect(flows.clients).toHaveLength(50);
  });

  it('needs more memory the more there is', () => {
    const small = { inputs: 1000, entries: 100, packetBytes: 32_000, detailed: false };
    expect(memoryNeeded({ ...small, inputs: 2000 })).toBeGreaterThan(memoryNeeded(small));
    expect(memoryNeeded({ ...small, entries: 200 })).toBeGreaterThan(memoryNeeded(small));
    expect(memoryNeeded({ ...small, detailed: true })).toBeGreaterThan(memoryNeeded(small));
  });
});
