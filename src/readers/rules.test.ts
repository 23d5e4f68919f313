import { describe, expect, it } from 'vitest';
import { formatCommand } from '../control/format.ts';
import { formatMarkRule } from '../control/mark-rule.ts';
import { type RulesFile, readRules } from './rules.ts';

function listing({ commands, marks, problems }: RulesFile): string[] {
  return [
    ...commands.map(({ line, command }) => `${line} ${formatCommand(command)}`),
    ...marks.map(({ line, rule }) => `${line} ${formatMarkRule(rule)}`),
    ...problems.map(({ line, severity, code }) => `${line} ${severity} ${code}`),
  ];
}

describe('a file of rules', () => {
  it('reads what ipvsadm -Sn prints, with any line end', () => {
    const text =
      '\uFEFF# web\r\n-A -t 10.0.0.100:80 -s wlc -p 360\r\n\r\n-a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1\r\n';
    expect(listing(readRules(text))).toEqual([
      '2 -A -t 10.0.0.100:80 -s wlc -p 360',
      '4 -a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1',
    ]);
  });

  it('reads a script: variables, continued lines, other commands', () => {
    const text = `#!/bin/sh
VIP=10.0.0.100
export RS1="192.168.1.11"   # first
modprobe ip_vs
echo 1 > /proc/sys/net/ipv4/ip_forward
/sbin/ipvsadm -C
$IPVSADM -L
ipvsadm -A -t $VIP:80 -s rr \\
   -p 120
if ping -c1 $RS1; then
  ipvsadm -a -t \${VIP}:80 -r $RS1 -m || exit 1
fi
ipvsadm -a -t $VIP:80 -r $RS9 -m
iptables -t mangle -A PREROUTING -d $VIP -p tcp --dport 443 -j MARK --set-mark 2
sysctl -w net.ipv4.vs.debug_level=9; ipvsadm -Ln
`;
    expect(listing(readRules(text))).toEqual([
      '6 -C',
      '8 -A -t 10.0.0.100:80 -s rr -p 120',
      '11 -a -t 10.0.0.100:80 -r 192.168.1.11:80 -m -w 1',
      '15 net.ipv4.vs.debug_level = 9',
      '14 mark daddr 10.0.0.100 tcp dport 443 set 2',
      '4 warning rules-other',
      '5 warning sysctl-other',
      '7 warning rules-other',
      '10 warning rules-other',
      '13 error shell-variable',
    ]);
  });

  it('reads a pasted session and a here-document', () => {
    const text = `[root@lb1 ~]# ipvsadm -A -f 1
root@lb1:~# ipvsadm -a -f 1 -r 10.1.0.1 -m
$ ipvsadm -R <<EOF
-E -f 1 -s sh
EOF
`;
    expect(listing(readRules(text))).toEqual([
      '1 -A -f 1 -s wlc',
      '2 -a -f 1 -r 10.1.0.1:0 -m -w 1',
      '4 -E -f 1 -s sh',
    ]);
  });

  it('keeps going behind a bad line and names it', () => {
    const { commands, problems } = readRules('-A -t web:80\n-A -t 10.0.0.1:80\n-A -t 10.0.0.2:80 -s\n');
    expect(commands.map(({ line }) => line)).toEqual([2]);
    expect(problems).toMatchObject([
      { line: 1, code: 'host-name', evidence: '-A -t web:80' },
      { line: 3, code: 'ipvsadm-option', evidence: '-A -t 10.0.0.2:80 -s' },
    ]);
  });

  it('says when there is no rule in it', () => {
    expect(listing(readRules('\n# nothing\n'))).toEqual(['undefined warning rules-none']);
    expect(listing(readRules('TCP  10.0.0.1:80 wlc\n'))).toEqual([
      '1 warning rules-other',
      'undefined error rules-none',
    ]);
    const noise = readRules('noise\n'.repeat(5000)).problems;
    expect(noise).toHaveLength(201);
    expect(noise[200].message).toContain('4801 more');
  });
});
