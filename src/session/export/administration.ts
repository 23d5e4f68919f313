import { formatAddr } from '../../base/inet.ts';
import type { Command } from '../../control/command.ts';
import { protocolName } from '../../control/endpoint.ts';
import { formatCommand } from '../../control/format.ts';
import type { MarkRule, PortRange } from '../../control/mark-rule.ts';
import { formatPrefix } from '../../control/mark-rule.ts';
import type { Program } from '../../inputs/program.ts';

/** The configuration of a case in the words of its administrator. */

function isRule({ op }: Command): boolean {
  return op === 'add-service' || op === 'add-server';
}

/** Services and servers as `ipvsadm -Sn` prints them and `ipvsadm -R` reads them, one per line. */
export function rulesText({ setup }: Program): string {
  return setup
    .filter(isRule)
    .map((command) => `${formatCommand(command)}\n`)
    .join('');
}

/** Settings, timeouts and daemons: what of the setup is no rule. */
export function otherSetup({ setup }: Program): readonly Command[] {
  return setup.filter((command) => !isRule(command));
}

/** A command as a shell runs it. */
export function shellLine(command: Command): string {
  if (command.op === 'sysctl') return `sysctl -qw net.ipv4.vs.${command.name}=${shellWord(command.value)}`;
  return `ipvsadm ${formatCommand(command)}`;
}

/** In single quotes, unless it needs none. */
export function shellWord(text: string): string {
  return /^[\w./:=,@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function ports(option: 'sports' | 'dports', ranges: readonly PortRange[]): string {
  const texts = ranges.map(([first, last]) => (first === last ? String(first) : `${first}:${last}`));
  return `-m multiport --${option} ${texts.join(',')}`;
}

/** A mark rule as iptables takes it, of IPv6 as ip6tables does; what names no address goes to both. */
export function iptablesLines(rule: MarkRule): string[] {
  const parts = ['-t mangle -A PREROUTING'];
  if (rule.saddr) parts.push('-s', formatPrefix(rule.saddr));
  if (rule.daddr) parts.push('-d', formatPrefix(rule.daddr));
  if (rule.protocol !== null) parts.push('-p', protocolName(rule.protocol));
  if (rule.sports) parts.push(ports('sports', rule.sports));
  if (rule.dports) parts.push(ports('dports', rule.dports));
  parts.push('-j MARK --set-mark', String(rule.mark));
  const named = rule.saddr ?? rule.daddr;
  const tools = named
    ? [typeof named.addr === 'number' ? 'iptables' : 'ip6tables']
    : ['iptables', 'ip6tables'];
  return tools.map((tool) => `${tool} ${parts.join(' ')}`);
}

/** Virtual addresses of the case, which the director must hold. */
export function virtualAddresses({ vips, setup }: Program): string[] {
  const named = setup.flatMap((command) =>
    command.op === 'add-service' && command.service.kind !== 'fwmark' ? [command.service.addr] : [],
  );
  return [...new Set([...vips, ...named].map(formatAddr))];
}

/** Addresses of all real servers, also of those that are added later. */
export function serverAddresses(commands: readonly Command[]): string[] {
  const addrs = commands.flatMap((command) =>
    command.op === 'add-server' || command.op === 'edit-server' ? [formatAddr(command.server.addr)] : [],
  );
  return [...new Set(addrs)];
}
