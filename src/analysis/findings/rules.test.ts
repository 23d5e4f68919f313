import { describe, expect, it } from 'vitest';
import { foundInCase, foundInRun } from '../../testing/findings.ts';

const VIP = '10.0.0.100:80';

function service(options: string, ...servers: readonly string[]): string {
  return [
    `ipvsadm -A -t ${VIP} ${options}`,
    ...servers.map((server) => `ipvsadm -a -t ${VIP} -r ${server}`),
  ].join('\n');
}

const kinds = (lines: string): string[] =>
  foundInCase('rules', lines).map(({ key }) => key.split(' ').slice(2).join(' '));

describe('rules', () => {
  const [one, two] = ['192.168.1.10:80 -g -w 1', '192.168.1.11:80 -g -w 1'];
  it.each([
    ['no-server', service('-s rr')],
    ['no-server', service('-s rr', '192.168.1.10:80 -g -w 0')],
    ['methods', service('-s rr', one, '192.168.1.11:80 -m -w 1')],
    ['fallback', service('-s sh', one, '192.168.1.11:80 -g -w 0')],
    ['fallback', service('-s mh', one, '192.168.1.11:80 -g -w 1 -x 10')],
    ['destination', service('-s dh', one, two)],
    ['netmask', service('-s rr -p 60 -M 255.0.0.0', one, two)],
    ['weights', service('-s wrr', one, '192.168.1.11:80 -g -w 5000')],
  ])('finds %s', (kind, lines) => {
    expect(kinds(lines)).toEqual([kind]);
  });

  it.each([
    ['plain rules', service('-s rr', one, two)],
    ['sh with all servers alive', service('-s sh', one, two)],
    ['sh that skips the dead', service('-s sh -b sh-fallback', one, '192.168.1.11:80 -g -w 0')],
    ['mh, whose table has no place for weight 0', service('-s mh', one, '192.168.1.11:80 -g -w 0')],
    ['dh with one server', service('-s dh', one)],
    ['a netmask of a small network', service('-s rr -p 60 -M 255.255.255.0', one, two)],
  ])('is silent about %s', (_, lines) => {
    expect(kinds(lines)).toEqual([]);
  });

  it('names the command that first led to it, once', () => {
    const lines = `${service('-s sh', one, two)}
      @1 ipvsadm -e -t ${VIP} -r 192.168.1.11:80 -g -w 0
      @2 ipvsadm -e -t ${VIP} -r 192.168.1.11:80 -g -w 1
      @3 ipvsadm -e -t ${VIP} -r 192.168.1.11:80 -g -w 0`;
    const [found, ...others] = foundInCase('rules', lines);
    expect(others).toEqual([]);
    expect(found.cases.map(({ time }) => time)).toEqual([5]);
    expect(foundInCase('rules', lines, false).map(({ key }) => key)).toEqual([found.key]);
  });

  it('is silent when a service has no server for a moment only', () => {
    const lines = `${service('-s rr', one)}
      @1 ipvsadm -d -t ${VIP} -r 192.168.1.10:80
      @2 ipvsadm -a -t ${VIP} -r 192.168.1.10:80 -g -w 1`;
    expect(kinds(lines)).toEqual([]);
  });

  it('knows rules that were so from those that became so', () => {
    const lines = `${service('-s rr', one)}\n@1 ipvsadm -e -t ${VIP} -r 192.168.1.10:80 -g -w 0`;
    expect(foundInCase('rules', lines).map(({ severity }) => severity)).toEqual(['note']);
    expect(foundInCase('rules', service('-s rr')).map(({ severity }) => severity)).toEqual(['risk']);
  });

  it('finds servers of weight 0 in the recorded run that has no other', () => {
    const found = foundInRun('rules', '0233-no-destination');
    expect(found.map(({ key }) => key)).toEqual(['-t 10.0.0.100:80 no-server']);
  });

  it('finds nothing in a recorded run with plain rules', () => {
    expect(foundInRun('rules', '002-dr-wlc-session-loss')).toEqual([]);
  });
});
