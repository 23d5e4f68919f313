import { expect, test } from 'vitest';
import { Director, tcp, udp } from '../../testing/director.ts';

/** A second after the machine of a Director begins. */
const SHORT_UNTIL_NS = 4e9 + 1e9;

const RULES = `ipvsadm -A -t 10.0.0.100:80 -s rr
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g`;

/** Which of `count` new connections are scheduled. */
function scheduled(director: Director, count: number, ports = 1000): number[] {
  const passed: number[] = [];
  for (let i = 1; i <= count; i++) {
    director.packet('172.16.0.1', '10.0.0.100', tcp(ports + i, 80, 'S'));
    if (director.lines.some((line) => line.startsWith('Schedule fwd'))) passed.push(i);
  }
  return passed;
}

test('drop_packet 3 drops the first and then each am_droprate-th', () => {
  const director = new Director();
  director.run(`${RULES}\nsysctl net.ipv4.vs.am_droprate=3\nsysctl net.ipv4.vs.drop_packet=3`);
  expect(scheduled(director, 9)).toEqual([2, 3, 5, 6, 8, 9]);
  director.run('sysctl net.ipv4.vs.drop_packet=0');
  expect(scheduled(director, 2, 2000)).toEqual([1, 2]);
});

test('drop_packet 1 follows the memory and shows 2 while it is short', () => {
  const director = new Director({
    free_pages: [
      { uptimeNs: 0, pages: 768 },
      { uptimeNs: SHORT_UNTIL_NS, pages: 2000 },
    ],
  });
  director.run(`${RULES}\nsysctl net.ipv4.vs.drop_packet=1`);
  expect(director.ipvs.sysctl.drop_packet).toBe(2);
  expect(director.ipvs.drop_rate).toBe(4);
  director.wait(1.2);
  expect(director.ipvs.sysctl.drop_packet).toBe(1);
  expect(director.ipvs.drop_rate).toBe(0);
});

test('modes outside 0..3 are refused', () => {
  const director = new Director();
  expect(director.run('sysctl net.ipv4.vs.drop_entry=4')).toEqual([
    'sysctl: setting key "net.ipv4.vs.drop_entry": Invalid argument',
  ]);
});

test("secure_tcp makes the server's SYN+ACK wait in SYNACK", () => {
  const director = new Director();
  director.run(RULES);
  director.run('sysctl net.ipv4.vs.secure_tcp=3');
  director.packet('172.16.0.1', '10.0.0.100', tcp(1, 80, 'S'));
  expect(director.lines.find((line) => line.startsWith('TCP input'))).toContain('NONE->SYNACK');
  director.run('sysctl net.ipv4.vs.secure_tcp=0');
  director.packet('172.16.0.1', '10.0.0.100', tcp(2, 80, 'S'));
  expect(director.lines.find((line) => line.startsWith('TCP input'))).toContain('NONE->SYN_RECV');
});

test('drop_entry removes half-open connections at once and spares established ones', () => {
  const director = new Director();
  director.run(RULES);
  for (let port = 1001; port <= 1200; port++) director.packet('172.16.0.1', '10.0.0.100', tcp(port, 80, 'S'));
  director.packet('172.16.0.9', '10.0.0.100', tcp(9, 80, 'S'));
  director.packet('172.16.0.9', '10.0.0.100', tcp(9, 80, 'A'));
  director.lines.length = 0;
  director.run('sysctl net.ipv4.vs.drop_entry=3');
  director.wait(20);
  const dropped = director.lines.filter((line) => line === 'drop connection').length;
  expect(dropped).toBeGreaterThan(50);
  expect(director.ipvs.conn_count).toBe(201 - dropped);
  director.packet('172.16.0.9', '10.0.0.100', tcp(9, 80, 'A'));
  expect(director.lines.at(-1)).toContain('hit');
});

test('a seed gives the same drops again', () => {
  const drops = (): number => {
    const director = new Director({ random_seed: 7 });
    director.run('ipvsadm -A -u 10.0.0.1:53 -s rr\nipvsadm -a -u 10.0.0.1:53 -r 192.168.1.1:53 -m');
    for (let port = 1; port <= 100; port++) director.packet('172.16.0.1', '10.0.0.1', udp(port, 53));
    director.wait(70);
    director.run('sysctl net.ipv4.vs.drop_entry=3');
    director.wait(10);
    return director.ipvs.conn_count;
  };
  expect(drops()).toBe(drops());
  expect(drops()).toBeLessThan(100);
});
