import { type InetAddr, parseAddr } from '../base/inet.ts';
import { error } from '../base/result.ts';
import type { Command, SyncRole } from './command.ts';
import { parseDecimal } from './endpoint.ts';
import type { Arguments } from './ipvsadm-options.ts';

/** The options of `--start-daemon` and `--stop-daemon`, with the limits of ipvsadm 1.31. */

type DaemonCommand = Extract<Command, { op: 'start-daemon' | 'stop-daemon' }>;
type DaemonOptions = Pick<DaemonCommand, 'syncMaxlen' | 'mcastGroup' | 'mcastPort' | 'mcastTtl'>;

/** A number in its limits; undefined = not given, or wrong and reported. */
function number(
  args: Arguments,
  name: string,
  what: string,
  least: number,
  most: number,
): number | undefined {
  const given = args.get(name);
  if (!given) return undefined;
  const value = given.value === null ? null : parseDecimal(given.value, least, most);
  if (value !== null) return value;
  const told = `"--${name} ${given.value ?? ''}": ${what} is a number from ${least} to ${most}.`;
  args.problems.push(error('ipvsadm-value', told));
  return undefined;
}

/** 224.0.0.0/4 or ff00::/8. */
export function isMulticast(addr: InetAddr): boolean {
  return typeof addr === 'number' ? addr >>> 28 === 0xe : addr[0] >>> 24 === 0xff;
}

function group(args: Arguments): InetAddr | undefined {
  const given = args.get('mcast-group');
  if (!given) return undefined;
  const addr = parseAddr(given.value ?? '');
  if (addr !== null && isMulticast(addr)) return addr;
  const told = `"--mcast-group ${given.value ?? ''}": the group is a multicast address, 224.0.0.81 or ff02::51.`;
  args.problems.push(error('ipvsadm-value', told));
  return undefined;
}

export function daemonOf(start: boolean, role: SyncRole, args: Arguments): DaemonCommand {
  const syncId = number(args, 'syncid', 'the sync id', 0, 255) ?? null;
  if (!start) return { op: 'stop-daemon', role, mcastInterface: null, syncId };
  const given: DaemonOptions = {
    syncMaxlen: number(args, 'sync-maxlen', 'the length of a message', 1, 65535),
    mcastGroup: group(args),
    mcastPort: number(args, 'mcast-port', 'the port', 1, 65535),
    mcastTtl: number(args, 'mcast-ttl', 'the TTL', 1, 255),
  };
  const options = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const mcastInterface = args.get('mcast-interface')?.value ?? 'eth0';
  return { op: 'start-daemon', role, mcastInterface, syncId, ...options };
}
