import { describe, expect, it } from 'vitest';
import type { InetAddr } from '../base/inet.ts';
import { randomOf } from '../testing/random.ts';
import type { Command, RealServerOptions, ServiceKey, ServiceOptions } from './command.ts';
import { parseCommandLine } from './command-line.ts';
import { formatCommand, formatCommandLine } from './format.ts';
import { sysctlNames } from './sysctl.ts';

type Random = ReturnType<typeof randomOf>;

function addr(random: Random, ipv6: boolean): InetAddr {
  if (!ipv6) return random(2 ** 32);
  return [0xfd000000 + random(65536), random(2) * random(65536), 0, random(2 ** 32)];
}

function service(random: Random): ServiceKey & { v6: boolean } {
  const v6 = random(3) === 0;
  if (random(4) === 0) return { kind: 'fwmark', fwmark: 1 + random(1000), ipv6: v6, v6 };
  const protocol = [6, 17, 132][random(3)];
  return { kind: 'address', protocol, addr: addr(random, v6), port: 1 + random(65535), v6 };
}

function serviceOptions(random: Random, v6: boolean): ServiceOptions {
  const scheduler = ['rr', 'wlc', 'sh', 'mh'][random(4)];
  const names =
    scheduler.length === 2 && 'smh'.includes(scheduler[0])
      ? [`${scheduler}-fallback`, `${scheduler}-port`, 'flag-3']
      : ['flag-1', 'flag-2', 'flag-3'];
  return {
    scheduler,
    persistent: random(2) ? 1 + random(3600) : null,
    netmask: random(2) ? null : v6 ? 1 + random(127) : (0xffffffff << (1 + random(31))) >>> 0,
    pe: random(5) ? null : 'sip',
    onePacket: false,
    schedFlags: names.filter(() => random(3) === 0),
  };
}

function serverOptions(random: Random): RealServerOptions {
  const method = (['masq', 'tunnel', 'droute'] as const)[random(3)];
  const type = (['gue', 'gre'] as const)[random(2)];
  const port = type === 'gue' ? 1 + random(65535) : 0;
  const checksum = (['none', 'csum', 'remcsum'] as const)[random(type === 'gue' ? 3 : 2)];
  return {
    method,
    weight: random(65536),
    upperThreshold: random(2) * random(1000),
    lowerThreshold: random(2) * random(1000),
    tunnel: method === 'tunnel' && random(2) ? { type, port, checksum } : null,
  };
}

function command(random: Random): Command {
  const { v6, ...key } = service(random);
  const options = serverOptions(random);
  const unchanged = key.kind === 'address' && options.method !== 'masq';
  const server = { addr: addr(random, v6), port: unchanged ? key.port : random(65536) };
  const names = sysctlNames().filter((name) => name !== 'sync_threshold');
  const choices: Command[] = [
    { op: random(2) ? 'add-service' : 'edit-service', service: key, options: serviceOptions(random, v6) },
    { op: random(2) ? 'add-server' : 'edit-server', service: key, server, options },
    { op: 'delete-service', service: key },
    { op: 'delete-server', service: key, server },
    { op: 'zero', service: random(2) ? key : null },
    { op: 'set-timeout', tcp: random(1000), tcpFin: random(1000), udp: random(1000) },
    { op: 'sysctl', name: names[random(names.length)], value: String(random(100)) },
    { op: 'flush' },
  ];
  return choices[random(choices.length)];
}

describe('formatting and parsing', () => {
  it('gives back 2,000 random commands', () => {
    const random = randomOf(20240607);
    for (let i = 0; i < 2000; i++) {
      const wanted = command(random);
      const line = formatCommandLine(wanted);
      expect(parseCommandLine(line), line).toEqual({
        commands: [wanted],
        marks: [],
        others: [],
        problems: [],
      });
      if (wanted.op !== 'sysctl') expect(parseCommandLine(formatCommand(wanted)).commands).toEqual([wanted]);
    }
  });

  it('never throws, whatever the words', () => {
    const random = randomOf(7);
    const words = [
      '-A',
      '-a',
      '-t',
      '-r',
      '-p',
      '-M',
      '--set',
      '=',
      '-',
      '--',
      '-6',
      '10.0.0.1:80',
      '[',
      ']',
      "'",
      '"',
      ';',
    ];
    words.push(
      'ipvsadm',
      'sysctl',
      'nft',
      'iptables',
      'echo',
      '>',
      '/proc/sys/net/ipv4/vs/x',
      '{',
      'mark',
      'set',
      'rule',
      'MARK',
      '-j',
    );
    for (let i = 0; i < 3000; i++) {
      const line = Array.from({ length: 1 + random(9) }, () => words[random(words.length)]).join(
        random(4) ? ' ' : '',
      );
      for (const problem of parseCommandLine(line).problems) expect(problem.message).not.toBe('');
    }
  });
});
