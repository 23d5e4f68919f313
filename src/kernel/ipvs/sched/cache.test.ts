import { expect, test } from 'vitest';
import { Director, tcp } from '../../../testing/director.ts';
import type { ip_vs_dest, ip_vs_service } from '../ip_vs.ts';
import { type CacheTable, cache_add, cache_check_expire, cache_get, cache_of, MAX_SIZE } from './cache.ts';
import type { LblcEntry } from './lblc.ts';

const RULES = `ipvsadm -A -t 10.0.0.100:80 -s lblc
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -g -w 1
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 3`;

interface Lblc {
  readonly director: Director;
  readonly svc: ip_vs_service;
  readonly table: CacheTable<LblcEntry>;
  readonly servers: ip_vs_dest[];
}

function lblc(): Lblc {
  const director = new Director();
  director.run(RULES);
  const [svc] = director.ipvs.svc_table.flat();
  return { director, svc, table: cache_of<LblcEntry>(svc), servers: svc.destinations };
}

test('remembers a server, gives it up when it is overloaded and another is half idle', () => {
  const { director, table, servers } = lblc();
  const [eleven, ten] = servers;
  director.packet('172.16.0.1', '10.0.0.100', tcp(1, 80, 'S'));
  expect(director.lines.filter((line) => line.startsWith('LBLC'))).toEqual([
    'LBLC: server 192.168.1.11:80 activeconns 0 refcnt 1 weight 3 overhead 0',
    'LBLC: destination IP address 10.0.0.100 --> server 192.168.1.11:80',
  ]);
  expect(eleven.refcnt).toBe(3);
  for (let port = 2; port <= 4; port++) {
    director.packet('172.16.0.1', '10.0.0.100', tcp(port, 80, 'S'));
    expect(director.lines.filter((line) => line.startsWith('LBLC'))).toHaveLength(1);
  }
  // Four active at weight 3, the other idle: 0 * 2 < 1.
  director.packet('172.16.0.1', '10.0.0.100', tcp(5, 80, 'S'));
  expect(director.lines).toContain('LBLC: destination IP address 10.0.0.100 --> server 192.168.1.10:80');
  expect(table.entries).toBe(1);
  expect([eleven.refcnt, ten.refcnt]).toEqual([1 + 4, 1 + 1 + 1]);
});

test('each 30th run drops what was idle for lblc_expiration', () => {
  const { director, table, servers } = lblc();
  director.run('sysctl net.ipv4.vs.lblc_expiration=600');
  director.packet('172.16.0.1', '10.0.0.100', tcp(1, 80, 'S'));
  director.wait(60 * 28);
  expect(table.entries).toBe(1);
  director.wait(60 * 4);
  expect(table.entries).toBe(0);
  expect(servers[0].refcnt).toBe(1);
});

test('above the size a part of what was idle for six minutes goes', () => {
  const { director, svc, table, servers } = lblc();
  const { ipvs } = director;
  const old = ipvs.jiffies - 7 * 60 * ipvs.params.hz;
  for (let i = 0; i < MAX_SIZE + 30; i++) {
    cache_add(ipvs, svc, { addr: i, lastuse: i % 2 ? old : ipvs.jiffies, dest: servers[0] } as LblcEntry);
  }
  let freed = 0;
  cache_check_expire<LblcEntry>(ipvs, svc, 0, () => freed++);
  // Goal 40; whole buckets are gone through.
  expect(freed).toBeGreaterThanOrEqual(40);
  expect(freed).toBeLessThan(80);
  expect(table.entries).toBe(MAX_SIZE + 30 - freed);
  expect(cache_get(ipvs, svc, 0)).not.toBeNull();
});

test('a full table takes no more', () => {
  const { director, svc, servers } = lblc();
  const { ipvs } = director;
  const entry = (addr: number): LblcEntry => ({ addr, lastuse: 0, dest: servers[0] });
  for (let i = 0; i < MAX_SIZE * 1.5; i++) cache_add(ipvs, svc, entry(i));
  expect(cache_add(ipvs, svc, entry(-1))).toBe(false);
});

test('lblcr keeps a set of servers and drops the most loaded after its time', () => {
  const director = new Director();
  director.run(RULES.replace('lblc', 'lblcr'));
  director.run('sysctl net.ipv4.vs.lblcr_expiration=60');
  for (let port = 1; port <= 5; port++) director.packet('172.16.0.1', '10.0.0.100', tcp(port, 80, 'S'));
  expect(director.lines).toContain('LBLCR: destination IP address 10.0.0.100 --> server 192.168.1.10:80');
  director.wait(61);
  director.packet('172.16.0.1', '10.0.0.100', tcp(9, 80, 'S'));
  expect(director.lines.some((line) => line.startsWith('ip_vs_dest_set_max(): server'))).toBe(true);
});

test('lblcr without usable server and without entry prints no service', () => {
  const director = new Director();
  director.run('ipvsadm -A -t 10.0.0.1:80 -s lblcr\nipvsadm -a -t 10.0.0.1:80 -r 192.168.1.1:80 -g -w 0');
  director.packet('172.16.0.1', '10.0.0.1', tcp(1, 80, 'S'));
  expect(director.lines).toContain('no destination available');
});
