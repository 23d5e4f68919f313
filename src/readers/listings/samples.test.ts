import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { formatCommand } from '../../control/format.ts';
import { readKeepalived } from './keepalived.ts';
import type { PastePart } from './paste.ts';
import { readPaste } from './paste.ts';

const FOLDER = 'e2e/samples/configs';

const textOf = (name: string): string => readFileSync(`${FOLDER}/${name}`, 'utf8');

/** `services plain 2/5`: kind, form and numbers of a part. */
function summary(part: PastePart): string {
  switch (part.kind) {
    case 'services': {
      const { form, services } = part.value;
      return `services ${form} ${services.length}/${services.reduce((sum, { servers }) => sum + servers.length, 0)}`;
    }
    case 'conns':
      return `conns ${part.value.form} ${part.value.conns.length}`;
    case 'rules':
      return `rules ${part.value.commands.length}`;
    case 'timeouts':
      return `timeouts ${part.value.map(({ tcp, tcpFin, udp }) => [tcp, tcpFin, udp].join(' ')).join()}`;
    default:
      return part.kind;
  }
}

const EXPECTED: readonly (readonly [file: string, parts: readonly string[], problems: readonly string[]])[] =
  [
    ['ipvsadm-L-persistent-conn.txt', ['services persistent 1/3'], []],
    ['ipvsadm-Lc-names.txt', ['conns ipvsadm 2'], []],
    ['ipvsadm-Ln-fwm.txt', ['services plain 3/6'], []],
    ['ipvsadm-Ln-kube-router.txt', ['services plain 5/5'], []],
    ['ipvsadm-Ln-mh-inhibit.txt', ['services plain 1/2'], []],
    ['ipvsadm-Ln-nospaces.txt', ['services plain 2/3'], []],
    ['ipvsadm-Ln-stats.txt', ['services stats 2/4'], ['listing-cut']],
    ['ipvsadm-Lnc-cloud.txt', ['conns ipvsadm 5'], []],
    ['ipvsadm-Lnc-persistent.txt', ['conns ipvsadm 3'], []],
    ['ipvsadm-Lnc-watch.txt', ['conns ipvsadm 4'], []],
    ['ipvsadm-Sn-rules.txt', ['rules 5'], []],
    ['ipvsadm-shell-script.txt', ['rules 6'], ['shell-variable', 'shell-variable']],
    ['ipvsadm-timeout.txt', ['timeouts 900 120 300'], []],
    ['proc-net-ip_vs.txt', ['services proc 5/13'], []],
    ['proc-net-ip_vs_conn-k8s.txt', ['conns proc 3'], []],
    ['proc-net-ip_vs_conn-pe.txt', ['conns proc 4'], []],
    ['proc-net-ip_vs_stats.txt', ['stats'], []],
  ];

/** The lines that say where a sample is from are no listing. */
const isHead = ({ kind, from }: PastePart): boolean => kind === 'unknown' && from === 1;

describe('listings that people posted', () => {
  it('are all here', () => {
    const names = readdirSync(FOLDER).filter((name) => name.endsWith('.txt'));
    expect(names.toSorted()).toEqual(EXPECTED.map(([name]) => name).toSorted());
  });

  it.each(EXPECTED)('%s', (name, kinds, problems) => {
    const parts = readPaste(textOf(name)).filter((part) => !isHead(part));
    expect(parts.map(summary)).toEqual(kinds);
    expect(parts.flatMap((part) => part.problems.map(({ code }) => code))).toEqual(problems);
  });
});

const CONFIGURATIONS: readonly (readonly [
  file: string,
  services: number,
  commands: number,
  problems: readonly string[],
])[] = [
  ['chef-everything.conf', 0, 0, ['include', 'address', 'ignored']],
  ['octavia-udp.conf', 1, 2, ['ignored', 'ignored']],
  ['tun-mh-fallback.conf', 0, 0, ['address', 'address', 'ignored']],
  ['upstream-HTTP_GET_port.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-IPv6.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-PING_CHECK.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-SMTP_CHECK.conf', 1, 4, ['ignored', 'ignored']],
  ['upstream-SSL_GET.conf', 2, 4, ['ignored', 'ignored', 'ignored']],
  ['upstream-UDP_CHECK.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-conditional_conf.conf', 0, 0, [...new Array<string>(6).fill('conditional'), 'ignored']],
  ['upstream-etc-sample.conf', 3, 8, ['ignored', 'ignored', 'ignored', 'ignored']],
  ['upstream-fwmark.conf', 1, 3, ['ignored', 'ignored']],
  ['upstream-inhibit.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-misc_check.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-misc_check_arg.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-quorum.conf', 1, 11, ['ignored']],
  ['upstream-sample.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-status_code.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-virtual_server_group.conf', 1, 39, ['ignored', 'ignored']],
  ['upstream-virtualhost.conf', 1, 2, ['ignored', 'ignored']],
  ['upstream-vrrp_lvs_syncd.conf', 1, 2, ['ignored', 'ignored']],
];

describe('configurations of keepalived', () => {
  it('are all here', () => {
    const names = readdirSync(`${FOLDER}/keepalived`);
    expect(names.toSorted()).toEqual(CONFIGURATIONS.map(([name]) => name).toSorted());
  });

  it.each(CONFIGURATIONS)('%s', (name, services, commands, problems) => {
    const { value, problems: found } = readKeepalived(textOf(`keepalived/${name}`));
    expect([value.services.length, value.commands.length]).toEqual([services, commands]);
    expect(found.map(({ code }) => code.replace('keepalived-', ''))).toEqual(problems);
  });

  it('give the commands that keepalived gives IPVS', () => {
    const { value } = readKeepalived(textOf('keepalived/octavia-udp.conf'));
    expect(value.commands.map(({ command }) => formatCommand(command))).toEqual([
      '-A -u 10.0.0.2:80 -s rr -p 33 -M 255.255.0.0',
      '-a -u 10.0.0.2:80 -r 10.0.0.99:82 -m -w 13 -x 98',
    ]);
  });
});
