import { type InetAddr, parseAddr, parseIn4 } from '../../base/inet.ts';
import { error, type Problem, warning } from '../../base/result.ts';
import type { ServiceKey } from '../../control/command.ts';
import { parseDecimal, parsePort } from '../../control/endpoint.ts';
import type { Statement } from './keepalived-blocks.ts';

/** Addresses that one range of a group may stand for. */
const LARGEST_RANGE = 256;

/** A service as a virtual server or a line of a group names it, before the protocol is known. */
export type NamedService = { addr: InetAddr; port: number } | { fwmark: number };

export function keyOf(service: NamedService, protocol: number, ipv6: boolean): ServiceKey {
  if ('fwmark' in service) return { kind: 'fwmark', fwmark: service.fwmark, ipv6 };
  return { kind: 'address', protocol, addr: service.addr, port: service.port };
}

/** `10.0.0.1 80`, `10.0.0.1`; null = reported. */
export function endOf(
  [host = '', port]: readonly string[],
  line: number,
  problems: Problem[],
): { addr: InetAddr; port: number } | null {
  const addr = parseAddr(host);
  const number = port === undefined ? 0 : parsePort(port);
  if (addr !== null && number !== null) return { addr, port: number };
  const what = addr === null ? `"${host}" is not an address` : `"${port}" is not a port`;
  problems.push(
    error('keepalived-address', `${what}, and nothing is looked up here: line ${line} is left out.`, {
      line,
    }),
  );
  return null;
}

/** `192.168.200.3-10`, `ae00::2-9`: the last byte or group counts up. null = no range. */
function rangeOf(text: string): InetAddr[] | null {
  const match = /^([0-9A-Fa-f.:]{2,45})-([0-9A-Fa-f]{1,4})$/.exec(text);
  const first = match && parseAddr(match[1]);
  if (!match || first === null) return null;
  const v4 = typeof first === 'number';
  const word = v4 ? first : first[3];
  const low = v4 ? word & 255 : word & 0xffff;
  const high = Number.parseInt(match[2], v4 ? 10 : 16);
  if (high < low || high > (v4 ? 255 : 0xffff) || high - low >= LARGEST_RANGE) return null;
  return Array.from({ length: high - low + 1 }, (_, i) => {
    return v4 ? word + i : ([first[0], first[1], first[2], word + i] as const);
  });
}

function fwmarkOf(text: string | undefined, line: number, problems: Problem[]): NamedService[] {
  const fwmark = text === undefined ? null : parseDecimal(text, 1, 0xffffffff);
  if (fwmark !== null) return [{ fwmark }];
  problems.push(
    error('keepalived-fwmark', `"fwmark ${text ?? ''}" on line ${line} is no firewall mark.`, { line }),
  );
  return [];
}

/** One line of a `virtual_server_group`. */
function groupEntry({ words, line }: Statement, problems: Problem[]): NamedService[] {
  if (words[0] === 'fwmark') return fwmarkOf(words[1], line, problems);
  const range = rangeOf(words[0] ?? '');
  const port = words[1] === undefined ? 0 : parsePort(words[1]);
  if (range && port !== null) return range.map((addr) => ({ addr, port }));
  const end = endOf(words, line, problems);
  return end ? [end] : [];
}

/** Groups by name, with all addresses of their ranges. */
export function groupsOf(top: readonly Statement[], problems: Problem[]): Map<string, NamedService[]> {
  const groups = new Map<string, NamedService[]>();
  for (const { words, block } of top) {
    if (words[0] !== 'virtual_server_group' || !block) continue;
    const entries = block.flatMap((entry) => groupEntry(entry, problems));
    groups.set(words[1] ?? '', entries);
  }
  return groups;
}

/** What `virtual_server ...` names: an address with a port, a mark, or all of a group. */
export function servicesOf(
  { words, line }: Statement,
  groups: ReadonlyMap<string, NamedService[]>,
  problems: Problem[],
): NamedService[] {
  if (words[1] === 'fwmark') return fwmarkOf(words[2], line, problems);
  if (words[1] !== 'group') {
    const end = endOf(words.slice(1), line, problems);
    return end ? [end] : [];
  }
  const group = groups.get(words[2] ?? '');
  if (!group) {
    const message = `The virtual server group "${words[2] ?? ''}" of line ${line} is not in this text.`;
    problems.push(warning('keepalived-group', message, { line }));
  }
  return group ?? [];
}

/** `255.255.255.0` or, for IPv6, `64`; null = neither. All bits are no granularity. */
export function granularityOf(text: string | undefined): { netmask: number | null } | null {
  const mask = parseIn4(text ?? '');
  if (mask !== null) return { netmask: mask === 0xffffffff ? null : mask };
  const bits = text === undefined ? null : parseDecimal(text, 1, 128);
  return bits === null ? null : { netmask: bits === 128 ? null : bits };
}
