import { formatAddr } from '../../base/inet.ts';
import { wordsOf } from '../../expression/filter.ts';
import { EVENT_KINDS } from '../../trace/event-index.ts';
import type { Trace } from '../../trace/trace.ts';
import type { FoundEntry, FoundFunction, FoundLine, FoundLines } from '../protocol/search.ts';
import type { LoadedCase } from './loaded-case.ts';

const MOST_FUNCTIONS = 12;
const MOST_ENTRIES = 8;
const MOST_LINES = 6;
/** Lines that one call looks at. */
const SLICE = 8192;
/** Values of a field that completion offers. */
const MOST_EXAMPLES = 40;

function packetOf({ index }: Trace, event: number): number | null {
  return EVENT_KINDS[index.kindOf(event)] === 'packet' ? index.packetNumber(event) + 1 : null;
}

/** Functions that events called, by their names; those that begin with the first word come first. */
export function findFunctions({ trace }: LoadedCase, text: string, from: number): FoundFunction[] {
  const words = wordsOf(text);
  const { index } = trace;
  const names = new Set(index.paths.sites.flatMap((site) => (site.kind === 'call' ? [site.fn] : [])));
  const found = [...names].filter((fn) => words.every((word) => fn.toLowerCase().includes(word)));
  const late = (fn: string) => (fn.startsWith(words[0] ?? '') ? 0 : 1);
  found.sort((a, b) => late(a) - late(b) || (a < b ? -1 : 1));
  return found.slice(0, MOST_FUNCTIONS).flatMap((fn) => {
    const shapes = index.paths.matching((site) => site.kind === 'call' && site.fn === fn);
    let events = 0;
    let first = -1;
    let next = -1;
    for (let event = 0; event < index.length; event++) {
      if (shapes[index.shapeOf(event)] === 0) continue;
      events++;
      if (first < 0) first = event;
      if (next < 0 && event > from) next = event;
    }
    const event = next < 0 ? first : next;
    return event < 0 ? [] : [{ fn, events, event, packet: packetOf(trace, event) }];
  });
}

/** `172.16.0.1:41000` or the beginning of it. */
export function findEntries({ trace }: LoadedCase, text: string): FoundEntry[] {
  const wanted = text.trim();
  const found: FoundEntry[] = [];
  for (const { uid, label, template, born } of trace.index.lives.values()) {
    if (found.length === MOST_ENTRIES) break;
    if (label.startsWith(wanted))
      found.push({ id: `ip_vs_conn#${uid}`, label, template, born, packet: packetOf(trace, born) });
  }
  return found;
}

/** Lines of the kernel log that have all words, in a slice from a row on; `next` = the row to go on from, null = none is left. */
export function findLines({ trace, texts }: LoadedCase, text: string, from: number): FoundLines {
  const words = wordsOf(text);
  const { logEvents, logSteps } = trace.index;
  const lines: FoundLine[] = [];
  let row = from;
  for (; row < logEvents.length && row < from + SLICE && lines.length < MOST_LINES; row++) {
    const event = logEvents.at(row);
    let place = 0;
    while (row - place > 0 && logEvents.at(row - place - 1) === event) place++;
    const line = texts.linesOf(event)[place];
    const lower = line?.text.toLowerCase() ?? '';
    if (line && words.every((word) => lower.includes(word)))
      lines.push({ event, step: logSteps.at(row), stamp: line.stamp, text: line.text });
  }
  return { lines, next: row < logEvents.length ? row : null };
}

/** Addresses of clients, services and servers, functions and words of the list: what one would write behind `==`. */
export function fieldExamples({ trace, servers }: LoadedCase): Record<string, readonly string[]> {
  const { index } = trace;
  const clients = new Set<string>();
  for (const { client } of index.lives.values()) {
    if (clients.size === MOST_EXAMPLES) break;
    clients.add(client);
  }
  const virtual = new Set<string>();
  for (const command of trace.program.setup)
    if (command.op === 'add-service' && command.service.kind === 'address')
      virtual.add(formatAddr(command.service.addr));
  const real = servers.list.map(({ addr }) => addr);
  const functions = new Set(index.paths.sites.flatMap((site) => (site.kind === 'call' ? [site.fn] : [])));
  return {
    'ip.addr': [...clients, ...virtual, ...real],
    'ip.src': [...clients, ...real],
    'ip.dst': [...virtual, ...clients],
    'ipvs.client': [...clients],
    'ipvs.service': [...virtual],
    'ipvs.dest': real,
    'ipvs.fn': [...functions].sort(),
  };
}
