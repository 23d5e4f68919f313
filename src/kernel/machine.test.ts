import { describe, expect, it } from 'vitest';
import { addr, TestMachine } from '../testing/machine.ts';
import { tcp_state_idx } from './ipvs/ip_vs_proto_tcp.ts';
import { ip_vs_dh_hashkey, ip_vs_sh_hashkey } from './ipvs/sched/hashed.ts';
import { NF_ACCEPT, NF_DROP, NF_STOLEN } from './lib/netfilter.ts';
import { ipvsadm_Ln } from './listing/ipvsadm.ts';
import { ipvsadm_Lnc } from './listing/ipvsadm_conns.ts';
import { proc_ip_vs, proc_ip_vs_conn } from './listing/proc.ts';

const ONE = ['-A -t 10.0.0.100:80 -s rr', '-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m'];

/** Entries as `state source virtual destination`, without seconds. */
function entries({ ipvs }: TestMachine): string[] {
  const lines = ipvsadm_Lnc(ipvs).trimEnd().split('\n').slice(2);
  return lines.map((line) => line.replace(/^\S+ +\S+ +/, '').replace(/ +/g, ' '));
}

const stateOf = (machine: TestMachine): string => entries(machine)[0]?.split(' ')[0] ?? 'gone';

describe('TCP states (ip_vs_proto_tcp.c)', () => {
  const REQUEST = 'tcp 172.16.0.1:40000 > 10.0.0.100:80';
  const REPLY = 'tcp 192.168.1.10:80 > 172.16.0.1:40000';

  /** `S` from the client, `<SA` from the server. */
  function play(rules: readonly string[], steps: string): string {
    const machine = new TestMachine(...rules);
    for (const step of steps.split(' ')) {
      if (step.startsWith('<')) machine.packet(`${REPLY} ${step.slice(1)}`, 'forward');
      else machine.packet(`${REQUEST} ${step}`);
    }
    return stateOf(machine);
  }

  it.each([
    ['S', 'SYN_RECV'],
    ['S <SA', 'SYN_RECV'],
    ['S <SA A', 'ESTABLISHED'],
    ['S <SA A FA', 'CLOSE_WAIT'],
    ['S <SA A FA <FA', 'TIME_WAIT'],
    ['S <SA A <FA', 'FIN_WAIT'],
    ['S <SA A <FA FA', 'TIME_WAIT'],
    ['S <SA A <FA A', 'FIN_WAIT'],
    ['S <SA A RA', 'CLOSE'],
    ['S <SA A <R', 'CLOSE'],
    ['S <RA', 'CLOSE'],
    ['S <SA A FA <FA A', 'TIME_WAIT'],
  ])('NAT: %s -> %s', (steps, state) => {
    expect(play(ONE, steps)).toBe(state);
  });

  it.each([
    ['S', 'SYN_RECV'],
    ['S A', 'ESTABLISHED'],
    ['S A FA', 'FIN_WAIT'],
    ['S A FA A', 'FIN_WAIT'],
    ['S A R', 'CLOSE'],
  ])('only the client is seen (direct routing): %s -> %s', (steps, state) => {
    const rules = ONE.map((rule) => rule.replace('-m', '-g'));
    expect(play(rules, steps)).toBe(state);
  });

  it('takes RST before SYN before FIN before ACK', () => {
    expect([0x14, 0x13, 0x11, 0x10, 0x08].map(tcp_state_idx)).toEqual([3, 0, 1, 2, -1]);
  });

  it('counts an entry as active until it closes', () => {
    const machine = new TestMachine(...ONE);
    machine.packet(`${REQUEST} S`);
    machine.packet(`${REQUEST} A`);
    expect(ipvsadm_Ln(machine.ipvs)).toMatch(/192\.168\.1\.10:80 +Masq +1 +1 +0/);
    machine.packet(`${REQUEST} R`);
    expect(ipvsadm_Ln(machine.ipvs)).toMatch(/192\.168\.1\.10:80 +Masq +1 +0 +1/);
    machine.wait(30);
    expect(entries(machine)).toEqual([]);
  });
});

describe('which service a packet belongs to', () => {
  const rules = [
    '-A -t 10.0.0.100:21 -s rr -p 60; -a -t 10.0.0.100:21 -r 192.168.1.21 -g',
    '-A -t 10.0.0.100:0 -s rr -p 60; -a -t 10.0.0.100:0 -r 192.168.1.99 -g',
    '-A -t 10.0.0.100:80 -s rr -p 60; -a -t 10.0.0.100:80 -r 192.168.1.80 -g',
    '-A -f 7 -s rr -p 60; -a -f 7 -r 192.168.1.7:0 -g',
  ];

  it.each([
    ['by its port', 80, 0, '192.168.1.80'],
    ['by its firewall mark before its port', 80, 7, '192.168.1.7'],
    ['FTP data of an FTP service', 20, 0, '192.168.1.21'],
    ['perhaps passive FTP data', 5000, 0, '192.168.1.21'],
    ['to the service for all ports', 443, 0, '192.168.1.99'],
    ['a mark without a service counts for nothing', 443, 8, '192.168.1.99'],
  ])('%s', (_name, port, mark, server) => {
    const machine = new TestMachine(...rules);
    expect(machine.packet(`tcp 172.16.0.1:40000 > 10.0.0.100:${port} S`, 'in', mark)).toBe(NF_STOLEN);
    expect(entries(machine).some((entry) => entry.endsWith(`${server}:${port}`))).toBe(true);
  });

  it('passes what no service wants', () => {
    const machine = new TestMachine(...ONE);
    expect(machine.packet('tcp 172.16.0.1:40000 > 10.0.0.100:81 S')).toBe(NF_ACCEPT);
    expect(machine.packet('udp 172.16.0.1:40000 > 10.0.0.100:80')).toBe(NF_ACCEPT);
    expect(machine.packet('tcp 172.16.0.1:40000 > 10.0.0.100:80 A')).toBe(NF_ACCEPT);
    expect(entries(machine)).toEqual([]);
  });

  it('drops when no server can take it', () => {
    const machine = new TestMachine(ONE[0]);
    expect(machine.packet('tcp 172.16.0.1:40000 > 10.0.0.100:80 S')).toBe(NF_DROP);
  });
});

describe('templates', () => {
  const template = (rules: readonly string[], port: number, mark = 0): string | undefined => {
    const machine = new TestMachine(...rules);
    machine.packet(`tcp 172.16.5.9:40000 > 10.0.0.100:${port} S`, 'in', mark);
    return entries(machine).find((entry) => / 172\.16\.\d+\.\d+:0 /.test(entry));
  };

  it.each([
    [
      'for the port',
      ['-A -t 10.0.0.100:80 -p 60', '-a -t 10.0.0.100:80 -r 192.168.1.10:8080 -m'],
      80,
      0,
      '172.16.5.9:0 10.0.0.100:80 192.168.1.10:8080',
    ],
    [
      'for a network',
      ['-A -t 10.0.0.100:80 -p 60 -M 255.255.0.0', '-a -t 10.0.0.100:80 -r 192.168.1.10 -g'],
      80,
      0,
      '172.16.0.0:0 10.0.0.100:80 192.168.1.10:80',
    ],
    [
      'for all ports',
      ['-A -t 10.0.0.100:0 -p 60', '-a -t 10.0.0.100:0 -r 192.168.1.10 -g'],
      443,
      0,
      '172.16.5.9:0 10.0.0.100:0 192.168.1.10:0',
    ],
    [
      'for FTP and its data',
      ['-A -t 10.0.0.100:21 -p 60', '-a -t 10.0.0.100:21 -r 192.168.1.10 -g'],
      21,
      0,
      '172.16.5.9:0 10.0.0.100:0 192.168.1.10:0',
    ],
    [
      'for a firewall mark',
      ['-A -f 7 -p 60', '-a -f 7 -r 192.168.1.10:0 -g'],
      80,
      7,
      '172.16.5.9:0 0.0.0.7:0 192.168.1.10:0',
    ],
  ])('%s', (_name, rules, port, mark, ends) => {
    expect(template(rules as string[], port as number, mark as number)).toMatch(new RegExp(`^\\S+ ${ends}$`));
  });

  it('sends every port of a client to one server and holds on while a connection lives', () => {
    const machine = new TestMachine(
      '-A -t 10.0.0.100:0 -s rr -p 10',
      '-a -t 10.0.0.100:0 -r 192.168.1.10 -g; -a -t 10.0.0.100:0 -r 192.168.1.11 -g',
    );
    for (const port of [80, 443, 8080]) machine.packet(`tcp 172.16.0.1:4${port} > 10.0.0.100:${port} S`);
    const servers = new Set(entries(machine).map((entry) => entry.replace(/:\d+$/, '').split(' ').at(-1)));
    expect(servers.size).toBe(1);
    machine.wait(30);
    expect(entries(machine).some((entry) => entry.includes('172.16.0.1:0 '))).toBe(true);
    machine.wait(300);
    expect(entries(machine)).toEqual([]);
  });
});

describe('hashing schedulers', () => {
  it('spread clients over 256 slots', () => {
    const { ipvs } = new TestMachine();
    expect(ip_vs_sh_hashkey(ipvs, addr('0.0.0.0'), 0, 0)).toBe(0);
    expect(ip_vs_sh_hashkey(ipvs, addr('0.0.0.1'), 0, 0)).toBe(0x61);
    expect(ip_vs_sh_hashkey(ipvs, addr('0.0.0.1'), 0, 0xa0)).toBe(1);
    expect(ip_vs_dh_hashkey(ipvs, addr('0.0.0.1'))).toBe(0x61);
    expect(ip_vs_sh_hashkey(ipvs, addr('10.0.0.1'), 80, 0)).toBe(
      ip_vs_sh_hashkey(ipvs, addr('10.0.0.81'), 0, 0),
    );
    const slots = Array.from({ length: 4096 }, (_, host) => ip_vs_sh_hashkey(ipvs, 0xac100000 + host, 0, 0));
    expect(new Set(slots).size).toBe(256);
  });

  it.each(['sh', 'dh'])('%s keeps its choice', (scheduler) => {
    const machine = new TestMachine(`-A -t 10.0.0.100:80 -s ${scheduler}`);
    for (const host of [10, 11, 12]) machine.command(`-a -t 10.0.0.100:80 -r 192.168.1.${host}:80 -g`);
    for (let port = 1; port <= 20; port++) machine.packet(`tcp 172.16.0.1:${40000 + port} > 10.0.0.100:80 S`);
    const chosen = new Set(entries(machine).map((entry) => entry.split(' ').at(-1)));
    expect(entries(machine)).toHaveLength(20);
    expect(chosen.size).toBe(1);
  });
});

describe('commands and listings', () => {
  it('says why a command did nothing', () => {
    const machine = new TestMachine(...ONE);
    expect(machine.command(ONE[0])).toEqual(['Service already exists']);
    expect(machine.command(ONE[1])).toEqual(['Destination already exists']);
    expect(machine.command('-D -t 10.0.0.100:81')).toEqual(['No such service']);
    expect(machine.command('-d -t 10.0.0.100:80 -r 192.168.1.77:80')[0]).toMatch(/No such destination/);
    expect(machine.command('-A -t 10.0.0.100:82 -s nonesuch')[0]).toMatch(
      /Scheduler or persistence engine not found/,
    );
    expect(machine.command('-e -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 5')).toEqual([null]);
    expect(machine.command('-Z')).toEqual([null]);
    expect(machine.command('-C')).toEqual([null]);
    expect(ipvsadm_Ln(machine.ipvs).trimEnd().split('\n')).toHaveLength(3);
  });

  it('lists as ipvsadm and /proc do', () => {
    const machine = new TestMachine(...ONE);
    machine.packet('tcp 172.16.0.1:40000 > 10.0.0.100:80 S');
    machine.wait(3);
    expect(ipvsadm_Ln(machine.ipvs)).toBe(`IP Virtual Server version 1.2.1 (size=4096)
Prot LocalAddress:Port Scheduler Flags
  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn
TCP  10.0.0.100:80 rr
  -> 192.168.1.10:80              Masq    1      1          0         
`);
    expect(ipvsadm_Lnc(machine.ipvs)).toBe(`IPVS connection entries
pro expire state       source             virtual            destination
TCP 00:57  SYN_RECV    172.16.0.1:40000   10.0.0.100:80      192.168.1.10:80
`);
    expect(proc_ip_vs(machine.ipvs).split('\n').slice(3)).toEqual([
      'TCP  0A000064:0050 rr  ',
      '  -> C0A8010A:0050      Masq    1      1          0         ',
      '',
    ]);
    expect(proc_ip_vs_conn(machine.ipvs).split('\n')[1]).toBe(
      'TCP AC100001 9C40 0A000064 0050 C0A8010A 0050 SYN_RECV         57',
    );
  });
});
