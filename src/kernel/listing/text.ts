import type { InetAddr } from '../../base/inet.ts';
import { formatIn6Full } from '../../base/inet.ts';

/** A number in hexadecimal capitals, with zeros in front. */
export function hex(value: number, width: number): string {
  return (value >>> 0).toString(16).toUpperCase().padStart(width, '0');
}

/** An address as files under /proc/net have it: eight digits, or eight full groups. */
export function proc_address(addr: InetAddr): string {
  return typeof addr === 'number' ? hex(addr, 8) : formatIn6Full(addr);
}

/** Names of forwarding methods in listings, by number. */
export const FORWARD_NAMES = ['Masq', 'Local', 'Tunnel', 'Route', 'Bypass'] as const;

export function forward_name(conn_flags: number): string {
  return (FORWARD_NAMES[conn_flags & 7] ?? '').padEnd(7);
}

/** Title lines and rows as one text; every line ends. */
export function page(lines: readonly string[]): string {
  return lines.length === 0 ? '' : `${lines.join('\n')}\n`;
}
