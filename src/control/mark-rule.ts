import { addrEqual, formatAddr, type In6, type InetAddr, parseAddr } from '../base/inet.ts';
import { error, type Problem } from '../base/result.ts';
import { parseDecimal, parsePort, parseProtocol, protocolName } from './endpoint.ts';

/** An address with the number of leading bits that must agree. */
export interface Prefix {
  addr: InetAddr;
  bits: number;
}

/** Which packets a firewall rule marks before IPVS sees them; null = any. Ranges are inclusive. */
export interface MarkRule {
  saddr: Prefix | null;
  daddr: Prefix | null;
  protocol: number | null;
  sports: readonly PortRange[] | null;
  dports: readonly PortRange[] | null;
  /** The mark that is set, 32 bits. */
  mark: number;
}

export type PortRange = readonly [first: number, last: number];

/** The header fields that mark rules look at. Ports are null where the packet has none. */
export interface MarkedHeader {
  saddr: InetAddr;
  daddr: InetAddr;
  protocol: number;
  sport: number | null;
  dport: number | null;
}

export const ANY_PACKET: Omit<MarkRule, 'mark'> = {
  saddr: null,
  daddr: null,
  protocol: null,
  sports: null,
  dports: null,
};

function maskOf(bits: number): number {
  return bits <= 0 ? 0 : (0xffffffff << (32 - Math.min(32, bits))) >>> 0;
}

export function inPrefix(addr: InetAddr, prefix: Prefix | null): boolean {
  if (!prefix) return true;
  const { addr: wanted, bits } = prefix;
  if (typeof addr === 'number' || typeof wanted === 'number') {
    if (typeof addr !== 'number' || typeof wanted !== 'number') return false;
    return ((addr ^ wanted) & maskOf(bits)) === 0;
  }
  if (bits === 128) return addrEqual(addr, wanted);
  return wanted.every((word, i) => ((word ^ addr[i]) & maskOf(bits - 32 * i)) === 0);
}

function inRanges(port: number | null, ranges: readonly PortRange[] | null): boolean {
  if (!ranges) return true;
  return port !== null && ranges.some(([first, last]) => first <= port && port <= last);
}

/** The mark of a packet after all rules in their order: a later rule overrides an earlier one. 0 = unmarked. */
export function markOf(rules: readonly MarkRule[], header: MarkedHeader): number {
  let mark = 0;
  for (const rule of rules) {
    const hit =
      (rule.protocol === null || rule.protocol === header.protocol) &&
      inPrefix(header.saddr, rule.saddr) &&
      inPrefix(header.daddr, rule.daddr) &&
      inRanges(header.sport, rule.sports) &&
      inRanges(header.dport, rule.dports);
    if (hit) mark = rule.mark;
  }
  return mark;
}

/** `10.0.0.0/24`, `10.0.0.0/255.255.255.0`, `fd00::/64`, or an address alone; null = none of these. */
export function parsePrefix(text: string): Prefix | null {
  const [host, length] = text.split('/');
  const addr = parseAddr(host);
  if (addr === null) return null;
  const max = typeof addr === 'number' ? 32 : 128;
  if (length === undefined) return { addr, bits: max };
  const dotted = max === 32 && length.includes('.') ? parseAddr(length) : null;
  const bits =
    typeof dotted === 'number' ? 32 - Math.log2(0x100000000 - dotted) : parseDecimal(length, 0, max);
  return bits === null || !Number.isInteger(bits) ? null : { addr: network(addr, bits), bits };
}

/** The address with all bits behind the prefix cleared. */
function network(addr: InetAddr, bits: number): InetAddr {
  if (typeof addr === 'number') return (addr & maskOf(bits)) >>> 0;
  const words = addr.map((word, i) => (word & maskOf(bits - 32 * i)) >>> 0);
  return words as unknown as In6;
}

export function formatPrefix({ addr, bits }: Prefix): string {
  const whole = bits === (typeof addr === 'number' ? 32 : 128);
  return whole ? formatAddr(addr) : `${formatAddr(addr)}/${bits}`;
}

/** `80`, `http`, `20-21`, `20:21`, several with commas; null = something else. */
export function parsePorts(text: string): PortRange[] | null {
  const ranges: PortRange[] = [];
  for (const part of text.split(',')) {
    const [first, last = first, more] = part.trim().split(/[:-](?=\d|$)/);
    const low = first === '' ? 0 : parsePort(first);
    const high = last === '' ? 65535 : parsePort(last);
    if (low === null || high === null || more !== undefined || low > high) return null;
    ranges.push([low, high]);
  }
  return ranges;
}

function formatPorts(ranges: readonly PortRange[]): string {
  return ranges.map(([first, last]) => (first === last ? String(first) : `${first}-${last}`)).join(',');
}

/** A decimal or hexadecimal mark of 32 bits; null = neither. */
export function parseMark(text: string): number | null {
  if (/^0x[0-9a-fA-F]{1,8}$/.test(text)) return Number.parseInt(text.slice(2), 16);
  return parseDecimal(text, 0, 0xffffffff);
}

/** `mark daddr 10.0.0.100 tcp dport 80,443 set 1`: the line of a case. {@link parseMarkLine} reads it back. */
export function formatMarkRule(rule: MarkRule): string {
  const parts = ['mark'];
  if (rule.saddr) parts.push('saddr', formatPrefix(rule.saddr));
  if (rule.daddr) parts.push('daddr', formatPrefix(rule.daddr));
  if (rule.protocol !== null) parts.push(protocolName(rule.protocol));
  if (rule.sports) parts.push('sport', formatPorts(rule.sports));
  if (rule.dports) parts.push('dport', formatPorts(rule.dports));
  parts.push('set', String(rule.mark));
  return parts.join(' ');
}

/** Sets one field of a rule under construction; the text of the complaint, or null. */
export function setMarkField(rule: MarkRule, field: string, value: string): string | null {
  if (field === 'saddr' || field === 'daddr') {
    rule[field] = parsePrefix(value);
    return rule[field] ? null : `"${value}" is not an address or prefix such as 10.0.0.0/24`;
  }
  if (field === 'sport' || field === 'dport') {
    const ranges = parsePorts(value);
    rule[field === 'sport' ? 'sports' : 'dports'] = ranges;
    return ranges ? null : `"${value}" is not a list of ports such as 80,443 or 20-21`;
  }
  const number = field === 'protocol' ? parseProtocol(value) : parseMark(value);
  if (number === null) return `"${value}" is not a ${field}`;
  if (field === 'protocol') rule.protocol = number;
  else rule.mark = number;
  return null;
}

const MARK_USE = 'write "mark [saddr A] [daddr A] [tcp|udp|sctp|NUMBER] [sport P] [dport P] set MARK"';

/** The words of a case's `mark` line, `mark` included. */
export function parseMarkLine(words: readonly string[]): MarkRule | Problem {
  const rule: MarkRule = { ...ANY_PACKET, mark: 0 };
  let marked = false;
  for (let i = 1; i < words.length; i++) {
    const named = /^(?:saddr|daddr|sport|dport|set)$/.test(words[i]);
    const field = named ? words[i] : 'protocol';
    const value = named ? (words[++i] ?? '') : words[i];
    if (field === 'set') marked = true;
    const complaint = setMarkField(rule, field === 'set' ? 'mark' : field, value);
    if (complaint) return error('mark-rule', `${complaint}: ${MARK_USE}.`);
  }
  return marked ? rule : error('mark-rule', `"${words.join(' ')}" sets no mark: ${MARK_USE}.`);
}
