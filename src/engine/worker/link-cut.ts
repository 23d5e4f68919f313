import { eventRow } from '../../analysis/rows.ts';
import { Servers } from '../../analysis/servers.ts';
import { firstIndex } from '../../base/column.ts';
import { parseEndpoint } from '../../base/inet.ts';
import type { CaseDocument } from '../../session/case.ts';
import { anyEnd, type KeptEnd, oneEnd, shortened, withCoarseTimes } from '../../session/link/shorten.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor } from '../../trace/views.ts';
import type { LinkQuery } from '../protocol/links.ts';
import { fingerprintOfTrace, played } from './link-run.ts';
import type { LoadedCase } from './loaded-case.ts';

/** Which part of a case goes into a link, and the moment in that part. */

const UNITS: Readonly<Record<LinkQuery['times'], number>> = { exact: 1, '100us': 100_000, '1ms': 1_000_000 };

/** Whose packets are asked for at a moment; null = everybody's, or nobody's in particular. */
function endOf({ trace, servers }: LoadedCase, { packets, cursor }: LinkQuery): KeptEnd | null {
  const { event } = cursor;
  if (packets === 'all' || event < 0) return null;
  if (packets === 'open') return anyEnd(openEnds(trace, event));
  const end = parseEndpoint(eventRow(trace, servers, event).client);
  return end && oneEnd(end.addr, packets === 'connection' ? end.port : null);
}

/** Clients' ends of the connections that are in the table when an event is over. */
function openEnds({ index }: Trace, event: number): ReadonlySet<string> {
  const ends = new Set<string>();
  for (const { born, died, template, label } of index.lives.values())
    if (!template && born <= event && (died < 0 || died > event)) ends.add(label);
  return ends;
}

/** What an event is, whatever number it has: kind, ends, flags, and what it came to. */
function nameOf(trace: Trace, servers: Servers, event: number): string {
  const { kind, src, dst, client, flags, hook } = eventRow(trace, servers, event);
  return `${kind} ${src} ${dst} ${client} ${flags} ${hook}`;
}

/** The same event in the run of a shortened case, whose times are up to `unitNs` earlier; null = it was left out. */
export function sameEvent(
  { trace: from, servers }: LoadedCase,
  cursor: Cursor,
  to: Trace,
  unitNs: number,
): Cursor | null {
  if (cursor.event < 0) return { event: -1, step: 0 };
  const toServers = new Servers(to.program);
  const name = nameOf(from, servers, cursor.event);
  const time = from.index.timeOf(cursor.event);
  const { length } = to.index;
  const first = firstIndex(0, length, (event) => to.index.timeOf(event) >= time - unitNs);
  for (let event = first; event < length && to.index.timeOf(event) <= time; event++)
    if (nameOf(to, toServers, event) === name) {
      const atEnd = cursor.step >= from.stepsOf(cursor.event);
      return { event, step: atEnd ? to.stepsOf(event) : Math.min(cursor.step, to.stepsOf(event)) };
    }
  return null;
}

/** The part of a case that goes into a link, and its run. */
export interface Draft {
  readonly document: CaseDocument;
  readonly trace: Trace;
  readonly notes: string[];
}

/** Fewer packets and coarser times; times stay exact where coarse ones would decide otherwise. */
export async function cut(
  loaded: LoadedCase,
  whole: CaseDocument,
  query: LinkQuery,
): Promise<Draft & { unit: number }> {
  const { trace } = loaded;
  const { event } = query.cursor;
  const start = trace.program.inputs.at(0)?.timeNs ?? trace.program.setupNs;
  const now = event < 0 ? null : trace.index.timeOf(event) - start;
  const document = shortened(whole, {
    end: endOf(loaded, query),
    from: query.since === null || now === null ? null : now - query.since * 1e9,
    until: query.until ? now : null,
  });
  const exact = { document, trace: await played(document), notes: [] as string[], unit: 0 };
  const unit = UNITS[query.times];
  if (unit === 1) return exact;
  const coarse = withCoarseTimes(document, unit);
  const coarseTrace = await played(coarse);
  const [a, b] = [exact.trace, coarseTrace].map((one) => fingerprintOfTrace(one).parts.join());
  if (a === b) return { document: coarse, trace: coarseTrace, notes: [], unit };
  exact.notes.push('Coarser times would change what is decided, so they are exact.');
  return exact;
}

/** Where others are missing, the moment that is shared may go otherwise: then it is said. */
export function changedOutcome(before: Trace, event: number, after: Trace, at: number): string[] {
  if (event < 0 || at < 0) return [];
  const told = ({ index }: Trace, number: number): string => {
    const { what, server } = index.at(number);
    return server < 0 ? what : `${what}, server ${index.serverKeys[server]}`;
  };
  const [was, is] = [told(before, event), told(after, at)];
  return was === is
    ? []
    : [`With fewer packets this moment goes otherwise: "${is}" instead of "${was}". Keep more of the case.`];
}
