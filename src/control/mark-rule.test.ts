import { describe, expect, it } from 'vitest';
import { parseIn4, parseIn6 } from '../base/inet.ts';
import { parseCommandLine } from './command-line.ts';
import { formatMarkRule, type MarkRule, markOf, parseMarkLine } from './mark-rule.ts';

function ruleOf(line: string): string {
  const { marks, problems } = parseCommandLine(line);
  expect(problems).toEqual([]);
  return marks.map(formatMarkRule).join('; ');
}

function fromCase(line: string): MarkRule {
  const rule = parseMarkLine(line.split(' '));
  if ('severity' in rule) throw new Error(rule.message);
  return rule;
}

describe('mark rules', () => {
  it.each([
    [
      'nft add rule ip m pre ip daddr 10.0.0.100 tcp dport { 80, 443 } meta mark set 1',
      'mark daddr 10.0.0.100 tcp dport 80,443 set 1',
    ],
    [
      "nft 'add rule inet m pre ip saddr 10.0.0.0/8 udp dport 5060-5070 counter meta mark set 0x10'",
      'mark saddr 10.0.0.0/8 udp dport 5060-5070 set 16',
    ],
    [
      'nft add rule ip6 m pre ip6 daddr fd00::1 meta l4proto sctp meta mark set 3',
      'mark daddr fd00::1 sctp set 3',
    ],
    [
      'iptables -t mangle -A PREROUTING -d 10.0.0.100/32 -p tcp -m multiport --dports 80,443 -j MARK --set-mark 1',
      'mark daddr 10.0.0.100 tcp dport 80,443 set 1',
    ],
    [
      'iptables -t mangle -I PREROUTING 1 -s 10.1.0.0/255.255.0.0 -p udp --sport 53 -j MARK --set-xmark 0x7/0xffffffff',
      'mark saddr 10.1.0.0/16 udp sport 53 set 7',
    ],
    ['nft add table ip m', ''],
    ["nft add chain ip m pre '{ type filter hook prerouting priority mangle; }'", ''],
    ['iptables -P FORWARD ACCEPT', ''],
  ])('reads %s', (line, expected) => {
    expect(ruleOf(line)).toBe(expected);
  });

  it('does not guess at rules with other conditions', () => {
    for (const line of [
      'iptables -t mangle -A PREROUTING ! -d 10.0.0.1 -j MARK --set-mark 1',
      'iptables -t mangle -A PREROUTING -i eth0 -j MARK --set-mark 1',
      'nft add rule ip m pre iifname eth0 meta mark set 1',
      'nft add rule ip m pre tcp dport @ports meta mark set 1',
    ]) {
      expect(parseCommandLine(line)).toMatchObject({ marks: [], problems: [{ code: 'firewall-rule' }] });
    }
  });

  it.each([
    'mark daddr 10.0.0.0/24 tcp sport 1024-65535 dport 20-21,80 set 9',
    'mark 50 set 1',
    'mark saddr fd00::/64 set 0',
  ])('prints %s as it was read', (line) => {
    expect(formatMarkRule(fromCase(line))).toBe(line);
  });

  it('marks by prefix, protocol and port; the last rule that matches wins', () => {
    const rules = ['mark daddr 10.0.0.0/24 tcp dport 80,443 set 1', 'mark saddr 172.16.0.9 set 2'].map(
      fromCase,
    );
    const header = {
      saddr: parseIn4('172.16.0.1')!,
      daddr: parseIn4('10.0.0.7')!,
      protocol: 6,
      sport: 4000,
      dport: 443,
    };
    expect(markOf(rules, header)).toBe(1);
    expect(markOf(rules, { ...header, dport: 81 })).toBe(0);
    expect(markOf(rules, { ...header, dport: null })).toBe(0);
    expect(markOf(rules, { ...header, protocol: 17 })).toBe(0);
    expect(markOf(rules, { ...header, daddr: parseIn4('10.0.1.7')! })).toBe(0);
    expect(markOf(rules, { ...header, saddr: parseIn4('172.16.0.9')! })).toBe(2);
    const six = [fromCase('mark daddr fd00:0:0:8000::/49 set 4')];
    expect(markOf(six, { ...header, saddr: 0, daddr: parseIn6('fd00:0:0:ffff::1')! })).toBe(4);
    expect(markOf(six, { ...header, saddr: 0, daddr: parseIn6('fd00:0:0:7fff::1')! })).toBe(0);
  });

  it('says what is wrong in a line', () => {
    for (const line of ['mark tcp', 'mark daddr nowhere set 1', 'mark dport 80-70 set 1', 'mark set many']) {
      expect(parseMarkLine(line.split(' '))).toMatchObject({ severity: 'error', code: 'mark-rule' });
    }
  });
});
