import { parseIn4, parseIn6 } from '../../base/inet.ts';
import { parsePort } from '../../control/endpoint.ts';
import { readBody } from './body.ts';
import { isRefused, type Note, type Refused, refuse, type ToldEnd, type ToldIp } from './told.ts';

/** `10.0.0.1.80`, `fd00::1.http`, `10.0.0.1`. */
export function readEnd(text: string): ToldEnd | Refused {
  const v4 = /^(\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3})(?:\.([\w-]{1,40}))?$/.exec(text);
  const v6 = v4
    ? null
    : /^([0-9a-fA-F:]{2,39}(?:\d{1,3}(?:\.\d{1,3}){3})?)(?:%\w{1,15})?(?:\.([\w-]{1,40}))?$/.exec(text);
  const match = v4 ?? (v6 && text.includes(':') ? v6 : null);
  const addr = match && (v4 ? parseIn4(match[1]) : parseIn6(match[1]));
  if (!match || addr === null) return refuse('tcpdump-names');
  if (match[2] === undefined) return { addr, port: null, named: false };
  const port = parsePort(match[2]);
  return port === null ? refuse('tcpdump-ports') : { addr, port, named: !/^\d/.test(match[2]) };
}

/** The text within the parenthesis that begins it, and the rest; null = it does not close. */
function parenthesis(text: string): [inside: string, rest: string] | null {
  let depth = 0;
  for (let i = 0; i < text.length && i < 600; i++) {
    if (text[i] === '(') depth++;
    if (text[i] === ')' && --depth === 0) return [text.slice(1, i), text.slice(i + 1).trimStart()];
  }
  return null;
}

type Header = Omit<ToldIp, 'saddr' | 'daddr' | 'body'> & { protocol: number | null };

function numberIn(text: string, pattern: RegExp): number | null {
  const match = pattern.exec(text);
  return match && Number(match[1]);
}

/** `tos 0x0, ttl 64, id 1, offset 0, flags [DF], proto TCP (6), length 40`, `hlim 64, next-header TCP (6) ...`. */
function readHeader(text: string): Header {
  const payload = numberIn(text, /payload length: (\d{1,9})/);
  const flags = /flags \[([^\]]{0,20})\]/.exec(text)?.[1] ?? '';
  return {
    ttl: numberIn(text, /(?:ttl|hlim) (\d{1,3})/),
    tos: numberIn(text, /(?:tos|class) (0x[0-9a-f]{1,2})/),
    id: numberIn(text, /\bid (\d{1,10})/),
    dontFragment: flags.includes('DF'),
    moreFragments: flags.includes('+'),
    fragmentOffset: numberIn(text, /\boffset (\d{1,5})/) ?? 0,
    protocol: numberIn(text, /(?:proto|next-header) [^()]{1,30} \((\d{1,3})\)/),
    length: payload === null ? numberIn(text, /, length (\d{1,6})/) : payload + 40,
  };
}

/** `(tos 0x0, ...) 10.0.0.1.80 > 10.0.0.2.4000: Flags [S], ...`: one IP packet, and those inside it. */
export function readIp(text: string, notes: Set<Note>, depth = 0): ToldIp | Refused {
  const parts = text.startsWith('(') ? parenthesis(text) : null;
  if (!parts && depth === 0) notes.add('no-header');
  const { protocol, ...header } = readHeader(parts ? parts[0] : '');
  const rest = parts ? parts[1] : text;
  const ends = /^(\S{2,300}) > (\S{2,300}):(?:\s+|$)/.exec(rest);
  if (!ends || depth > 3) return refuse('tcpdump-not-understood');
  const from = readEnd(ends[1]);
  const to = readEnd(ends[2]);
  if (isRefused(from)) return from;
  if (isRefused(to)) return to;
  if (typeof from.addr !== typeof to.addr) return refuse('tcpdump-not-understood');
  if (from.named || to.named) notes.add('port-names');
  const body = readBody(rest.slice(ends[0].length), { from, to, protocol, notes, depth, read: readIp });
  return isRefused(body) ? body : { ...header, saddr: from.addr, daddr: to.addr, body };
}
