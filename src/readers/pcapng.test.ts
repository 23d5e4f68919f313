import { describe, expect, it } from 'vitest';
import { parseAddr } from '../base/inet.ts';
import { buildFrame, buildIp, concat } from '../packet/build.ts';
import { PacketStore } from '../packet/store.ts';
import { PcapngBlocks } from '../testing/pcapng.ts';
import { hex, mutate, randomOf } from '../testing/random.ts';
import { type Capture, CaptureReader, readCaptureBytes } from './capture.ts';

const saddr = parseAddr('172.16.0.1')!;
const daddr = parseAddr('10.0.0.100')!;
const packet = (sport: number): Uint8Array =>
  buildIp({ saddr, daddr, transport: { kind: 'udp', sport, dport: 53 } });
const ether = (sport: number): Uint8Array => buildFrame({ kind: 'ethernet' }, packet(sport));
const MICRO = 1_700_000_000_123_456n;

function rows(capture: Capture): string[] {
  const { store } = capture;
  return Array.from(
    { length: store.length },
    (_, i) =>
      `${store.sec(i)}.${String(store.nsec(i)).padStart(9, '0')} ${store.sport(i)} if${store.ifindex(i)}`,
  );
}

describe.each([true, false])('pcapng, little endian %s', (little) => {
  const w = new PcapngBlocks(little);

  it('reads every kind of packet block and skips the others', () => {
    const file = concat(
      w.section(),
      w.iface(1, 0, w.option(2, new TextEncoder().encode('eth0'))),
      w.block(0x0bad, hex('010203')),
      w.enhanced(0, MICRO, ether(1)),
      w.block(4, w.u16(0), w.u16(0)),
      w.old(0, MICRO + 1n, ether(2)),
      w.simple(ether(3)),
      w.block(5, w.u32(0), w.u32(0), w.u32(0)),
    );
    const got = readCaptureBytes(file);
    expect(rows(got)).toEqual([
      '1700000000.123456000 1 if0',
      '1700000000.123457000 2 if0',
      '1700000000.123457000 3 if0',
    ]);
    expect(got).toMatchObject({ format: 'pcapng', interfaces: [{ name: 'eth0', linktype: 1 }] });
    expect(got.problems).toMatchObject([{ severity: 'warning', code: 'pcapng-no-time' }]);
  });

  it('keeps sections, interfaces and their clocks apart', () => {
    const other = new PcapngBlocks(!little);
    const file = concat(
      w.section(),
      w.iface(1, 0, w.option(9, Uint8Array.of(9))),
      w.iface(101, 0, w.option(9, Uint8Array.of(0x80 | 20)), w.option(14, w.i64(-100n))),
      w.enhanced(0, 1_700_000_000_987_654_321n, ether(1)),
      w.enhanced(1, (1000n << 20n) + (1n << 19n), packet(2)),
      other.section(),
      other.iface(101, 0, other.option(9, Uint8Array.of(12))),
      other.enhanced(0, 1_000_000_987_654_321_999n, packet(3)),
      other.iface(1, 0, other.option(9, Uint8Array.of(0))),
      other.enhanced(1, 77n, ether(4)),
    );
    const got = readCaptureBytes(file);
    expect(got.problems).toEqual([]);
    expect(rows(got)).toEqual([
      '1700000000.987654321 1 if0',
      '900.500000000 2 if1',
      '1000000.987654321 3 if0',
      '77.000000000 4 if1',
    ]);
    expect(got.linktypes).toEqual([1, 101]);
    expect(got.interfaces).toHaveLength(4);
  });

  it('takes the direction from the flags of a packet', () => {
    const flags = (value: number): Uint8Array => w.option(2, w.u32(value));
    const file = concat(
      w.section(),
      w.iface(1),
      w.enhanced(0, 0n, ether(1), flags(2)),
      w.enhanced(0, 0n, ether(2), flags(1 | (1 << 2))),
      w.enhanced(0, 0n, ether(3), flags(1 | (4 << 2))),
      w.enhanced(0, 0n, ether(4)),
    );
    const { store } = readCaptureBytes(file);
    expect([0, 1, 2, 3].map((i) => store.packetType(i))).toEqual([4, 0, 3, -1]);
  });

  it('gives packets without a time the first time there is', () => {
    const file = concat(
      w.section(),
      w.iface(1, 60),
      w.simple(ether(1), 1514),
      w.enhanced(0, MICRO, ether(2)),
    );
    const got = readCaptureBytes(file);
    expect(rows(got)[0]).toBe('1700000000.123456000 1 if0');
    expect(got.store.originalLength(0)).toBe(1514);
  });

  it('loads a file cut at any byte up to the cut', () => {
    const blocks = [w.section(), w.iface(1), w.enhanced(0, MICRO, ether(1)), w.enhanced(0, MICRO, ether(2))];
    const ends = blocks.map((_, i) => concat(...blocks.slice(0, i + 1)).length);
    const whole = concat(...blocks);
    for (let cut = 1; cut < whole.length; cut++) {
      const { store, problems } = readCaptureBytes(whole.subarray(0, cut));
      expect(store.length, `cut at ${cut}`).toBe(ends.filter((end) => end <= cut).length > 2 ? 1 : 0);
      expect(problems.length, `cut at ${cut}`).toBe(ends.includes(cut) ? 0 : 1);
    }
    const last = readCaptureBytes(whole.subarray(0, whole.length - 1)).problems[0];
    expect(last).toMatchObject({ code: 'pcapng-truncated', offset: ends[2] });
  });

  const head = concat(w.section(), w.iface(1), w.enhanced(0, MICRO, ether(1)));
  const length = head.length;
  it.each([
    ['a block of 16 MiB and more', w.u32(6), w.u32(0x1000010), 'a block of 16777232 bytes'],
    ['a block without room for its own head', w.u32(6), w.u32(8), 'a block of 8 bytes'],
    ['an unknown interface', w.enhanced(7, 0n, ether(9)), hex(''), 'interface 7'],
    ['a section without magic', hex('0a0d0d0a'), hex('1c000000 00000000'), 'without byte-order magic'],
    [
      'a packet larger than its block',
      w.block(6, w.u32(0), w.u32(0), w.u32(0), w.u32(999), w.u32(9)),
      hex(''),
      '999 bytes',
    ],
  ])('stops at %s', (_name, start, more, words) => {
    const got = readCaptureBytes(concat(head, start, more, hex('000000000000000000000000')));
    expect(got.store.length).toBe(1);
    expect(got.problems).toMatchObject([{ severity: 'warning', code: 'pcapng-damaged', offset: length }]);
    expect(got.problems[0].message).toContain(words);
  });

  it('refuses an unknown version and too many interfaces', () => {
    expect(readCaptureBytes(w.section(2)).problems).toMatchObject([{ code: 'pcapng-version', offset: 0 }]);
    const many = concat(w.section(), ...Array.from({ length: 4097 }, () => w.iface(1)));
    expect(readCaptureBytes(many).problems[0].message).toContain('more than 4096 interfaces');
  });

  it('never throws on damaged files and reads them the same in pieces', () => {
    const random = randomOf(little ? 5 : 6);
    const whole = concat(
      head,
      w.old(0, 1n, ether(2)),
      w.simple(ether(3)),
      w.section(),
      w.iface(101),
      w.enhanced(0, 9n, packet(4)),
    );
    for (let n = 0; n < 1000; n++) {
      const bytes = mutate(whole, random, 6);
      const store = new PacketStore();
      const reader = new CaptureReader(store);
      const size = 1 + random(90);
      for (let at = 0; at < bytes.length; at += size) reader.push(bytes.slice(at, at + size));
      const got = { store, ...reader.end() };
      expect(rows(got)).toEqual(rows(readCaptureBytes(bytes)));
      for (let i = 0; i < got.store.length; i++) got.store.get(i);
    }
  });
});
