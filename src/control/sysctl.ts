import { error, type Problem, warning } from '../base/result.ts';
import type { Command } from './command.ts';
import type { SimpleCommand } from './shell.ts';

export type SysctlCommand = Extract<Command, { op: 'sysctl' }>;

export interface ParsedSysctl {
  commands: readonly SysctlCommand[];
  problems: readonly Problem[];
}

/**
 * Files of /proc/sys/net/ipv4/vs over all profiles (kernel ip_vs_ctl.c, ip_vs_lblc.c, ip_vs_lblcr.c) with the shape
 * of their content.
 */
const SHAPES = {
  number:
    'am_droprate amemthresh backup_only cache_bypass conn_lfactor conn_max conn_reuse_mode conntrack debug_level ' +
    'drop_entry drop_packet est_nice expire_nodest_conn expire_quiescent_template ignore_tunneled lblc_expiration ' +
    'lblcr_expiration nat_icmp_send pmtu_disc run_estimation schedule_icmp secure_tcp sloppy_sctp sloppy_tcp ' +
    'snat_reroute svc_lfactor sync_persist_mode sync_ports sync_qlen_max sync_refresh_period sync_retries ' +
    'sync_sock_size sync_version',
  numbers: 'sync_threshold',
  text: 'est_cpulist',
} as const;

const NAMES = new Map<string, keyof typeof SHAPES>();
for (const shape of ['number', 'numbers', 'text'] as const) {
  for (const name of SHAPES[shape].split(' ')) NAMES.set(name, shape);
}

/** Names of the settings that are known, without `net.ipv4.vs.`. */
export function sysctlNames(): readonly string[] {
  return [...NAMES.keys()].sort();
}

/** The part behind `net.ipv4.vs.`, `net/ipv4/vs/` or `/proc/sys/net/ipv4/vs/`; null = another subsystem. */
function settingName(key: string): string | null {
  const path = key
    .trim()
    .replace(/^\/proc\/sys\//, '')
    .replaceAll('/', '.');
  return path.startsWith('net.ipv4.vs.') ? path.slice('net.ipv4.vs.'.length) : null;
}

function setting(key: string, rawValue: string): SysctlCommand | Problem {
  const name = settingName(key);
  const value = rawValue.trim().replace(/\s+/g, ' ');
  if (name === null) {
    return warning(
      'sysctl-other',
      `"${key.trim()}" is not below net.ipv4.vs: it does not touch IPVS and is left out.`,
    );
  }
  const shape = NAMES.get(name);
  if (!shape) {
    return error(
      'sysctl-unknown',
      `"${key.trim()}" is not a setting of IPVS that any known kernel has: check the spelling.`,
    );
  }
  if (shape === 'number' && !/^-?\d{1,10}$/.test(value)) {
    return error(
      'sysctl-value',
      `"${value}" is not a value for net.ipv4.vs.${name}, which holds one whole number.`,
    );
  }
  if (shape === 'numbers' && !/^\d{1,10}(?: \d{1,10})?$/.test(value)) {
    return error(
      'sysctl-value',
      `"${value}" is not a value for net.ipv4.vs.${name}, which holds two whole numbers.`,
    );
  }
  return { op: 'sysctl', name, value };
}

function collect(results: readonly (SysctlCommand | Problem)[]): ParsedSysctl {
  const commands: SysctlCommand[] = [];
  const problems: Problem[] = [];
  for (const result of results) {
    if ('op' in result) commands.push(result);
    else problems.push(result);
  }
  return { commands, problems };
}

/**
 * One line of sysctl.conf or of `sysctl -a`: `net.ipv4.vs.name = value`, a leading `-` (ignore errors) allowed.
 * Null = the line is no assignment.
 */
export function parseSysctlAssignment(line: string): ParsedSysctl | null {
  const match = /^\s*-?\s*([A-Za-z0-9_./-]+)\s*=\s*(.*)$/.exec(line);
  return match && collect([setting(match[1], match[2])]);
}

/** The words behind `sysctl`: options are skipped, every `name=value` counts; without `=` it only reads. */
export function parseSysctlWords(words: readonly string[]): ParsedSysctl {
  const problems: Problem[] = [];
  const text = words.filter((word) => !word.startsWith('-'));
  if (words.some((word) => word === '--system' || /^-[a-z]*p/.test(word))) {
    problems.push(
      warning('sysctl-file', `"sysctl ${words.join(' ')}" reads another file: open that file as well.`),
    );
    return { commands: [], problems };
  }
  // `sysctl net.ipv4.vs.x = 1` as cases write it: the parts stand alone.
  const joined = text.length >= 2 && (text[1] === '=' || /^=|=$/.test(text[1]) || text[0].endsWith('='));
  const assignments = joined ? [text.join(' ')] : text.filter((word) => word.includes('='));
  const results = assignments.map((word) => {
    const equals = word.indexOf('=');
    return setting(word.slice(0, equals), word.slice(equals + 1));
  });
  return collect(results);
}

/** `echo VALUE > /proc/sys/net/ipv4/vs/NAME` (or `printf`, or `tee`); null = the command writes no such file. */
export function parseSysctlEcho(command: SimpleCommand): ParsedSysctl | null {
  const target = command.redirects.find(
    ({ op, target }) => op.startsWith('>') && target.startsWith('/proc/sys/'),
  );
  if (!target || !/^(?:echo|printf)$/.test(command.words[0] ?? '')) return null;
  const words = command.words.slice(1).filter((word) => !/^-[neE]+$/.test(word));
  return collect([setting(target.target, words.join(' ').replace(/\\n$/, ''))]);
}
