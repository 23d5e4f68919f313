import { expect, test } from 'vitest';
import { buildIp, type TransportSpec } from '../../packet/build.ts';
import { Director, tcp, udp } from '../../testing/director.ts';
import { NF_ACCEPT, NF_DROP, NF_INET_FORWARD, NF_STOLEN } from '../lib/netfilter.ts';

const tunnel = (): Director => {
  const director = new Director({ route_source: 0xc0a80101 });
  director.run('ipvsadm -A -t 10.0.0.100:80 -s rr\nipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -i');
  director.packet('172.16.0.1', '10.0.0.100', tcp(40001, 80, 'S'));
  return director;
};

test('a packet too long for the tunnel is answered with its MTU', () => {
  const director = tunnel();
  const big = tcp(40001, 80, 'PA', 'x'.repeat(1441));
  expect(director.packet('172.16.0.1', '10.0.0.100', big, { dontFragment: true })).toBe(NF_STOLEN);
  expect(director.lines.slice(-3)).toEqual([
    'Outgoing ICMP (3,0) 10.0.0.100->172.16.0.1',
    'lookup/out TCP 10.0.0.100:80->172.16.0.1:40001 hit',
    'frag needed for 172.16.0.1',
  ]);
  director.packet('172.16.0.1', '10.0.0.100', big);
  expect(director.lines).not.toContain('frag needed for 172.16.0.1');
  const fits = tcp(40001, 80, 'PA', 'x'.repeat(1440));
  director.packet('172.16.0.1', '10.0.0.100', fits, { dontFragment: true });
  expect(director.lines).not.toContain('frag needed for 172.16.0.1');
});

test('an error about the tunnel is handed on to the client with what is left of the MTU', () => {
  const director = tunnel();
  const inner = buildIp({
    saddr: 0xac100001,
    daddr: 0x0a000064,
    transport: tcp(40001, 80, 'A'),
    dontFragment: true,
    id: 7,
  });
  const outer = buildIp({
    saddr: 0xc0a80101,
    daddr: 0xc0a8010a,
    transport: { kind: 'raw', protocol: 4, payload: inner },
  });
  const error: TransportSpec = { kind: 'icmp', type: 3, code: 4, rest: 1400, payload: outer };
  expect(director.packet('192.168.9.9', '192.168.1.1', error)).toBe(NF_STOLEN);
  expect(director.lines).toContain('ICMP for IPIP 192.168.1.1->192.168.1.10: mtu=1400');
  expect(director.lines).toContain('Sending ICMP for 172.16.0.1->10.0.0.100: t=3, c=4, i=1380');
});

test('a TTL that ends here is told to the sender', () => {
  const director = tunnel();
  director.packet('172.16.0.1', '10.0.0.100', tcp(40001, 80, 'A'), { ttl: 1 });
  expect(director.lines).toContain('Outgoing ICMP (11,0) 10.0.0.100->172.16.0.1');
});

test("a server at one of the host's own addresses gets the packet from the host", () => {
  const director = new Director({ local_addresses: [0x0a000001] });
  director.run('ipvsadm -A -t 10.0.0.100:80 -s rr\nipvsadm -a -t 10.0.0.100:80 -r 10.0.0.1:80 -m');
  expect(director.packet('172.16.0.1', '10.0.0.100', tcp(1, 80, 'S'))).toBe(NF_ACCEPT);
});

test('passing fragments are put together before they are looked up', () => {
  const director = new Director();
  director.run('ipvsadm -A -u 10.0.0.100:53 -s rr\nipvsadm -a -u 10.0.0.100:53 -r 192.168.1.10:53 -m');
  director.packet('172.16.0.1', '10.0.0.100', udp(5000, 53, 'q'));
  const first = { moreFragments: true, id: 9 };
  expect(
    director.packet('192.168.1.10', '172.16.0.1', udp(53, 5000, 'x'.repeat(1472)), first, NF_INET_FORWARD),
  ).toBe(NF_STOLEN);
  expect(director.lines).toEqual([]);
  const rest: TransportSpec = { kind: 'raw', protocol: 17, payload: new Uint8Array(100) };
  expect(
    director.packet('192.168.1.10', '172.16.0.1', rest, { fragmentOffset: 1480, id: 9 }, NF_INET_FORWARD),
  ).toBe(NF_ACCEPT);
  expect(director.lines).toEqual(['lookup/out UDP 192.168.1.10:53->172.16.0.1:5000 hit']);
  expect(director.ipvs.tot_stats.outbytes).toBe(20 + 1480 + 100);
});

test('cache_bypass sends on what no server takes, for marked packets to foreign addresses', () => {
  const director = new Director({ local_addresses: [0x0a000064] });
  director.run('ipvsadm -A -f 1 -s rr\nsysctl net.ipv4.vs.cache_bypass=1');
  const { ipvs } = director;
  expect(director.packet('172.16.0.1', '10.0.0.100', tcp(1, 80, 'S'), { mark: 1 })).toBe(NF_DROP);
  expect(director.packet('172.16.0.1', '93.184.216.34', tcp(1, 80, 'S'), { mark: 1 })).toBe(NF_STOLEN);
  expect(director.lines).toContain('ip_vs_leave(): create a cache_bypass entry');
  expect(ipvs.conn_count).toBe(1);
  expect(director.packet('172.16.0.1', '93.184.216.34', tcp(1, 80, 'A'), { mark: 1 })).toBe(NF_STOLEN);
  expect(director.lines.at(-1)).toContain(
    'c:172.16.0.1:1 v:93.184.216.34:80 d:0.0.0.0:0 state: SYN_RECV->ESTABLISHED',
  );
});

test('ESP belongs to the entry of its key exchange', () => {
  const director = new Director();
  director.run('ipvsadm -A -u 10.0.0.100:500 -s rr\nipvsadm -a -u 10.0.0.100:500 -r 192.168.1.10:500 -g');
  const esp: TransportSpec = { kind: 'raw', protocol: 50, payload: new Uint8Array(40) };
  expect(director.packet('172.16.0.1', '10.0.0.100', esp)).toBe(NF_ACCEPT);
  expect(director.lines).toEqual([
    'lookup/out UDP 172.16.0.1:500->10.0.0.100:500 not hit',
    'Unknown ISAKMP entry for inout packet ESP 172.16.0.1->10.0.0.100',
    'lookup/in UDP 172.16.0.1:500->10.0.0.100:500 not hit',
    'Unknown ISAKMP entry for outin packet ESP 172.16.0.1->10.0.0.100',
  ]);
  director.packet('172.16.0.1', '10.0.0.100', udp(500, 500));
  expect(director.packet('172.16.0.1', '10.0.0.100', esp)).toBe(NF_STOLEN);
});

test('schedule_icmp makes an entry for the flow inside an error', () => {
  const director = new Director();
  director.run(`ipvsadm -A -t 10.0.0.100:80 -s rr
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g
sysctl net.ipv4.vs.schedule_icmp=1`);
  const reply = buildIp({ saddr: 0x0a000064, daddr: 0xac100001, transport: tcp(80, 40001, 'A'), id: 1 });
  const error: TransportSpec = { kind: 'icmp', type: 3, code: 1, payload: reply };
  expect(director.packet('172.16.0.254', '10.0.0.100', error)).toBe(NF_STOLEN);
  expect(director.lines.some((line) => line.startsWith('Schedule fwd:R c:172.16.0.1:40001'))).toBe(true);
  director.run('ipvsadm -d -t 10.0.0.100:80 -r 192.168.1.10:80');
  const other = buildIp({ saddr: 0x0a000064, daddr: 0xac100002, transport: tcp(80, 40001, 'A'), id: 1 });
  expect(director.packet('172.16.0.254', '10.0.0.100', { ...error, payload: other })).toBe(NF_DROP);
});

test('a backup takes over what a master tells', () => {
  const director = new Director();
  director.run('ipvsadm -A -t 10.0.0.100:80 -s rr\nipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g');
  director.run('ipvsadm --start-daemon backup --mcast-interface s0 --syncid 7');
  const view = new DataView(new ArrayBuffer(44));
  view.setUint8(1, 7);
  view.setUint16(2, 44);
  view.setUint8(4, 1);
  view.setUint8(5, 1);
  view.setUint8(9, 6);
  view.setUint16(10, 36);
  view.setUint32(12, 0x83);
  view.setUint16(16, 1);
  view.setUint16(18, 40001);
  view.setUint16(20, 80);
  view.setUint16(22, 80);
  view.setUint32(28, 900);
  view.setUint32(32, 0xac100001);
  view.setUint32(36, 0x0a000064);
  view.setUint32(40, 0xc0a8010a);
  const payload = String.fromCharCode(...new Uint8Array(view.buffer));
  director.packet('192.168.1.2', '224.0.0.81', udp(52606, 8848, payload));
  expect(director.lines.at(-1)).toContain(
    'Bind-dest TCP c:172.16.0.1:40001 v:10.0.0.100:80 d:192.168.1.10:80',
  );
  expect(director.lines.at(-1)).toContain('conn->flags:A3');
  const [svc] = director.ipvs.svc_table.flat();
  expect(svc.destinations[0].activeconns).toBe(1);
});
