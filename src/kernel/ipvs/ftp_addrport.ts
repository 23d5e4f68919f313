import { type AddressFamily, type InetAddr, parseIn4, parseIn6 } from '../../base/inet.ts';

/**
 * Address and port in FTP commands and responses (ip_vs_ftp.c: ip_vs_ftp_get_addrport; RFC 959, RFC 2428).
 * Text is one character per byte.
 */
export interface FtpAddrPort {
  /** null = left out (usual in EPSV responses). */
  readonly addr: InetAddr | null;
  readonly port: number;
  /** The part of the text that names them: [start, end). */
  readonly start: number;
  readonly end: number;
}

const is_digit = (character: string | undefined): boolean =>
  character !== undefined && /[0-9]/.test(character);

/** Where the argument begins: behind `skip`, or at the first digit where `skip` may be missing; -1 = the text ends. */
function argument_at(text: string, from: number, skip: string, extended: boolean): number {
  let found = false;
  for (let at = from; at < text.length; at++) {
    if (!found && !extended && is_digit(text[at])) return at;
    if (found && text[at] !== skip) return at;
    found ||= text[at] === skip;
  }
  return -1;
}

/** `a,b,c,d,p,q`, with something behind it. */
function old_format(text: string, start: number): FtpAddrPort | null {
  const match = /^(\d*),(\d*),(\d*),(\d*),(\d*),(\d*)(?=\D)/.exec(text.slice(start));
  if (!match) return null;
  const bytes = match.slice(1).map(Number);
  if (bytes.some((byte) => byte > 255)) return null;
  const [a, b, c, d, high, low] = bytes;
  const end = start + match[0].length;
  return { addr: ((a << 24) | (b << 16) | (c << 8) | d) >>> 0, port: high * 256 + low, start, end };
}

/** `|1|address|port|` with any delimiter; `|||port|` only in a response. */
function extended_format(
  text: string,
  start: number,
  af: AddressFamily,
  response: boolean,
): FtpAddrPort | null {
  const delimiter = text.charCodeAt(start);
  if (!(delimiter >= 33 && delimiter <= 126)) return null;
  const parts = text.slice(start + 1).split(text[start], 4);
  if (parts.length < 4) return null;
  const [family, address, digits] = parts;
  const port = /^\d{1,5}$/.test(digits) ? Number(digits) : 0;
  if (port === 0 || port > 65535) return null;
  const end = start + family.length + address.length + digits.length + 4;
  if (family === '' && address === '') return response ? { addr: null, port, start, end } : null;
  if (family !== (af === 2 ? '1' : '2')) return null;
  const addr = af === 2 ? parseIn4(address) : parseIn6(address);
  return addr === null ? null : { addr, port, start, end };
}

/** Reads `text` that begins with `pattern`; null = something else, or cut. */
export function ip_vs_ftp_get_addrport(
  text: string,
  pattern: 'PORT' | 'EPRT' | '227 ' | '229 ',
  af: AddressFamily,
): FtpAddrPort | null {
  if (text.slice(0, pattern.length).toUpperCase() !== pattern) return null;
  const response = pattern === '227 ' || pattern === '229 ';
  const extended = pattern === 'EPRT' || pattern === '229 ';
  const start = argument_at(text, pattern.length, response ? '(' : ' ', extended);
  if (start < 0) return null;
  return extended ? extended_format(text, start, af, response) : old_format(text, start);
}
