import { describe, expect, it } from 'vitest';
import { sysctlNames } from '../../control/sysctl.ts';
import { Director } from '../../testing/director.ts';
import { parse_int, type Sysctls, sysctl_defaults, sysctl_read, sysctl_write } from './sysctl.ts';

const HZ = 100;
const fresh = (): Sysctls => sysctl_defaults(0);
const result = (name: string, value: string): string => sysctl_write(fresh(), name, value, HZ).result;

/** Name, default, values that are taken, values that are not. */
const SETTINGS: readonly (readonly [string, string, readonly string[], readonly string[]])[] = [
  ['amemthresh', '1024', ['0', '-1', '2147483647'], ['2147483648', 'x', '']],
  ['am_droprate', '10', ['1'], ['1 2']],
  ['drop_entry', '0', ['0', '1', '2', '3'], ['4', '-1']],
  ['drop_packet', '0', ['0', '3'], ['4', '-1']],
  ['secure_tcp', '0', ['0', '3'], ['4', '-1']],
  ['conntrack', '0', ['1', '5'], ['yes']],
  ['snat_reroute', '1', ['0'], ['off']],
  ['sync_version', '1', ['0', '1'], ['2', '-1']],
  ['sync_ports', '1', ['1', '2', '64', '128'], ['0', '3', '-2']],
  ['sync_persist_mode', '0', ['1'], ['']],
  ['sync_qlen_max', '0', ['4294967296'], ['-1']],
  ['sync_sock_size', '0', ['-1'], ['1.5']],
  ['cache_bypass', '0', ['1'], ['1e3']],
  ['expire_nodest_conn', '0', ['1', '-1'], ['true']],
  ['sloppy_tcp', '0', ['1'], ['+1']],
  ['sloppy_sctp', '0', ['1'], ['--1']],
  ['expire_quiescent_template', '0', ['1'], ['1,2']],
  [
    'sync_threshold',
    '3\t50',
    ['3 50', '3', '0 0', '7 0', '0 1'],
    ['3 3', '50 3', '-1 5', '60', '1 2 3', 'a b'],
  ],
  ['sync_refresh_period', '0', ['10', '21474836'], ['21474837']],
  ['sync_retries', '0', ['0', '3'], ['4', '-1']],
  ['nat_icmp_send', '0', ['1'], ['x']],
  ['pmtu_disc', '1', ['0'], ['x']],
  ['backup_only', '0', ['1'], ['x']],
  ['conn_reuse_mode', '1', ['0', '2', '3'], ['x']],
  ['schedule_icmp', '0', ['1'], ['x']],
  ['ignore_tunneled', '0', ['1'], ['x']],
  ['run_estimation', '1', ['0', '2'], ['x']],
  ['est_nice', '0', ['-20', '19'], ['-21', '20']],
  ['debug_level', '0', ['12'], ['x']],
  ['lblc_expiration', '86400', ['1', '21474836'], ['21474837']],
  ['lblcr_expiration', '86400', ['1'], ['21474837']],
];

describe.each(SETTINGS)('net.ipv4.vs.%s', (name, standard, good, bad) => {
  it('has its default', () => expect(sysctl_read(fresh(), name)).toBe(standard));

  it.each(good)('takes %j', (value) => {
    const sysctl = fresh();
    expect(['set', 'no effect']).toContain(sysctl_write(sysctl, `net.ipv4.vs.${name}`, value, HZ).result);
    const first = value.split(' ')[0];
    expect(sysctl_read(sysctl, name)?.split('\t')[0]).toBe(first);
  });

  it.each(bad)('refuses %j', (value) => {
    const sysctl = fresh();
    expect(sysctl_write(sysctl, name, value, HZ).result).toBe('invalid');
    expect(sysctl).toEqual(fresh());
  });
});

describe('sysctl_write', () => {
  it('knows every setting of the kernel and no other', () => {
    const later = new Set(['conn_max', 'conn_lfactor', 'svc_lfactor']);
    for (const name of sysctlNames()) {
      const unknown = later.has(name) || name === 'sync_period';
      expect([name, result(name, '1') === 'unknown']).toEqual([name, unknown]);
    }
    expect(result('sync_period', '5')).toBe('unknown');
    expect(result('toString', '5')).toBe('unknown');
    const listed = [...SETTINGS.map(([name]) => name), 'est_cpulist'].sort();
    expect(listed).toEqual(sysctlNames().filter((name) => !later.has(name)));
  });

  it('reads a list of processors', () => {
    for (const list of ['0-3,5', '', '7']) expect(result('est_cpulist', list)).toBe('no effect');
    for (const list of ['a', '1-', ',']) expect(result('est_cpulist', list)).toBe('invalid');
  });

  it('reads numbers as the kernel does', () => {
    expect(['10', '-3', '0x1F', '010', '-0x10', '0'].map(parse_int)).toEqual([10, -3, 31, 8, -16, 0]);
    expect(['09', '1a', '', ' ', '0x', '1 2'].map(parse_int)).toEqual([null, null, null, null, null, null]);
  });
});

describe('sysctl as a command', () => {
  it('tells what is not known, not possible, and without effect', () => {
    const machine = new Director();
    expect(machine.run('sysctl net.ipv4.vs.conn_max=5')).toEqual([
      'sysctl: cannot stat /proc/sys/net/ipv4/vs/conn_max: No such file or directory',
    ]);
    expect(machine.run('sysctl net.ipv4.vs.drop_entry=4')).toEqual([
      'sysctl: setting key "net.ipv4.vs.drop_entry": Invalid argument',
    ]);
    expect(machine.run('sysctl net.ipv4.vs.snat_reroute=0')).toEqual([
      'net.ipv4.vs.snat_reroute = 0 is kept, but the second look-up of the route is only shown: the model knows no routes by source address',
    ]);
    expect(machine.run('sysctl net.ipv4.vs.sync_ports=1')).toEqual([]);
    expect(machine.run('sysctl net.ipv4.vs.est_cpulist=0-1')).toHaveLength(1);
    expect(machine.run('sysctl net.ipv4.vs.expire_nodest_conn=1')).toEqual([]);
  });

  it('switches the defence at once', () => {
    const machine = new Director();
    expect(machine.run('sysctl net.ipv4.vs.drop_packet=3')).toEqual([]);
    expect(machine.ipvs.drop_rate).toBe(10);
    expect(machine.run('sysctl net.ipv4.vs.secure_tcp=3')).toEqual([]);
    expect(machine.ipvs.proto.tcp_dos).toBe(true);
  });

  it('restarts the estimation thread', () => {
    const machine = new Director();
    for (const setting of ['run_estimation=0', 'est_nice=5', 'run_estimation=1', 'est_nice=6']) {
      machine.run(`sysctl net.ipv4.vs.${setting}`);
    }
    expect(machine.lines).toEqual([
      'stopping estimator thread 0...',
      'starting estimator thread 0...',
      'stopping estimator thread 0...',
      'starting estimator thread 0...',
    ]);
  });
});
