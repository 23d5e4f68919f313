import { familyOf, formatEndpoint, parseEndpoint } from '../base/inet.ts';
import { error, type Problem } from '../base/result.ts';
import { parseDecimal, parseProtocol } from '../control/endpoint.ts';
import type { StartEntry } from '../control/start-entry.ts';
import { formatSeconds, parseSeconds } from './case-time.ts';
import { quoteBytes, unquoteBytes } from './packet-text.ts';

/**
 * One entry of the starting state as a line:
 * `entry tcp ESTABLISHED 899.000 172.16.0.1:40001 > 10.0.0.100:80 > 192.168.1.10:80 mark 1 synced pe sip "key"`.
 */

const NAMES: Readonly<Record<number, string>> = { 0: 'ip', 6: 'tcp', 17: 'udp', 132: 'sctp' };

export function formatStart(entry: StartEntry): string {
  const ends = [
    formatEndpoint(entry.caddr, entry.cport),
    formatEndpoint(entry.vaddr, entry.vport),
    formatEndpoint(entry.daddr, entry.dport),
  ];
  const time = formatSeconds(Math.round(entry.expiresS * 1e3) * 1e6);
  const words = ['entry', NAMES[entry.protocol] ?? entry.protocol, entry.state, time, ends.join(' > ')];
  if (entry.fwmark !== 0) words.push('mark', String(entry.fwmark));
  if (entry.synced) words.push('synced');
  if (entry.pe !== null && entry.peData !== null)
    words.push('pe', entry.pe, quoteBytes(Uint8Array.from(entry.peData, (c) => c.charCodeAt(0))));
  return words.join(' ');
}

const wrong = (message: string): Problem => error('case-start', message);

const FORM =
  'expected "entry tcp ESTABLISHED 899 172.16.0.1:40001 > 10.0.0.100:80 > 192.168.1.10:80": protocol, state, seconds left, client, virtual end, real server.';

interface More {
  fwmark: number;
  synced: boolean;
  pe: string | null;
  peData: string | null;
}

/** What may follow the three ends, in any order. */
function parseMore(words: readonly string[]): More | Problem {
  const more: More = { fwmark: 0, synced: false, pe: null, peData: null };
  for (let at = 0; at < words.length; at++) {
    if (words[at] === 'synced') more.synced = true;
    else if (words[at] === 'mark') {
      const mark = parseDecimal(words[++at] ?? '', 1, 0xffffffff);
      if (mark === null) return wrong(`"mark ${words[at] ?? ''}": expected a firewall mark.`);
      more.fwmark = mark;
    } else if (words[at] === 'pe') {
      const key = unquoteBytes(words[at + 2] ?? '');
      if (key === null) return wrong('"pe" takes the name of a persistence engine and its key in quotes.');
      more.pe = words[at + 1];
      more.peData = String.fromCharCode(...key);
      at += 2;
    } else return wrong(`"${words[at]}" says nothing about an entry: expected mark, synced or pe.`);
  }
  return more;
}

/** The words of a line that begins with `entry`. */
export function parseStartWords(words: readonly string[]): StartEntry | Problem {
  const [, name = '', state = '', left = '', client = '', to, virtual = '', at, server = '', ...rest] = words;
  const protocol = name === 'ip' ? 0 : parseProtocol(name);
  const nanoseconds = parseSeconds(left);
  const [caddr, vaddr, daddr] = [client, virtual, server].map(parseEndpoint);
  if (
    protocol === null ||
    nanoseconds === null ||
    to !== '>' ||
    at !== '>' ||
    !/^[A-Z][A-Z0-9_-]*$/.test(state)
  ) {
    return wrong(`"${words.join(' ')}": ${FORM}`);
  }
  if (!caddr || !vaddr || !daddr) return wrong(`"${words.join(' ')}" lacks an address with a port: ${FORM}`);
  if (familyOf(caddr.addr) !== familyOf(vaddr.addr)) {
    return wrong(`"${words.join(' ')}": client and virtual address are not of one family.`);
  }
  const more = parseMore(rest);
  if ('severity' in more) return more;
  return {
    protocol,
    state,
    expiresS: nanoseconds / 1e9,
    caddr: caddr.addr,
    cport: caddr.port,
    vaddr: vaddr.addr,
    vport: vaddr.port,
    daddr: daddr.addr,
    dport: daddr.port,
    ...more,
  };
}
