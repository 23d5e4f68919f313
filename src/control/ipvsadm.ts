import { error, type Problem, warning } from '../base/result.ts';
import { type Command, IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP, type ServiceKey } from './command.ts';
import { isProblem, parseDecimal, parseServiceEndpoint } from './endpoint.ts';
import { checkAgainstTool, realServerOptions, serviceOptions } from './ipvsadm-arguments.ts';
import { daemonOf } from './ipvsadm-daemon.ts';
import { type Arguments, type GivenOption, MAX_TIMEOUT, readOptions } from './ipvsadm-options.ts';

/** What one command line of ipvsadm asks for. `command` is null if it changes nothing or cannot be used. */
export interface ParsedCommand {
  command: Command | null;
  problems: readonly Problem[];
}

/** Options that each command takes besides the service; `+` = must be there. */
const ALLOWED: Readonly<Record<string, string>> = {
  'add-service': '+service scheduler persistent netmask ops pe sched-flags ipv6',
  'edit-service': '+service scheduler persistent netmask ops pe sched-flags ipv6',
  'delete-service': '+service ipv6',
  'add-server':
    '+service +real-server forwarding weight u-threshold l-threshold ipv6 tun-type tun-port tun-nocsum tun-csum tun-remcsum',
  'edit-server':
    '+service +real-server forwarding weight u-threshold l-threshold ipv6 tun-type tun-port tun-nocsum tun-csum tun-remcsum',
  'delete-server': '+service +real-server ipv6',
  clear: '',
  zero: 'service ipv6',
  set: '',
  'start-daemon': 'mcast-interface syncid sync-maxlen mcast-group mcast-port mcast-ttl',
  'stop-daemon': 'syncid',
};

/** Commands that only show or print; they leave IPVS as it is. */
const READ_ONLY = new Set(['list', 'save', 'help', 'version']);

function kindOf(option: GivenOption): string {
  return option.group === 'service' || option.group === 'forwarding' ? option.group : option.name;
}

function checkOptions(command: GivenOption, options: readonly GivenOption[], problems: Problem[]): void {
  const allowed = ALLOWED[command.name].split(' ');
  const seen = new Map<string, GivenOption>();
  for (const option of options) {
    const kind = kindOf(option);
    const before = seen.get(kind);
    if (before) {
      problems.push(
        error(
          'ipvsadm-option',
          `"${before.token}" and "${option.token}" both give the ${kind}: keep one of them.`,
        ),
      );
    }
    seen.set(kind, option);
    if (!allowed.includes(kind) && !allowed.includes(`+${kind}`)) {
      problems.push(
        error('ipvsadm-option', `"${option.token}" does not go with "${command.token}" (${command.name}).`),
      );
    }
  }
  for (const kind of allowed) {
    if (kind.startsWith('+') && !seen.has(kind.slice(1))) {
      problems.push(
        error('ipvsadm-option', `"${command.token}" (${command.name}) needs ${howToGive(kind.slice(1))}.`),
      );
    }
  }
}

function howToGive(kind: string): string {
  return kind === 'service' ? 'a service: -t, -u, --sctp-service or -f' : 'a real server: -r address:port';
}

const PROTOCOLS: Readonly<Record<string, number>> = {
  'tcp-service': IPPROTO_TCP,
  'udp-service': IPPROTO_UDP,
  'sctp-service': IPPROTO_SCTP,
};

function parseServiceKey(option: GivenOption, ipv6: boolean): ServiceKey | Problem {
  const value = option.value ?? '';
  if (option.name === 'fwmark-service') {
    const fwmark = parseDecimal(value, 1, 0xffffffff);
    if (fwmark !== null) return { kind: 'fwmark', fwmark, ipv6 };
    return error(
      'ipvsadm-value',
      `"${option.token} ${value}": a firewall mark is a number from 1 to 4294967295.`,
    );
  }
  const endpoint = parseServiceEndpoint(value);
  if (isProblem(endpoint)) return endpoint;
  if (ipv6 && typeof endpoint.addr === 'number') {
    return error('ipvsadm-option', `"-6" goes with "-f"; "${value}" is an IPv4 address.`);
  }
  return { kind: 'address', protocol: PROTOCOLS[option.name], addr: endpoint.addr, port: endpoint.port ?? 0 };
}

interface GatheredArguments extends Arguments {
  service: ServiceKey | null;
}

function gather(options: readonly GivenOption[], problems: Problem[]): GatheredArguments {
  const byName = new Map(options.map((option) => [kindOf(option), option]));
  const given = byName.get('service');
  let service: ServiceKey | null = null;
  if (given && given.value !== null) {
    const key = parseServiceKey(given, byName.has('ipv6'));
    if (isProblem(key)) problems.push(key);
    else service = key;
  }
  return { get: (name) => byName.get(name), has: (name) => byName.has(name), service, problems };
}

function setTimeouts(rest: readonly string[], problems: Problem[]): Command | null {
  if (rest.length !== 3) {
    problems.push(
      error(
        'ipvsadm-value',
        `"--set" takes three timeouts in seconds (tcp tcpfin udp), found ${rest.length}.`,
      ),
    );
    return null;
  }
  const seconds = rest.map((text) => parseDecimal(text, 0, MAX_TIMEOUT));
  const bad = seconds.indexOf(null);
  if (bad >= 0) {
    problems.push(
      error(
        'ipvsadm-value',
        `"${rest[bad]}" in "--set ${rest.join(' ')}" is not a number of seconds up to 31 days.`,
      ),
    );
    return null;
  }
  return { op: 'set-timeout', tcp: seconds[0]!, tcpFin: seconds[1]!, udp: seconds[2]! };
}

function daemonCommand(command: GivenOption, args: Arguments): Command | null {
  const role = command.value;
  if (role !== 'master' && role !== 'backup') {
    args.problems.push(
      error('ipvsadm-value', `"${command.token} ${role ?? ''}": the state is "master" or "backup".`),
    );
    return null;
  }
  return daemonOf(command.name === 'start-daemon', role, args);
}

function build(command: GivenOption, args: GatheredArguments, rest: readonly string[]): Command | null {
  const { service } = args;
  switch (command.name) {
    case 'clear':
      return { op: 'flush' };
    case 'set':
      return setTimeouts(rest, args.problems);
    case 'start-daemon':
    case 'stop-daemon':
      return daemonCommand(command, args);
    case 'zero':
      return { op: 'zero', service };
    default:
      return service && buildForService(command.name, service, args);
  }
}

function buildForService(name: string, service: ServiceKey, args: Arguments): Command | null {
  if (name === 'add-service' || name === 'edit-service') {
    return { op: name, service, options: serviceOptions(args, service) };
  }
  if (name === 'delete-service') return { op: name, service };
  const given = args.get('real-server')?.value;
  if (given == null) return null;
  const endpoint = parseServiceEndpoint(given);
  if (isProblem(endpoint)) {
    args.problems.push(endpoint);
    return null;
  }
  const vport = service.kind === 'address' ? service.port : 0;
  const server = { addr: endpoint.addr, port: endpoint.port ?? vport };
  if (name === 'delete-server') return { op: name, service, server };
  const options = realServerOptions(args);
  // ipvsadm forces the service's port on servers that see the packet unchanged.
  const unchanged = service.kind === 'address' && options.method !== 'masq';
  if (unchanged) server.port = vport;
  return { op: name === 'add-server' ? name : 'edit-server', service, server, options };
}

/**
 * The words behind `ipvsadm` (or one line of `ipvsadm -Sn`, split into words) as a command, with the defaults of
 * ipvsadm 1.31: scheduler wlc, forwarding by direct routing, weight 1, persistence 300 s if `-p` has no value.
 */
export function parseIpvsadm(words: readonly string[]): ParsedCommand {
  const { options, rest, problems: found } = readOptions(words);
  const problems = [...found];
  const commands = options.filter((option) => option.group === 'command');
  const command = commands[0];
  const line = words.join(' ');
  if (!command) {
    if (words.length > 0)
      problems.push(error('ipvsadm-command', `"${line}" has no command such as -A, -a, -E, -e, -D, -d.`));
    return { command: null, problems };
  }
  if (commands.length > 1) {
    problems.push(
      error('ipvsadm-command', `"${line}" has two commands, "${command.token}" and "${commands[1].token}".`),
    );
  }
  if (READ_ONLY.has(command.name)) return { command: null, problems };
  if (command.name === 'restore') {
    problems.push(
      warning('ipvsadm-restore', `"${line}" reads rules from another file: open that file as well.`),
    );
    return { command: null, problems };
  }
  if (command.name !== 'set' && rest.length > 0) {
    problems.push(error('ipvsadm-option', `"${rest[0]}" belongs to no option of "${line}".`));
  }
  const others = options.filter((option) => option.group !== 'command');
  checkOptions(command, others, problems);
  const result = build(command, gather(others, problems), rest);
  if (result) checkAgainstTool(result, problems);
  const failed = problems.some((problem) => problem.severity === 'error');
  return { command: failed ? null : result, problems };
}
