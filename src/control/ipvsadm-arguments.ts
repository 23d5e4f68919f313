import { parseIn4 } from '../base/inet.ts';
import { error, type Problem, warning } from '../base/result.ts';
import {
  type Command,
  type ForwardingMethod,
  IPPROTO_UDP,
  type RealServerOptions,
  type ServiceKey,
  type ServiceOptions,
  type TunnelChecksum,
} from './command.ts';
import { parseDecimal } from './endpoint.ts';
import { type Arguments, MAX_TIMEOUT } from './ipvsadm-options.ts';

/** Seconds of `-p` without a value (`IPVS_SVC_PERSISTENT_TIMEOUT` of libipvs). */
const DEFAULT_PERSISTENCE = 300;
const INT_MAX = 0x7fffffff;

function numberOption(args: Arguments, name: string, min: number, max: number, fallback: number): number {
  const option = args.get(name);
  if (!option || option.value === null) return fallback;
  const value = parseDecimal(option.value, min, max);
  if (value !== null) return value;
  args.problems.push(
    error('ipvsadm-value', `"${option.token} ${option.value}": ${name} is a number from ${min} to ${max}.`),
  );
  return fallback;
}

/** The mask that `-M` gives: dotted for IPv4, a prefix length for IPv6; null = every bit counts. */
function netmask(args: Arguments, ipv6: boolean): number | null {
  const option = args.get('netmask');
  if (!option || option.value === null) return null;
  const mask = ipv6 ? parseDecimal(option.value, 1, 128) : parseIn4(option.value);
  if (mask === null) {
    const wanted = ipv6 ? 'a prefix length from 1 to 128' : 'a dotted mask such as 255.255.255.0';
    args.problems.push(
      error('ipvsadm-value', `"${option.token} ${option.value}": the netmask is ${wanted}.`),
    );
    return null;
  }
  return mask === (ipv6 ? 128 : 0xffffffff) ? null : mask;
}

/** Names of the bits IP_VS_SVC_F_SCHED1..3 as ipvsadm gives them for a scheduler, lowest bit first. */
function flagNames(scheduler: string): readonly string[] {
  return scheduler === 'sh' || scheduler === 'mh'
    ? [`${scheduler}-fallback`, `${scheduler}-port`, 'flag-3']
    : ['flag-1', 'flag-2', 'flag-3'];
}

function schedFlags(args: Arguments, scheduler: string): string[] {
  const option = args.get('sched-flags');
  if (!option || option.value === null) return [];
  const names = flagNames(scheduler);
  const bits = new Set<number>();
  for (const flag of option.value.split(',')) {
    const bit = Math.max(names.indexOf(flag), ['flag-1', 'flag-2', 'flag-3'].indexOf(flag));
    if (bit < 0) {
      args.problems.push(
        error(
          'ipvsadm-value',
          `"${flag}" in "${option.token} ${option.value}" is no flag of scheduler ${scheduler}, which has ${names.join(', ')}.`,
        ),
      );
    } else bits.add(bit);
  }
  return names.filter((_name, bit) => bits.has(bit));
}

/** What `-s -p -M --pe -o -b` ask for. */
export function serviceOptions(args: Arguments, service: ServiceKey): ServiceOptions {
  const ipv6 = service.kind === 'fwmark' ? service.ipv6 : typeof service.addr !== 'number';
  const scheduler = args.get('scheduler')?.value ?? 'wlc';
  return {
    scheduler,
    persistent: args.has('persistent')
      ? numberOption(args, 'persistent', 1, MAX_TIMEOUT, DEFAULT_PERSISTENCE)
      : null,
    netmask: netmask(args, ipv6),
    pe: args.get('pe')?.value ?? null,
    onePacket: args.has('ops'),
    schedFlags: schedFlags(args, scheduler),
  };
}

const METHODS: Readonly<Record<string, ForwardingMethod>> = {
  masquerading: 'masq',
  ipip: 'tunnel',
  gatewaying: 'droute',
};

function tunnelOptions(args: Arguments, method: ForwardingMethod): RealServerOptions['tunnel'] {
  const sums = (['nocsum', 'csum', 'remcsum'] as const).filter((name) => args.has(`tun-${name}`));
  const type = args.get('tun-type')?.value ?? null;
  if (type === null && sums.length === 0 && !args.has('tun-port')) return null;
  const bad = (message: string): null => {
    args.problems.push(error('ipvsadm-value', message));
    return null;
  };
  if (method !== 'tunnel') return bad('"--tun-type" and the other --tun options go with "-i" only.');
  if (type !== null && type !== 'ipip' && type !== 'gue' && type !== 'gre') {
    return bad(`"--tun-type ${type}": the type is ipip, gue or gre.`);
  }
  if (sums.length > 1) return bad(`"--tun-${sums[0]}" and "--tun-${sums[1]}" exclude each other.`);
  const checksum: TunnelChecksum = sums.length === 0 || sums[0] === 'nocsum' ? 'none' : sums[0];
  const port = numberOption(args, 'tun-port', 1, 65535, 0);
  if (type === 'gue' && port === 0) return bad('"--tun-type gue" needs "--tun-port".');
  if (type !== 'gue' && args.has('tun-port')) return bad('"--tun-port" goes with "--tun-type gue" only.');
  if (type === null || type === 'ipip') {
    return sums.length === 0 ? null : bad(`"--tun-${sums[0]}" goes with "--tun-type gue" or "gre" only.`);
  }
  if (type === 'gre' && checksum === 'remcsum')
    return bad('"--tun-remcsum" goes with "--tun-type gue" only.');
  return { type, port, checksum };
}

/** What `-g -i -m -w -x -y --tun-..` ask for. */
export function realServerOptions(args: Arguments): RealServerOptions {
  const method = METHODS[args.get('forwarding')?.name ?? 'gatewaying'];
  return {
    method,
    weight: numberOption(args, 'weight', 0, 65535, 1),
    upperThreshold: numberOption(args, 'u-threshold', 0, INT_MAX, 0),
    lowerThreshold: numberOption(args, 'l-threshold', 0, INT_MAX, 0),
    tunnel: tunnelOptions(args, method),
  };
}

/** Warns of what ipvsadm refuses although the kernel would take it: such a line did not come from a live system. */
export function checkAgainstTool(command: Command, problems: Problem[]): void {
  if (command.op !== 'add-service' && command.op !== 'edit-service') {
    if (command.op === 'add-server' || command.op === 'edit-server') checkFamilies(command, problems);
    return;
  }
  const { service, options } = command;
  if (service.kind !== 'address') return;
  if (service.port === 0 && options.persistent === null) {
    problems.push(
      warning('ipvsadm-refuses', 'ipvsadm refuses port 0 for a service without "-p"; the kernel takes it.'),
    );
  }
  if (options.onePacket && service.protocol !== IPPROTO_UDP) {
    problems.push(
      warning(
        'ipvsadm-refuses',
        'ipvsadm refuses "-o" (one packet) for services other than UDP; the kernel takes it.',
      ),
    );
  }
}

function checkFamilies(
  command: Extract<Command, { op: 'add-server' | 'edit-server' }>,
  problems: Problem[],
): void {
  const { service, server, options } = command;
  const ipv6 = service.kind === 'fwmark' ? service.ipv6 : typeof service.addr !== 'number';
  if (ipv6 !== (typeof server.addr !== 'number') && options.method !== 'tunnel') {
    problems.push(
      error(
        'ipvsadm-value',
        'Service and real server have different address families: only "-i" can do that.',
      ),
    );
  }
}
