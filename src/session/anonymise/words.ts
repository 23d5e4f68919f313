import { addrKey, formatAddr, type InetAddr, parseAddr } from '../../base/inet.ts';
import { formatPrefix, parsePrefix } from '../../control/mark-rule.ts';
import type { SavedStops, Stop, StopWhat } from '../../trace/stops/stop.ts';
import type { CaseEntry } from '../case.ts';
import type { Replacer } from './replacer.ts';

/** What people wrote: it is dropped, or plain words take its place, because any of it may name somebody. */

/** Dotted and colon forms; of the latter only what has two colons, so that times and ports are not met. */
const ADDRESS =
  /\d{1,3}(?:\.\d{1,3}){3}|[0-9a-fA-F]{0,4}(?::[0-9a-fA-F]{0,4}){2,7}(?:\d{1,3}(?:\.\d{1,3}){3})?/g;
const PREFIX_LENGTH = /^\/\d{1,3}/;

/** Addresses and networks within an expression or a label. */
function withAddresses(text: string, to: Replacer): string {
  return text.replace(ADDRESS, (found, at: number) => {
    const addr = parseAddr(found);
    if (addr === null) return found;
    const [length] = PREFIX_LENGTH.exec(text.slice(at + found.length)) ?? [];
    const prefix = length === undefined ? null : parsePrefix(`${found}${length}`);
    return formatAddr(prefix ? to.prefix(prefix).addr : to.addr(addr));
  });
}

/** Text in quotes can hold anything: such an expression is not kept. */
const isPlain = (expression: string): boolean => !/["']/.test(expression);

function whatOf(what: StopWhat, to: Replacer): StopWhat | null {
  switch (what.kind) {
    case 'address': {
      const prefix = parsePrefix(what.address);
      return prefix && { ...what, address: formatPrefix(to.prefix(prefix)) };
    }
    case 'write':
      return { ...what, of: what.of && { ...what.of, label: labelOf(what.of.label, to) } };
    case 'message':
      return what.words === '' ? what : null;
    case 'branch':
      return what;
    default:
      return what;
  }
}

/** `tcp 172.16.0.1:41000`, `[fd00::1]:80`, `fwm 1`: the address with its port. */
function labelOf(label: string, to: Replacer): string {
  const [, before = '', bracketed, plain, port] = /^(.*?)(?:\[([^\]]+)\]|([\d.]+)):(\d+)$/.exec(label) ?? [];
  const addr: InetAddr | null = parseAddr(bracketed ?? plain ?? '');
  if (addr === null) return withAddresses(label, to);
  const end = to.end({ addr, port: Number(port) });
  const text = formatAddr(end.addr);
  return `${before}${bracketed === undefined ? text : `[${text}]`}:${end.port}`;
}

function stopOf(stop: Stop, to: Replacer): Stop | null {
  const what = isPlain(stop.condition) ? whatOf(stop.what, to) : null;
  return what && { ...stop, what, name: '', condition: withAddresses(stop.condition, to) };
}

/** Stops and watches by their replaced addresses, without names; what cannot be told from a text is left out. */
export function stopsWithout(stops: SavedStops, to: Replacer): { stops: SavedStops; dropped: number } {
  const breaks = stops.breaks.flatMap((stop) => stopOf(stop, to) ?? []);
  const watches = stops.watches.filter(isPlain).map((text) => withAddresses(text, to));
  const bookmarks = stops.bookmarks.map(({ at }, i) => ({ at, note: `bookmark ${i + 1}` }));
  const dropped = stops.breaks.length - breaks.length + stops.watches.length - watches.length;
  return { stops: { breaks, watches, bookmarks }, dropped };
}

/** Notes keep their moment and lose their words. */
export function notesWithout(entries: readonly CaseEntry[]): CaseEntry[] {
  let count = 0;
  return entries.map((entry) => (entry.kind === 'note' ? { ...entry, text: `note ${++count}` } : entry));
}

/** Has this address the same text in both? Then a reader of the list need not see it. */
export const staysAs = (from: InetAddr, to: InetAddr): boolean => addrKey(from) === addrKey(to);
