import { parseIn4 } from '../../base/inet.ts';
import { type Problem, warning } from '../../base/result.ts';
import { type PasteLine, wordsOf } from './lines.ts';
import type { ListedPersistence, ListedService, ServicesForm } from './listed.ts';
import { integer, listedEnd, listedFigure, listedFigures, listedProtocol, procEnd } from './values.ts';

type Service = Omit<ListedService, 'servers'>;

/** Which service: protocol and end, or mark. Takes its words off the row; null = none. */
function identity(
  words: string[],
  form: ServicesForm,
): Pick<Service, 'protocol' | 'end' | 'fwmark' | 'ipv6'> | null {
  const [protocolName = '', name = ''] = words.splice(0, 2);
  if (protocolName === 'FWM') {
    const hex = form === 'proc' && /^[0-9A-F]{8}$/.test(name);
    const mark = hex ? Number.parseInt(name, 16) : integer(name);
    if (mark === null) return null;
    const ipv6 = words[0] === 'IPv6';
    if (ipv6) words.shift();
    // ipvsadm prints marks from 2^31 on as negative numbers.
    return { protocol: null, end: null, fwmark: mark >>> 0, ipv6 };
  }
  const protocol = listedProtocol(protocolName);
  const end = form === 'proc' ? procEnd(name) : listedEnd(name);
  if (protocol === null || !end) return null;
  return { protocol, end, fwmark: null, ipv6: typeof end.addr === 'object' };
}

/** `FFFFFF00`; of IPv6 a prefix length whose bytes stand the other way round (ip_vs_ctl.c, `ntohl(svc->netmask)`). */
function procMask(text: string | undefined, ipv6: boolean): number | null | undefined {
  if (text === undefined || !/^[0-9A-F]{8}$/.test(text)) return undefined;
  const mask = Number.parseInt(text, 16);
  if (mask === 0xffffffff) return null;
  const bits = mask >>> 24;
  // A mark does not tell its family: what is no netmask is a prefix length.
  if (ipv6 || !isMask(mask)) return bits === 128 ? null : bits;
  return mask;
}

const isMask = (mask: number): boolean => ((~mask >>> 0) & ((~mask >>> 0) + 1)) === 0;

function plainMask(text: string | undefined, ipv6: boolean): number | null {
  if (text === undefined) return null;
  return ipv6 || /^\d{1,3}$/.test(text) ? integer(text) : parseIn4(text);
}

/** `persistent 360 mask 255.255.255.0`, `persistent 36000 FFFFFF00`: takes its words; null = no such words. */
function persistence(words: string[], form: ServicesForm, ipv6: boolean): ListedPersistence | null {
  const timeout = integer(words[1]);
  if (timeout === null) return null;
  if (form === 'proc') {
    const netmask = procMask(words[2], ipv6);
    words.splice(0, netmask === undefined ? 2 : 3);
    return { timeout, unit: 'jiffies', netmask: netmask ?? null };
  }
  words.splice(0, 2);
  let netmask: number | null = null;
  if (words[0] === 'mask') {
    netmask = plainMask(words[1], ipv6);
    words.splice(0, 2);
  }
  return { timeout, unit: 's', netmask };
}

/** Scheduler and flags; what is left in `words` was not understood. */
function options(service: Service, words: string[], form: ServicesForm): void {
  service.scheduler = words.shift() ?? null;
  for (;;) {
    const word = words[0];
    const flags = /^\(([\w,-]{1,200})\)$/.exec(word ?? '');
    if (flags) {
      service.schedFlags = flags[1].split(',');
      words.shift();
    } else if (word === 'ops') {
      service.onePacket = true;
      words.shift();
    } else if (word === 'pe' && words.length > 1) {
      service.pe = words[1];
      words.splice(0, 2);
    } else if (word === 'persistent') {
      service.persistent = persistence(words, form, service.ipv6);
      if (!service.persistent) return;
    } else return;
  }
}

/** The line of a service; null = reported. */
export function serviceRow(row: PasteLine, form: ServicesForm, problems: Problem[]): Service | null {
  const { line, text } = row;
  const words = wordsOf(text);
  const found = identity(words, form);
  if (!found) {
    problems.push(
      warning('listing-service', `"${text}" is not a service of IPVS: it is left out.`, {
        line,
        evidence: text,
      }),
    );
    return null;
  }
  const service: Service = {
    line,
    ...found,
    scheduler: null,
    schedFlags: [],
    persistent: null,
    pe: null,
    onePacket: false,
    figures: null,
  };
  if (form === 'stats' || form === 'rate') service.figures = listedFigures(words.splice(0, 5), listedFigure);
  else options(service, words, form);
  if (words.length > 0 || (service.scheduler === null && !service.figures)) {
    const what = words.length > 0 ? `"${words.join(' ')}" is not understood` : 'something is missing';
    problems.push(warning('listing-service', `In the service "${text}" ${what}.`, { line, evidence: text }));
  }
  return service;
}
