import { describe, expect, it, test } from 'vitest';
import { bytesOf, Director, tcp, udp } from '../../testing/director.ts';
import { NF_INET_FORWARD, NF_INET_LOCAL_IN } from '../lib/netfilter.ts';
import { alloc_skb } from '../lib/skbuff.ts';
import { proc_ip_vs_conn_sync } from '../listing/proc.ts';
import { run_hooks } from '../machine.ts';
import { conn_tab_walk } from './conn_tab.ts';
import { IP_VS_CONN_F_IN_SEQ } from './ip_vs.ts';
import { set } from './netns_ipvs.ts';
import { sync_message } from './sync_words.ts';

const SERVICES = `ipvsadm -A -t 10.0.0.100:80 -s rr -p 60
ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.10:80 -m
ipvsadm -A -t [fd00::100]:80 -s rr
ipvsadm -a -t [fd00::100]:80 -r [fd00::10]:80 -m
ipvsadm -A -u 10.0.0.100:5060 -s rr -p 120 --pe sip -o
ipvsadm -a -u 10.0.0.100:5060 -r 192.168.1.12:5060 -m
ipvsadm -A -u 10.0.0.100:53 -s rr
ipvsadm -a -u 10.0.0.100:53 -r 192.168.1.14:53 -m
ipvsadm -A -f 7 -s rr -p 90
ipvsadm -a -f 7 -r 192.168.1.13:443 -m
ipvsadm -A -t 10.0.0.100:21 -s rr
ipvsadm -a -t 10.0.0.100:21 -r 192.168.1.11:21 -m`;

function handshake(
  director: Director,
  client: string,
  vip: string,
  server: string,
  ports: number[],
  mark = 0,
) {
  const [cport, vport] = ports;
  director.packet(client, vip, tcp(cport, vport, 'S'), { mark });
  director.packet(server, client, tcp(vport, cport, 'SA'), {}, NF_INET_FORWARD);
  for (let i = 0; i < 3; i++) director.packet(client, vip, tcp(cport, vport, 'A'), { mark });
}

const INVITE = 'INVITE sip:a@b SIP/2.0\r\nCall-ID: 12345@client\r\n\r\n';

function traffic(director: Director): void {
  handshake(director, '172.16.0.1', '10.0.0.100', '192.168.1.10', [40001, 80]);
  director.packet('172.16.0.1', '10.0.0.100', tcp(40001, 80, 'FA'));
  handshake(director, 'fd01::1', 'fd00::100', 'fd00::10', [40002, 80]);
  handshake(director, '172.16.0.3', '10.0.0.7', '192.168.1.13', [40003, 443], 7);
  handshake(director, '172.16.0.4', '10.0.0.100', '192.168.1.11', [40004, 21]);
  director.packet('172.16.0.5', '10.0.0.100', udp(40005, 5060, INVITE));
  for (let i = 0; i < 3; i++) director.packet('172.16.0.6', '10.0.0.100', udp(40006, 53, 'q'));
}

/** Everything that the master sends goes to the backup. */
function feed(master: Director, backup: Director): void {
  for (const ip of master.sent.splice(0)) run_hooks(backup.ipvs, alloc_skb(ip, true, 0, 2), NF_INET_LOCAL_IN);
}

/** Entries with their states and where they come from, without what is left of their time. */
function entries(director: Director): string[] {
  const lines = proc_ip_vs_conn_sync(director.ipvs).split('\n').slice(1, -1);
  return lines.map((line) => line.replace(/ +\d+$/, '')).sort();
}

const from_master = (lines: readonly string[]): string[] =>
  lines.map((line) => line.replace(/LOCAL$/, 'SYNC'));

function pair(before = '', after = ''): { master: Director; backup: Director } {
  const master = new Director();
  const backup = new Director();
  for (const [director, role] of [
    [master, 'master'],
    [backup, 'backup'],
  ] as const) {
    expect(director.run(`${SERVICES}\n${before}`.trim())).toEqual([]);
    expect(
      director.run(`ipvsadm --start-daemon ${role} --mcast-interface s0 --syncid 7 ${after}`.trim()),
    ).toEqual([]);
  }
  return { master, backup };
}

describe('what a master sends makes the same entries on a backup', () => {
  it('in version 1: IPv4 and IPv6, templates, calls, marks', () => {
    const { master, backup } = pair();
    traffic(master);
    const held = entries(master);
    expect(held).toHaveLength(8);
    master.wait(3.2);
    feed(master, backup);
    expect(entries(backup)).toEqual(from_master(held));
    const [sip] = [...conn_tab_walk(backup.ipvs.conn_tab)].filter(({ pe }) => pe === 'sip');
    expect(sip).toMatchObject({ pe_data: '12345@client', timeout: 12000, cport: 0 });
    const marked = [...conn_tab_walk(backup.ipvs.conn_tab)].filter(({ fwmark }) => fwmark === 7);
    expect(marked).toHaveLength(2);
    // A masqueraded server with a port is not found by a template of a mark, whose port is 0: so it is in the kernel.
    const unbound = [...conn_tab_walk(backup.ipvs.conn_tab)].filter(({ dest }) => dest === null);
    expect(unbound).toMatchObject([{ fwmark: 7, dport: 0 }]);
  });

  it('in version 0: IPv4 only, no calls, timeouts by state', () => {
    const { master, backup } = pair('sysctl net.ipv4.vs.sync_version=0');
    traffic(master);
    const held = entries(master).filter((line) => !line.includes('fd00') && !line.includes(' 13C4 '));
    master.wait(3.2);
    const [first] = master.sent;
    expect(
      first.transport.kind === 'udp' && sync_message(first.transport.payload ?? bytesOf('')),
    ).toMatchObject({
      version: 0,
      syncid: 7,
    });
    feed(master, backup);
    const told = entries(backup).filter((line) => !line.includes(' 13C4 '));
    expect(told).toEqual(from_master(held));
    const [template] = [...conn_tab_walk(backup.ipvs.conn_tab)].filter(
      ({ flags, vport }) => flags & 0x1000 && vport === 80,
    );
    expect(template.timeout).toBe(18000);
  });

  it.each([0, 1])('with shifted sequence numbers, in version %d', (version) => {
    const { master, backup } = pair(`sysctl net.ipv4.vs.sync_version=${version}`);
    master.packet('172.16.0.4', '10.0.0.100', tcp(40004, 21, 'S'));
    const [cp] = conn_tab_walk(master.ipvs.conn_tab);
    const in_seq = { init_seq: 0xfffffff0, delta: 7, previous_delta: 3 };
    set(master.ipvs, cp, 'flags', cp.flags | IP_VS_CONN_F_IN_SEQ);
    set(master.ipvs, cp, 'in_seq', in_seq);
    master.packet('192.168.1.11', '172.16.0.4', tcp(21, 40004, 'SA'), {}, NF_INET_FORWARD);
    for (let i = 0; i < 3; i++) master.packet('172.16.0.4', '10.0.0.100', tcp(40004, 21, 'A'));
    master.wait(3.2);
    feed(master, backup);
    const [copy] = conn_tab_walk(backup.ipvs.conn_tab);
    expect(copy).toMatchObject({ in_seq, out_seq: { init_seq: 0, delta: 0, previous_delta: 0 } });
    expect(copy.flags & IP_VS_CONN_F_IN_SEQ).toBe(IP_VS_CONN_F_IN_SEQ);
  });
});

/** Sync messages so far: entries of each. */
const counts = (director: Director): number[] =>
  director.sent.map(({ transport }) =>
    transport.kind === 'udp' && transport.payload ? (sync_message(transport.payload)?.count ?? -1) : -1,
  );

function master(...settings: string[]): Director {
  const director = new Director();
  director.run(SERVICES);
  for (const setting of settings) expect(director.run(setting)).toEqual([]);
  expect(director.run('ipvsadm --start-daemon master --mcast-interface s0')).toEqual([]);
  return director;
}

const query = (director: Director, cport: number): void => {
  director.packet('172.16.0.6', '10.0.0.100', udp(cport, 53, 'q'));
};

describe('when an entry is told', () => {
  it('with the packet that the threshold names, and each period after it', () => {
    const director = master('sysctl net.ipv4.vs.sync_threshold="2 5"');
    for (let i = 0; i < 13; i++) query(director, 1000);
    director.wait(3.2);
    expect(counts(director)).toEqual([3]);
  });

  it('once, without a period', () => {
    const director = master('sysctl net.ipv4.vs.sync_threshold="2 0"');
    for (let i = 0; i < 13; i++) query(director, 1000);
    director.wait(3.2);
    expect(counts(director)).toEqual([1]);
  });

  it('again when the refresh period is over, and retried before if wanted', () => {
    const director = master(
      'sysctl net.ipv4.vs.sync_threshold="0 0"',
      'sysctl net.ipv4.vs.sync_refresh_period=20',
    );
    for (let second = 0; second < 30; second++) {
      query(director, 1000);
      director.wait(1);
    }
    director.wait(3.2);
    expect(counts(director)).toEqual([1, 1]);
    const eager = master(
      'sysctl net.ipv4.vs.sync_threshold="0 0"',
      'sysctl net.ipv4.vs.sync_refresh_period=40',
      'sysctl net.ipv4.vs.sync_retries=2',
    );
    for (let second = 0; second < 30; second++) {
      query(eager, 1000);
      eager.wait(1);
    }
    eager.wait(3.2);
    expect(counts(eager).reduce((sum, count) => sum + count, 0)).toBe(3);
  });

  it('not when a template stands for it', () => {
    const director = master('sysctl net.ipv4.vs.sync_persist_mode=1');
    handshake(director, '172.16.0.1', '10.0.0.100', '192.168.1.10', [40001, 80]);
    director.wait(3.2);
    const [{ transport }] = director.sent;
    const message = transport.kind === 'udp' && transport.payload ? sync_message(transport.payload) : null;
    expect(message?.conns.every(({ flags }) => flags & 0x1000)).toBe(true);
  });

  it('at least 2 s after the first entry of its buffer, at a look of the thread', () => {
    const director = master('sysctl net.ipv4.vs.sync_threshold="0 1"');
    director.wait(0.5);
    query(director, 1000);
    director.wait(1.9);
    expect(counts(director)).toEqual([]);
    director.wait(1.2);
    expect(counts(director)).toEqual([1]);
  });

  it('soon when a buffer is full, and at once when eight are', () => {
    const director = master('sysctl net.ipv4.vs.sync_threshold="0 1"');
    for (let i = 0; i < 41; i++) query(director, 1000 + i);
    expect(counts(director)).toEqual([]);
    director.wait(0.05);
    expect(counts(director)).toEqual([40]);
    for (let i = 0; i < 319; i++) query(director, 2000 + i);
    expect(counts(director)).toHaveLength(1);
    query(director, 9999);
    query(director, 9998);
    expect(counts(director)).toEqual(new Array(9).fill(40));
  });

  it('never when the queue is full', () => {
    const director = master('sysctl net.ipv4.vs.sync_threshold="0 1"', 'sysctl net.ipv4.vs.sync_qlen_max=2');
    for (let i = 0; i < 161; i++) query(director, 1000 + i);
    director.wait(4);
    expect(counts(director)).toEqual([40, 40, 1]);
  });

  it('not to a daemon that was stopped', () => {
    const director = master('sysctl net.ipv4.vs.sync_threshold="0 1"');
    query(director, 1000);
    expect(director.run('ipvsadm --stop-daemon master')).toEqual([]);
    director.wait(4);
    query(director, 1001);
    director.wait(4);
    expect(director.sent).toEqual([]);
  });
});

test('options of the daemon are seen in what it sends', () => {
  const director = new Director({ route_source: 0xc0a80101 });
  director.run(`${SERVICES}\nsysctl net.ipv4.vs.sync_threshold="0 1"\nsysctl net.ipv4.vs.sync_ports=2`);
  director.run(
    'ipvsadm --start-daemon master --mcast-interface s0 --syncid 9 --sync-maxlen 100 --mcast-group 239.1.1.1 --mcast-port 9000 --mcast-ttl 5',
  );
  expect(director.lines).toContain('binding socket with (s0) 192.168.1.1');
  expect(director.lines.at(-1)).toBe(
    'sync thread started: state = MASTER, mcast_ifn = s0, syncid = 9, id = 1',
  );
  for (let i = 0; i < 8; i++) query(director, 1000 + i);
  director.lines.length = 0;
  director.wait(4);
  expect(director.sent.map(({ ttl, daddr }) => [ttl, daddr])).toEqual(new Array(4).fill([5, 0xef010101]));
  const ports = director.sent.map(({ transport }) => ('dport' in transport ? transport.dport : 0));
  expect(new Set(ports)).toEqual(new Set([9000, 9001]));
  expect(counts(director)).toEqual([2, 2, 2, 2]);
  expect(director.lines).toContain('lookup/out UDP 192.168.1.1:32768->239.1.1.1:9000 not hit');
});
