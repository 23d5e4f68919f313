import { describe, expect, it } from 'vitest';
import { Director } from '../testing/director.ts';
import { restore_rules } from './command.ts';
import { ipvsadm_L_timeout, ipvsadm_Ln } from './listing/ipvsadm.ts';
import { ipvsadm_Sn, rules_of } from './listing/rules.ts';

const INVALID = 'Invalid operation.  Possibly wrong module version, address not unicast, ...';
const ONE = '-A -t 10.0.0.100:80 -s rr\n-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m -w 1';

function director(rules = ONE): Director {
  const made = new Director();
  expect(made.run(rules)).toEqual([]);
  return made;
}

describe('run_command', () => {
  it.each([
    ['-A -t 10.0.0.100:80 -s wlc', 'Service already exists'],
    ['-A -t 10.0.0.100:81 -s best', 'Scheduler or persistence engine not found'],
    ['-A -u 10.0.0.100:81 -p 300 --pe rtp', 'Scheduler or persistence engine not found'],
    ['-E -t 10.0.0.100:81 -s rr', 'No such service'],
    ['-E -t 10.0.0.100:80 -s best', 'Scheduler or persistence engine not found'],
    ['-D -t 10.0.0.100:81', 'No such service'],
    ['-D -u 10.0.0.100:80', 'No such service'],
    ['-D -f 1', 'No such service'],
    ['-Z -t 10.0.0.100:81', 'No such service'],
    ['-a -t 10.0.0.100:81 -r 192.168.1.10:80 -m', 'Service not defined'],
    ['-a -t 10.0.0.100:80 -r 192.168.1.10:80 -m', 'Destination already exists'],
    ['-a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -x 3 -y 5', 'Numerical result out of range'],
    ['-a -t 10.0.0.100:80 -r 224.0.0.1:80 -m', INVALID],
    ['-a -t 10.0.0.100:80 -r 0.0.0.0:80 -m', INVALID],
    ['-a -t 10.0.0.100:80 -r 255.255.255.255:80 -m', INVALID],
    ['-e -t 10.0.0.100:81 -r 192.168.1.10:80 -m', 'Service not defined'],
    ['-e -t 10.0.0.100:80 -r 192.168.1.11:80 -m', 'No such destination'],
    ['-d -t 10.0.0.100:81 -r 192.168.1.10:80', 'Service not defined'],
    ['-d -t 10.0.0.100:80 -r 192.168.1.10:81', 'No such destination'],
    ['--stop-daemon master', 'No daemon is running'],
  ])('refuses %s', (line, words) => {
    const machine = director();
    const before = ipvsadm_Ln(machine.ipvs);
    expect(machine.run(line)).toEqual([words]);
    expect(ipvsadm_Ln(machine.ipvs)).toBe(before);
  });

  it('refuses addresses that are no unicast in IPv6', () => {
    const machine = director('-A -t [fd00::100]:80 -s rr');
    for (const server of ['ff02::1', 'fe80::1', '::', '::ffff:10.0.0.1']) {
      expect(machine.run(`-a -t [fd00::100]:80 -r [${server}]:80 -m`)).toEqual([INVALID]);
    }
    expect(machine.run('-a -t [fd00::100]:80 -r [fd00::1]:80 -m')).toEqual([]);
  });

  it('mixes families through a tunnel, but not with a sync daemon', () => {
    const machine = director();
    const mixed = '-a -t 10.0.0.100:80 -r [fd00::1]:80 -i';
    expect(machine.run(mixed)).toEqual([]);
    expect(machine.run('--start-daemon master')).toEqual([INVALID]);
    expect(machine.run('-d -t 10.0.0.100:80 -r [fd00::1]:80')).toEqual([]);
    expect(machine.run('--start-daemon master')).toEqual([]);
    expect(machine.run('--start-daemon master')).toEqual(['Daemon has already run']);
    expect(machine.run(mixed)).toEqual([INVALID]);
    expect(machine.run('--stop-daemon master')).toEqual([]);
    expect(machine.run('--start-daemon backup --syncid 1')).toEqual([]);
    expect(machine.run('--stop-daemon backup')).toEqual([]);
  });

  it('gives servers that see packets unchanged the port of the service', () => {
    const machine = director('-A -t 10.0.0.100:80 -s rr');
    machine.run('-a -t 10.0.0.100:80 -r 192.168.1.10:8080 -g');
    machine.run('-a -t 10.0.0.100:80 -r 192.168.1.11:8080 -m');
    expect(rules_of(machine.ipvs).flatMap((c) => (c.op === 'add-server' ? [c.server.port] : []))).toEqual([
      80, 8080,
    ]);
  });

  it('edits a service: flags are those of the command alone', () => {
    const machine = director('-A -t 10.0.0.100:80 -s sh -p 300 -M 255.255.255.0 -b sh-port');
    expect(machine.run('-E -t 10.0.0.100:80 -s sh')).toEqual([]);
    expect(ipvsadm_Sn(machine.ipvs)).toBe('-A -t 10.0.0.100:80 -s sh\n');
  });

  it('sets timeouts; 0 keeps', () => {
    const machine = director();
    expect(machine.run('--set 10 0 5')).toEqual([]);
    expect(ipvsadm_L_timeout(machine.ipvs)).toBe('Timeout (tcp tcpfin udp): 10 120 5\n');
    expect(machine.lines).toContain('Setting timeout tcp:10 tcpfin:0 udp:5');
  });

  it('empties the tables with -C', () => {
    const machine = director(`${ONE}\n-A -f 3 -s wlc`);
    expect(machine.run('-C')).toEqual([]);
    expect(ipvsadm_Sn(machine.ipvs)).toBe('');
    expect(machine.ipvs.num_services).toBe(0);
  });
});

describe('rules', () => {
  const RULES = [
    '-A -t 10.0.0.100:0 -s wlc -p 360 -M 255.255.255.0',
    '-a -t 10.0.0.100:0 -r 192.168.1.10:0 -g -w 0',
    '-A -t 10.0.0.100:80 -s mh -b mh-fallback,mh-port',
    '-a -t 10.0.0.100:80 -r 192.168.1.10:80 -i -w 1 --tun-type ipip',
    '-a -t 10.0.0.100:80 -r 192.168.1.11:80 -i -w 2 --tun-type gue --tun-port 6080 --tun-nocsum',
    '-a -t 10.0.0.100:80 -r 192.168.1.12:80 -i -w 2 --tun-type gue --tun-port 6080 --tun-remcsum',
    '-a -t 10.0.0.100:80 -r 192.168.1.13:80 -i -w 2 --tun-type gre --tun-csum',
    '-A -u 10.0.0.100:5060 -s rr -p 300 --pe sip -o',
    '-a -u 10.0.0.100:5060 -r 192.168.1.10:5061 -m -w 1',
    '-A --sctp-service 10.0.0.100:80 -s rr',
    '-A -t [fd00::100]:80 -s rr -p 50 -M 64',
    '-a -t [fd00::100]:80 -r [fd00::10]:80 -m -w 65535',
    '-A -f 7 -s lblcr -p 300',
    '-A -f 7 -6 -s none',
    '',
  ].join('\n');

  it('come back from the tables as ipvsadm -Sn prints them', () => {
    const machine = director(RULES.trim());
    expect(ipvsadm_Sn(machine.ipvs)).toBe(RULES);
    const again = director(ipvsadm_Sn(machine.ipvs).trim());
    expect(ipvsadm_Ln(again.ipvs)).toBe(ipvsadm_Ln(machine.ipvs));
  });

  it('are restored one by one: -C -R', () => {
    const source = director(`${RULES.trim()}\n-a -t 10.0.0.100:80 -r 192.168.1.20:80 -m -x 10 -y 5`);
    const rules = rules_of(source.ipvs);
    const machine = director('-A -t 10.0.0.100:80 -s rr\n-A -t 10.0.0.200:80 -s rr');
    const failed = restore_rules(machine.ipvs, rules);
    expect(failed.map(({ outcome }) => outcome)).toEqual(['Service already exists']);
    expect(restore_rules(machine.ipvs, rules, true)).toEqual([]);
    expect(rules_of(machine.ipvs)).toEqual(rules);
  });
});
