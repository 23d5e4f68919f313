import { describe, expect, it } from 'vitest';
import { parseCommandLine } from './command-line.ts';
import { parseSysctlAssignment, sysctlNames } from './sysctl.ts';

const wanted = [{ op: 'sysctl', name: 'expire_quiescent_template', value: '1' }];

describe('settings', () => {
  it.each([
    'net.ipv4.vs.expire_quiescent_template = 1',
    'net/ipv4/vs/expire_quiescent_template=1',
    '-net.ipv4.vs.expire_quiescent_template = 1  ',
  ])('reads the line %s', (line) => {
    expect(parseSysctlAssignment(line)).toEqual({ commands: wanted, problems: [] });
  });

  it.each([
    'sysctl -w net.ipv4.vs.expire_quiescent_template=1',
    'sysctl -qw net/ipv4/vs/expire_quiescent_template=1',
    'sysctl net.ipv4.vs.expire_quiescent_template = 1',
    'sudo /sbin/sysctl -w "net.ipv4.vs.expire_quiescent_template = 1"',
    'echo 1 > /proc/sys/net/ipv4/vs/expire_quiescent_template',
    'echo -n "1" >/proc/sys/net/ipv4/vs/expire_quiescent_template',
  ])('reads the command %s', (line) => {
    expect(parseCommandLine(line)).toEqual({ commands: wanted, marks: [], others: [], problems: [] });
  });

  it('reads several settings of one command and two numbers in one file', () => {
    expect(
      parseCommandLine('sysctl -w net.ipv4.vs.drop_entry=3 net.ipv4.vs.drop_packet=1').commands,
    ).toHaveLength(2);
    expect(parseSysctlAssignment('net.ipv4.vs.sync_threshold = 3\t50')?.commands).toEqual([
      { op: 'sysctl', name: 'sync_threshold', value: '3 50' },
    ]);
    expect(parseCommandLine('echo 3 50 > /proc/sys/net/ipv4/vs/sync_threshold').commands).toEqual([
      { op: 'sysctl', name: 'sync_threshold', value: '3 50' },
    ]);
    expect(sysctlNames()).toContain('conn_reuse_mode');
  });

  it('reports what it cannot use', () => {
    const codes = (line: string): unknown => parseSysctlAssignment(line)?.problems.map(({ code }) => code);
    expect(codes('net.ipv4.vs.expire_quiescent_templates = 1')).toEqual(['sysctl-unknown']);
    expect(codes('net.ipv4.vs.debug_level = high')).toEqual(['sysctl-value']);
    expect(codes('net.ipv4.ip_forward = 1')).toEqual(['sysctl-other']);
    expect(parseSysctlAssignment('hello')).toBeNull();
    expect(parseCommandLine('sysctl -p /etc/sysctl.conf').problems).toMatchObject([{ code: 'sysctl-file' }]);
    expect(parseCommandLine('sysctl net.ipv4.vs.debug_level')).toMatchObject({ commands: [], problems: [] });
  });
});
