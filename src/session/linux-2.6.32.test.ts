import { describe, expect, it } from 'vitest';
import { NF_INET_FORWARD, NF_INET_LOCAL_OUT } from '../kernel/lib/netfilter.ts';
import { state_conns, state_services, state_trash } from '../kernel/listing/state.ts';
import { profile_named, profile_of_release } from '../kernel/profiles/index.ts';
import { linux_2_6_32 } from '../kernel/profiles/linux-2.6.32.ts';
import { linux_6_12 } from '../kernel/profiles/linux-6.12.ts';
import { Director, tcp, udp } from '../testing/director.ts';
import { parseCase } from './parse-case.ts';
import { caseProgram } from './program.ts';

const director = (rules: string): Director => {
  const made = new Director({ profile: linux_2_6_32, hz: 1000 });
  made.run(rules);
  return made;
};
const ONE = 'ipvsadm -A -t 10.0.0.100:80 -s rr\nipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80';
const CODES = ['NO', 'ES', 'SS', 'SR', 'FW', 'TW', 'CL', 'CW', 'LA', 'LI', 'SA'];
const rows = (table: readonly (readonly number[])[]): string[] =>
  table.map((row) => row.map((state) => CODES[state]).join(' '));

describe('profiles', () => {
  it('are found by name and by release', () => {
    expect(profile_named('linux-2.6.32')).toBe(linux_2_6_32);
    expect(profile_named('linux-9.9')).toBeNull();
    expect(profile_of_release('2.6.32.2')).toBe(linux_2_6_32);
    expect(profile_of_release('6.12.117')).toBe(linux_6_12);
    expect(profile_of_release('Linux 2.6.18')).toBeNull();
  });

  it('differ in what an ACK does to a connection without a SYN, and in what is active', () => {
    const [input, output, input_only] = linux_2_6_32.tcp.states;
    expect(rows(input)).toEqual([
      'SR ES ES SR SR SR SR SR SR SR SR',
      'CL CW SS TW TW TW CL CW LA LI TW',
      'CL ES SS ES FW TW CL CW CL LI ES',
      'CL CL CL SR CL CL CL CL LA LI SR',
    ]);
    expect(rows(output)[2]).toBe('ES ES SS ES FW TW CL CW LA ES ES');
    expect(rows(input_only)[1]).toBe('CL FW SS TW FW TW CL CW LA LI TW');
    expect(rows(linux_2_6_32.tcp.states_dos[0])[2]).toBe('CL ES SS SR FW TW CL CW CL LI SA');
    expect(rows(linux_6_12.tcp.states[0])[2]).toBe('ES ES SS ES FW TW CL CW CL LI ES');
    expect(linux_2_6_32.tcp.active.flatMap((is, i) => (is ? CODES[i] : []))).toEqual(['ES']);
  });

  it('are chosen by the kernel line of a case', () => {
    const text = (kernel: string): string => `# ipvscope case v1\nkernel ${kernel} hz=1000 conn_rnd=0x1\n`;
    const { document, problems } = parseCase(text('linux-2.6.32'));
    expect(problems).toEqual([]);
    expect(caseProgram(document).program.params.profile).toBe(linux_2_6_32);
    expect(parseCase(text('linux-2.4')).problems).toMatchObject([{ severity: 'error', code: 'case-kernel' }]);
  });
});

describe('linux-2.6.32', () => {
  it('logs a new connection as that kernel did', () => {
    const made = director(`${ONE} -m`);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    expect(made.lines).toEqual([
      'lookup/in TCP 172.16.0.1:40000->10.0.0.100:80 not hit',
      'lookup/out TCP 172.16.0.1:40000->10.0.0.100:80 not hit',
      'lookup service: fwm 0 TCP 10.0.0.100:80 hit',
      'ip_vs_rr_schedule(): Scheduling...',
      'RR: server 192.168.1.11:80 activeconns 0 refcnt 1 weight 1',
      'Bind-dest TCP c:172.16.0.1:40000 v:10.0.0.100:80 d:192.168.1.11:80 fwd:M s:0 conn->flags:100 conn->refcnt:1 dest->refcnt:2',
      'Schedule fwd:M c:172.16.0.1:40000 v:10.0.0.100:80 d:192.168.1.11:80 conn->flags:140 conn->refcnt:2',
      'TCP input  [S...] 192.168.1.11:80->172.16.0.1:40000 state: NONE->SYN_RECV conn->refcnt:2',
      'Enter: ip_vs_nat_xmit, net/netfilter/ipvs/ip_vs_xmit.c line 362',
      'new dst 192.168.1.11, refcnt=2, rtos=0',
      'Leave: ip_vs_nat_xmit, net/netfilter/ipvs/ip_vs_xmit.c line 414',
    ]);
  });

  it('lets a SYN on a closed connection go to the same server', () => {
    const made = director(`${ONE} -m\nipvsadm -a -t 10.0.0.100:80 -r 192.168.1.12:80 -m`);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    const [{ daddr }] = state_conns(made.ipvs);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'F'));
    expect(state_conns(made.ipvs)).toMatchObject([{ state_name: 'TIME_WAIT' }]);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    expect(state_conns(made.ipvs)).toMatchObject([{ daddr, state_name: 'SYN_RECV', in_pkts: 3 }]);
  });

  it('expires to the jiffy, and a template only when nothing is left that it controls', () => {
    const made = director(
      'ipvsadm -A -t 10.0.0.100:80 -s rr -p 30\nipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g',
    );
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    made.lines.length = 0;
    made.wait(30.1);
    expect(made.lines).toEqual(['delayed: conn->refcnt-1=1 conn->n_control=1']);
    made.wait(29.8);
    expect(state_conns(made.ipvs).length).toBe(2);
    made.wait(0.1);
    expect(state_conns(made.ipvs)).toMatchObject([{ cport: 0, state_name: 'NONE', n_control: 0 }]);
    made.wait(30);
    expect(state_conns(made.ipvs)).toEqual([]);
  });

  it('drops packets of a removed server, keeps it in the trash, and gives it back with its counters', () => {
    const made = director(`${ONE} -m`);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    made.lines.length = 0;
    made.run('ipvsadm -d -t 10.0.0.100:80 -r 192.168.1.11:80');
    expect(made.lines).toContain('Moving dest 192.168.1.11:80 into trash, dest->refcnt=1');
    expect(made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'A'))).toBe(0);
    expect(state_trash(made.ipvs)).toMatchObject([{ addr: '192.168.1.11', refcnt: 2, inact: 1 }]);
    made.run('ipvsadm -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m');
    expect(state_services(made.ipvs)).toMatchObject([{ dests: [{ inact: 1, refcnt: 2, conns: 1 }] }]);
    expect(state_trash(made.ipvs)).toEqual([]);
  });

  it('finds the reply of any method by the real server', () => {
    const made = director(`${ONE} -g`);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    made.packet('192.168.1.11', '172.16.0.1', tcp(80, 40000, 'SA'), {}, NF_INET_FORWARD);
    expect(made.lines).toEqual([
      'Enter: ip_vs_out, net/netfilter/ipvs/ip_vs_core.c line 942',
      'lookup/out TCP 192.168.1.11:80->172.16.0.1:40000 hit',
      'Leave: handle_response, net/netfilter/ipvs/ip_vs_core.c line 919',
    ]);
  });

  it('makes a server on the host itself LOCALNODE and sees nothing that the host sends', () => {
    const made = new Director({ profile: linux_2_6_32, hz: 1000, local_addresses: [0xc0a8010b] });
    made.run(`${ONE} -m`);
    made.packet('172.16.0.1', '10.0.0.100', tcp(40000, 80, 'S'));
    expect(made.lines.join('\n')).toContain('fwd:L');
    made.packet('10.0.0.100', '172.16.0.1', udp(53, 40000), {}, NF_INET_LOCAL_OUT);
    expect(made.lines).toEqual([]);
  });

  it('holds repeated errors back: ten in five seconds', () => {
    const made = director('ipvsadm -A -t 10.0.0.100:80 -s wlc');
    let told = 0;
    for (let port = 1; port <= 30; port++) {
      made.packet('172.16.0.1', '10.0.0.100', tcp(port, 80, 'S'));
      if (made.lines.includes('WLC: no destination available')) told++;
    }
    expect(told).toBe(10);
    made.wait(5.1);
    made.packet('172.16.0.1', '10.0.0.100', tcp(99, 80, 'S'));
    expect(made.lines).toContain('__ratelimit: 20 callbacks suppressed');
  });
});
