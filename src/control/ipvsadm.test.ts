import { describe, expect, it } from 'vitest';
import { parseIn4, parseIn6 } from '../base/inet.ts';
import type { Command } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { formatCommand, formatCommandLine } from './format.ts';

function only(line: string): Command {
  const { commands, problems, others } = parseCommandLine(line);
  expect(problems).toEqual([]);
  expect(others).toEqual([]);
  expect(commands).toHaveLength(1);
  return commands[0];
}

/** The line, read and printed back. */
function canonical(line: string): string {
  return formatCommand(only(line));
}

function complaints(line: string): string[] {
  const { commands, problems } = parseCommandLine(line);
  expect(commands).toEqual([]);
  return problems.map((problem) => problem.message);
}

describe('a command line of ipvsadm', () => {
  it('reads a service with every field', () => {
    expect(only('-A -t 10.0.0.100:80 -s sh -p 360 -M 255.255.255.0 -b sh-port,sh-fallback')).toEqual({
      op: 'add-service',
      service: { kind: 'address', protocol: 6, addr: 0x0a000064, port: 80 },
      options: {
        scheduler: 'sh',
        persistent: 360,
        netmask: 0xffffff00,
        pe: null,
        onePacket: false,
        schedFlags: ['sh-fallback', 'sh-port'],
      },
    });
  });

  it('reads a real server with every field', () => {
    expect(
      only(
        'ipvsadm -a -u 10.0.0.100:53 -r 192.168.1.11 -i -w 3 -x 20 -y 10 --tun-type gue --tun-port 6080 --tun-csum',
      ),
    ).toEqual({
      op: 'add-server',
      service: { kind: 'address', protocol: 17, addr: 0x0a000064, port: 53 },
      server: { addr: 0xc0a8010b, port: 53 },
      options: {
        method: 'tunnel',
        weight: 3,
        upperThreshold: 20,
        lowerThreshold: 10,
        tunnel: { type: 'gue', port: 6080, checksum: 'csum' },
      },
    });
  });

  it.each([
    ['-A -t 10.0.0.100:80', '-A -t 10.0.0.100:80 -s wlc'],
    ['-A -t 10.0.0.100:80 -p', '-A -t 10.0.0.100:80 -s wlc -p 300'],
    ['-A -t 10.0.0.100:80 -p -s rr', '-A -t 10.0.0.100:80 -s rr -p 300'],
    ['-A -t 10.0.0.100:80 -s rr -M 255.255.255.255 -p 9', '-A -t 10.0.0.100:80 -s rr -p 9'],
    ['-a -t 10.0.0.100:80 -r 10.1.0.1', '-a -t 10.0.0.100:80 -r 10.1.0.1:80 -g -w 1'],
    ['-a -r 10.1.0.1 -m -t 10.0.0.100:80', '-a -t 10.0.0.100:80 -r 10.1.0.1:80 -m -w 1'],
    ['-a -f 1 -r 172.27.0.30:80 -m', '-a -f 1 -r 172.27.0.30:80 -m -w 1'],
    ['-a -f 1 -r 172.27.0.30', '-a -f 1 -r 172.27.0.30:0 -g -w 1'],
    ['-E -t 10.0.0.100:80 -s sh -b flag-2', '-E -t 10.0.0.100:80 -s sh -b sh-port'],
    ['-A -u 10.0.0.100:5060 -p 60 --pe sip -o', '-A -u 10.0.0.100:5060 -s wlc -p 60 --pe sip -o'],
  ])('fills in what %s leaves out', (line, expected) => {
    expect(canonical(line)).toBe(expected);
  });

  it('takes what ipvsadm once printed without dashes', () => {
    expect(canonical('-A -u 10.0.0.1:5060 -s rr -p 60 pe sip ops')).toBe(
      '-A -u 10.0.0.1:5060 -s rr -p 60 --pe sip -o',
    );
  });

  it('forces the port of the service on servers that see the packet unchanged', () => {
    expect(canonical('-a -t 10.0.0.100:80 -r 10.1.0.1:8080 -g')).toBe(
      '-a -t 10.0.0.100:80 -r 10.1.0.1:80 -g -w 1',
    );
    expect(canonical('-a -t 10.0.0.100:80 -r 10.1.0.1:8080 -m')).toBe(
      '-a -t 10.0.0.100:80 -r 10.1.0.1:8080 -m -w 1',
    );
    expect(canonical('-d -t 10.0.0.100:80 -r 10.1.0.1:8080')).toBe('-d -t 10.0.0.100:80 -r 10.1.0.1:8080');
  });

  it.each([
    '--add-service --tcp-service 10.0.0.100:80 --scheduler wrr --persistent=60 --netmask=255.255.0.0',
    'ipvsadm -A --tcp-service=10.0.0.100:http -swrr -p60 -M 255.255.0.0',
    'sudo -u root /sbin/ipvsadm -At 10.0.0.100:80 -s wrr -p 60 -M255.255.0.0',
    'LANG=C ipvsadm -A -t "10.0.0.100:80" -s \'wrr\' -p 60 -M 255.255.0.0 >/dev/null 2>&1 # the web',
  ])('takes every spelling: %s', (line) => {
    expect(canonical(line)).toBe('-A -t 10.0.0.100:80 -s wrr -p 60 -M 255.255.0.0');
  });

  it('takes IPv6, SCTP and marks', () => {
    expect(canonical('-A -t [fd00:a::100]:80 -s rr -p 300 -M 64')).toBe(
      '-A -t [fd00:a::100]:80 -s rr -p 300 -M 64',
    );
    expect(only('-A -f 7 -6 -s rr -p 5 -M 128')).toMatchObject({
      service: { kind: 'fwmark', fwmark: 7, ipv6: true },
      options: { netmask: null },
    });
    expect(only('-d --sctp-service 10.0.0.1:36412 -r [fd00::1]:36412')).toEqual({
      op: 'delete-server',
      service: { kind: 'address', protocol: 132, addr: parseIn4('10.0.0.1'), port: 36412 },
      server: { addr: parseIn6('fd00::1'), port: 36412 },
    });
  });

  it.each([
    '-C',
    '-Z',
    '-Z -f 3',
    '--set 900 120 300',
    '-D -u 10.0.0.1:53',
    '--start-daemon master --mcast-interface s0 --syncid 7',
    '--start-daemon backup --mcast-interface s0 --syncid 7 --sync-maxlen 8000 --mcast-group 239.1.1.1 --mcast-port 9000 --mcast-ttl 9',
    '--start-daemon master --mcast-interface s0 --mcast-group ff02::51',
    '--stop-daemon backup',
  ])('reads and prints %s', (line) => {
    expect(canonical(line)).toBe(line);
    expect(formatCommandLine(only(line))).toBe(`ipvsadm ${line}`);
  });

  it('reads several commands of one line', () => {
    const { commands } = parseCommandLine(
      'ipvsadm -A -t 10.0.0.1:80 -s rr; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -m && sysctl -w net.ipv4.vs.drop_entry=3',
    );
    expect(commands.map(formatCommandLine)).toEqual([
      'ipvsadm -A -t 10.0.0.1:80 -s rr',
      'ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1:80 -m -w 1',
      'sysctl net.ipv4.vs.drop_entry = 3',
    ]);
  });

  it('takes commands that only show for what they are', () => {
    for (const line of [
      'ipvsadm -Ln --stats',
      'ipvsadm -Lnc',
      'ipvsadm -S -n > rules',
      'ipvsadm',
      'ipvsadm -v',
    ]) {
      expect(parseCommandLine(line)).toMatchObject({ commands: [], problems: [], others: [] });
    }
  });

  it.each([
    ['-A -t www.example.org:80', '"www.example.org" is a host name'],
    ['-A -t 10.0.0.100:frobnicate', 'Service name "frobnicate"'],
    ['-A -t 10.0.0.100:70000', 'Port "70000"'],
    ['-A -t 10.0.0.300:80', '"10.0.0.300:80" is not an address'],
    ['-a -t $vip:80 -r 10.0.0.1', '"$vip:80" has a shell variable'],
    ['-A -t 10.0.0.1:80 -j enable', '"-j" is not an option'],
    ['-A -t 10.0.0.1:80 --frob', '"--frob" is not an option'],
    ['-A -t 10.0.0.1:80 -r 10.0.0.2', '"-r" does not go with "-A"'],
    ['-a -t 10.0.0.1:80', '"-a" (add-server) needs a real server'],
    ['-A -s rr', '"-A" (add-service) needs a service'],
    ['-A -t 10.0.0.1:80 -u 10.0.0.1:80', '"-t" and "-u" both give the service'],
    ['-a -t 10.0.0.1:80 -r 10.0.0.2 -g -m', '"-g" and "-m" both give the forwarding'],
    ['-A -E -t 10.0.0.1:80', 'two commands'],
    ['-t 10.0.0.1:80', 'no command'],
    ['-a -t 10.0.0.1:80 -r 10.0.0.2 -w 65536', '"-w 65536"'],
    ['-A -t 10.0.0.1:80 -p 0', '"-p 0"'],
    ['-A -t 10.0.0.1:80 -M 24', '"-M 24"'],
    ['-A -f 0', '"-f 0"'],
    ['-A -t 10.0.0.1:80 -s rr -b sh-port', '"sh-port" in "-b sh-port" is no flag of scheduler rr'],
    ['-a -t 10.0.0.1:80 -r 10.0.0.2 -m --tun-type gue --tun-port 1', 'go with "-i" only'],
    ['-a -t 10.0.0.1:80 -r [fd00::1]:80 -m', 'different address families'],
    ['-A -t', '"-t" needs an argument'],
    ['--set 1 2', 'found 2'],
    ['--set 1 2 x', '"x" in "--set 1 2 x"'],
    ['--start-daemon both', '"--start-daemon both"'],
    ['--start-daemon master --sync-maxlen 0', 'is a number from 1 to 65535'],
    ['--start-daemon master --mcast-group 10.0.0.1', 'the group is a multicast address'],
    ['--start-daemon master --mcast-port x', 'the port is a number from 1 to 65535'],
    ['--start-daemon master --mcast-ttl 256', 'the TTL is a number from 1 to 255'],
    ['-D -t 10.0.0.1:80 now', '"now" belongs to no option'],
    ["-A -t '10.0.0.1:80", 'quote'],
  ])('says what is wrong in %s', (line, expected) => {
    expect(complaints(line).join('\n')).toContain(expected);
  });

  it('warns of what ipvsadm refuses and the kernel takes', () => {
    const { commands, problems } = parseCommandLine('-A -t 10.0.0.100:0 -s rr');
    expect(commands).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'ipvsadm-refuses' }]);
  });
});
