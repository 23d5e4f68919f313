import { describe, expect, it } from 'vitest';
import { formatAddr } from '../../base/inet.ts';
import { PACKET_HOST, PACKET_OUTGOING } from '../../packet/packet.ts';
import { randomOf } from '../../testing/random.ts';
import { readTcpdumpText } from './read.ts';

const codes = (text: string): string[] => readTcpdumpText(text).problems.map(({ code }) => code);

describe('readTcpdumpText', () => {
  it('keeps direction and interface of -i any', () => {
    const { store, interfaces } = readTcpdumpText(`
12:00:00.000001 eth0  In  IP 172.16.0.1.4000 > 10.0.0.100.80: Flags [S], seq 7, win 1, length 0
12:00:00.000002 eth1  Out IP 172.16.0.1.4000 > 192.168.1.10.80: Flags [S], seq 7, win 1, length 0`);
    expect(interfaces.map(({ name }) => name)).toEqual(['eth0', 'eth1']);
    expect([0, 1].map((i) => [store.packetType(i), store.ifindex(i)])).toEqual([
      [PACKET_HOST, 1],
      [PACKET_OUTGOING, 2],
    ]);
  });

  it('says that names cannot be resolved, and takes ports by name', () => {
    const text = `12:00:00.1 x
12:00:00.000001 IP client.example.com.4000 > 10.0.0.100.http: Flags [S], seq 7, win 1, length 0
12:00:00.000002 IP 172.16.0.1.4000 > 10.0.0.100.http: Flags [S], seq 7, win 1, length 0
12:00:00.000003 ARP, Request who-has 10.0.0.100 tell 172.16.0.1, length 28`;
    const { store, problems } = readTcpdumpText(text);
    expect([store.length, store.dport(0)]).toEqual([1, 80]);
    expect(problems.find(({ code }) => code === 'tcpdump-names')?.message).toContain('tcpdump -nn');
    expect(codes(text)).toEqual(
      expect.arrayContaining(['tcpdump-port-names', 'tcpdump-not-ip', 'tcpdump-time', 'tcpdump-lines']),
    );
  });

  it('reads the form before version 4', () => {
    const { store } = readTcpdumpText(
      '12:00:00.000001 IP 172.16.0.1.4000 > 10.0.0.100.80: S 3000000000:3000000000(0) win 5840 <mss 1460,nop,wscale 2>',
    );
    const { ip } = store.get(0);
    expect(ip).toMatchObject({
      length: 48,
      transport: { kind: 'tcp', flags: 2, seq: 3000000000, window: 5840 },
    });
  });

  it('finds the packet that an ICMP error is about', () => {
    const { store } = readTcpdumpText(`IP 172.16.0.1.4000 > 10.0.0.100.53: UDP, length 10
IP 10.0.0.100 > 172.16.0.1: ICMP 10.0.0.100 udp port 53 unreachable, length 46`);
    const transport = store.get(1).ip?.transport;
    expect(transport).toMatchObject({
      type: 3,
      code: 3,
      embedded: { transport: { sport: 4000, dport: 53 } },
    });
    expect(transport?.kind === 'icmp' && transport.embedded && formatAddr(transport.embedded.saddr)).toBe(
      '172.16.0.1',
    );
  });

  it('adds differences, also those that go back', () => {
    const line = 'IP 172.16.0.1.4000 > 10.0.0.100.53: UDP, length 10';
    const { store, style } = readTcpdumpText(
      ` 00:00:00.000000 ${line}\n 00:00:01.500000 ${line}\n-00:00:00.250000 ${line}\n 00:00:00.100000 ${line}`,
    );
    expect([style, ...[0, 1, 2, 3].map((i) => store.time(i))]).toEqual(['delta', 0, 1.5, 1.25, 1.35]);
  });

  it('says when there is no packet', () => {
    expect(codes('dear diary')[0]).toBe('tcpdump-none');
  });

  it('never throws, and takes time in proportion to the text', () => {
    const random = randomOf(11);
    const line =
      '12:00:00.000001 eth0  In  IP (tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 60)\n    172.16.0.1.4000 > 10.0.0.100.80: Flags [P.], seq 1:9, ack 1, win 5, options [mss 1460,nop,wscale 7], length 8\n';
    for (let round = 0; round < 300; round++) {
      let text = line.repeat(3);
      for (let n = 0; n < 12; n++) {
        const at = random(text.length);
        text =
          text.slice(0, at) +
          ['(', '[', '>', ':', '99999999999', ' IP ', '\n', ''][random(8)] +
          text.slice(at + random(9));
      }
      expect(readTcpdumpText(text).store.length).toBeLessThan(20);
    }
    const start = performance.now();
    expect(readTcpdumpText(line.repeat(5000)).store.length).toBe(5000);
    readTcpdumpText(`12:00:00.000001 IP ${'(a > b: '.repeat(200_000)}`);
    expect(performance.now() - start).toBeLessThan(6000);
  });
});
