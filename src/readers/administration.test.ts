import { describe, expect, it } from 'vitest';
import { formatCommand } from '../control/format.ts';
import { formatMarkRule } from '../control/mark-rule.ts';
import { parseEpoch, readActions } from './actions.ts';
import { isRunJson, readRunJson } from './run-json.ts';
import { readSysctl } from './sysctl.ts';

describe('a file of settings', () => {
  it('reads sysctl.conf and counts what is not of IPVS', () => {
    const { commands, problems } = readSysctl(
      '# tuning\n; old\nnet.ipv4.ip_forward = 1\nkernel.pid_max=4194304\nnet.ipv4.vs.conn_reuse_mode = 0\nnet.ipv4.vs.frob = 1\nhello\n',
    );
    expect(commands).toEqual([{ line: 5, command: { op: 'sysctl', name: 'conn_reuse_mode', value: '0' } }]);
    expect(problems).toMatchObject([
      { line: 6, code: 'sysctl-unknown', severity: 'error' },
      { line: 7, code: 'sysctl-line', severity: 'warning' },
      { line: 3, code: 'sysctl-other', message: '2 settings are not below net.ipv4.vs and left out.' },
    ]);
  });

  it('reads a script of sysctl -w and echo', () => {
    const { commands, problems } = readSysctl(
      'sysctl -w net.ipv4.vs.drop_entry=3\necho 1 > /proc/sys/net/ipv4/vs/sloppy_tcp\nipvsadm -C\n',
    );
    expect(commands.map(({ line, command }) => `${line} ${formatCommand(command)}`)).toEqual([
      '1 net.ipv4.vs.drop_entry = 3',
      '2 net.ipv4.vs.sloppy_tcp = 1',
    ]);
    expect(problems).toMatchObject([{ line: 3, code: 'sysctl-line' }]);
  });
});

describe('a file of actions', () => {
  it('reads times exactly and puts them in order', () => {
    const { actions, problems } = readActions(
      '# epoch command\n1700000003.5 ipvsadm -C\n1700000000.600000 ipvsadm -A -t 10.0.0.1:80 -s rr; ipvsadm -a -t 10.0.0.1:80 -r 10.1.0.1 -g\n',
    );
    expect(problems).toEqual([]);
    expect(actions.map(({ line, sec, nsec, command }) => [line, sec, nsec, formatCommand(command)])).toEqual([
      [3, 1700000000, 600000000, '-A -t 10.0.0.1:80 -s rr'],
      [3, 1700000000, 600000000, '-a -t 10.0.0.1:80 -r 10.1.0.1:80 -g -w 1'],
      [2, 1700000003, 500000000, '-C'],
    ]);
    expect(parseEpoch('1700000000.000000001')).toEqual({ sec: 1700000000, nsec: 1 });
  });

  it('reports lines without a time and commands that it does not know', () => {
    const { actions, problems } = readActions(
      'ipvsadm -C\n12 reboot\n13 ipvsadm -D\n14 nft add rule ip m p meta mark set 1\n',
    );
    expect(actions).toEqual([]);
    expect(problems.map(({ line, code }) => `${line} ${code}`)).toEqual([
      '1 actions-time',
      '2 actions-other',
      '3 ipvsadm-option',
      '4 actions-mark',
    ]);
  });
});

describe('run.json', () => {
  it('reads a recording of linux-6.12', () => {
    const { run, problems } = readRunJson(
      JSON.stringify({
        about: 'marks',
        kernel: '6.12.117',
        hz: 100,
        conn_tab_bits: 12,
        conn_rnd: '0x8ca5f46f',
        netns_hash_xor: '0x5e0',
        boot_epoch: 1761998400.0,
        start_epoch: 1761998403.25,
        virtual_addresses: ['10.0.0.100', 'fd00::1'],
        debug_level: 12,
        setup: [
          'nft add table ip m',
          "nft add chain ip m pre '{ type filter hook prerouting priority mangle; }'",
          'nft add rule ip m pre ip daddr 10.0.0.100 tcp dport { 80, 443 } meta mark set 1',
          'ipvsadm --set 10 5 3',
          'for i in $(seq 2 59); do ip neigh del 10.0.0.$i dev s0; done; true',
          'frobnicate',
        ],
      }),
    );
    expect(run).toMatchObject({
      hz: 100,
      connTabBits: 12,
      connRnd: 0x8ca5f46f,
      netnsHashXor: 0x5e0,
      bootEpoch: { sec: 1761998400, nsec: 0 },
      startEpoch: { sec: 1761998403, nsec: 250000000 },
      virtualAddresses: [0x0a000064, [0xfd000000, 0, 0, 1]],
      commands: [{ op: 'set-timeout', tcp: 10, tcpFin: 5, udp: 3 }],
    });
    expect(run?.marks.map(formatMarkRule)).toEqual(['mark daddr 10.0.0.100 tcp dport 80,443 set 1']);
    expect(run?.plumbing).toHaveLength(1);
    expect(problems).toMatchObject([{ severity: 'warning', code: 'run-json-setup' }]);
  });

  it('reads what recordings of linux-2.6.32 add', () => {
    const other = [
      'local 10.0.0.5',
      'meminfo 512',
      'at 5.500000 meminfo 100000',
      'seed 7',
      'ratelimit off',
      'jiffies 4294667296',
    ];
    const mark_rules = [{ proto: 'tcp', daddr: '10.0.0.100', dport: 80, mark: 1 }];
    const { run, problems } = readRunJson(
      JSON.stringify({ kernel: '2.6.32.2', jiffies_at_boot_epoch: 1, mark_rules, other }),
    );
    expect(problems).toEqual([]);
    expect(run).toMatchObject({
      localAddresses: [0x0a000005],
      freePages: [
        { uptime: 0, pages: 512 },
        { uptime: 5.5, pages: 100000 },
      ],
      randomSeed: 7,
      rateLimit: false,
      jiffiesAtBoot: 4294667296,
    });
    expect(run?.marks.map(formatMarkRule)).toEqual(['mark daddr 10.0.0.100 tcp dport 80 set 1']);
  });

  it('reads the tables of linux-7.2', () => {
    const tables = [
      {
        table: 'conn',
        epoch: 1.5,
        size: 256,
        bits: 8,
        lfactor: -4,
        siphash_key: ['0xfbb4dbc759ee0fdc', '0x1'],
      },
    ];
    const { run, problems } = readRunJson(
      JSON.stringify({ kernel: 'Linux 7.2.13', conn_tab_bits_max: 16, tables }),
    );
    expect(problems).toEqual([]);
    expect(run?.connTabBits).toBe(16);
    expect(run?.tables).toMatchObject([
      {
        table: 'conn',
        bits: 8,
        lfactor: -4,
        made: { sec: 1, nsec: 500000000 },
        siphashKey: [0xfbb4dbc759ee0fdcn, 1n],
        moved: null,
      },
    ]);
  });

  it('reports what is not as it should be', () => {
    expect(isRunJson('{')).toBe(false);
    expect(isRunJson('{"name": "left-pad", "version": "1.0.0"}')).toBe(false);
    expect(isRunJson('{"hz": 250}')).toBe(true);
    expect(readRunJson('{').problems).toMatchObject([{ code: 'run-json' }]);
    expect(readRunJson('[1]')).toMatchObject({ run: null, problems: [{ code: 'run-json' }] });
    const bad = {
      hz: 'fast',
      conn_rnd: '0xzz',
      boot_epoch: '?',
      virtual_addresses: ['web'],
      setup: 'x',
      mark_rules: [3],
      tables: [{}],
    };
    const messages = readRunJson(JSON.stringify(bad)).problems.map(({ message }) => message);
    for (const found of [
      '"hz" is "fast"',
      '"conn_rnd" is "0xzz"',
      '"boot_epoch"',
      '"web"',
      '"setup"',
      '3 in',
      '{} in',
    ]) {
      expect(
        messages.filter((message) => message.includes(found)),
        found,
      ).toHaveLength(1);
    }
    expect(messages).toHaveLength(7);
  });
});
