import { firstIndex } from '../../base/column.ts';
import { formatEndpoint } from '../../base/inet.ts';
import { ip_vs_proto_name } from '../../kernel/ipvs/ip_vs_proto.ts';
import type { KernelObject, Scoped } from '../../kernel/probe.ts';
import type { EventIndex } from '../event-index.ts';
import type { Trace } from '../trace.ts';
import type { Cursor } from '../views.ts';
import type { MomentAnchor, ObjectAnchor } from './stop.ts';

/** Objects and moments by names that outlive a run. */

const protocolWord = (protocol: number): string => ip_vs_proto_name(protocol).toLowerCase();

/** What an object is called in the text of a stop. */
export function labelOf(object: KernelObject): string {
  switch (object.kind) {
    case 'ip_vs_conn':
      return `${protocolWord(object.protocol)} ${formatEndpoint(object.caddr, object.cport)}`;
    case 'ip_vs_dest':
      return formatEndpoint(object.addr, object.port);
    case 'ip_vs_service':
      return object.fwmark
        ? `fwm ${object.fwmark}`
        : `${protocolWord(object.protocol)} ${formatEndpoint(object.addr, object.port)}`;
    case 'nf_conn':
      return `${protocolWord(object.original.protonum)} ${formatEndpoint(object.original.src, object.original.src_all)}`;
  }
}

/** Made anew when the run has gone on. */
const LIVES = new WeakMap<EventIndex, { size: number; uids: ReadonlyMap<string, readonly number[]> }>();

/** Uids of all entries with a label, in the order in which they were made. */
function entriesCalled(index: EventIndex, label: string): readonly number[] {
  let known = LIVES.get(index);
  if (known?.size !== index.lives.size) {
    const made = new Map<string, number[]>();
    for (const { uid, protocol, label: end } of index.lives.values()) {
      const key = `${protocolWord(protocol)} ${end}`;
      const uids = made.get(key);
      if (uids) uids.push(uid);
      else made.set(key, [uid]);
    }
    known = { size: index.lives.size, uids: made };
    LIVES.set(index, known);
  }
  return known.uids.get(label) ?? [];
}

/** Uids of the entries that an anchor means. */
export function entriesOf(index: EventIndex, { label, nth }: ObjectAnchor): readonly number[] {
  const all = entriesCalled(index, label);
  return nth > 0 ? all.slice(nth - 1, nth) : all;
}

/** Is an object the one that is meant? */
export function isMeant(index: EventIndex, of: ObjectAnchor | null, object: KernelObject): boolean {
  if (!of) return true;
  if (labelOf(object) !== of.label) return false;
  return object.kind !== 'ip_vs_conn' || of.nth === 0 || entriesOf(index, of).includes(object.uid);
}

/** The anchor of an object in scope; entries that share a label are counted. */
export function anchorOf(index: EventIndex, object: KernelObject): ObjectAnchor {
  const label = labelOf(object);
  if (object.kind !== 'ip_vs_conn') return { label, nth: 0 };
  const all = entriesCalled(index, label);
  return { label, nth: all.length > 1 ? all.indexOf(object.uid) + 1 : 0 };
}

/** The object of an id (`ip_vs_conn#12`) among those that an event has met; null = it is none of them. */
export function objectOfId(scoped: readonly { readonly object: Scoped }[], id: string): KernelObject | null {
  for (const { object } of scoped)
    if ('kind' in object && `${object.kind}#${object.uid}` === id) return object;
  return null;
}

/** Whole nanoseconds of an event since the first input. */
function timeIn({ program, index }: Trace, event: number): number {
  return Math.round(index.timeOf(event) - (program.inputs.at(0)?.timeNs ?? program.setupNs));
}

/** A moment by its time and its place among the events of that time: it outlives what is added to a case elsewhere. */
export function momentAnchor(trace: Trace, { event, step }: Cursor): MomentAnchor {
  const time = event < 0 ? -1 : timeIn(trace, event);
  if (time < 0) return { time: 0, nth: 0, step: 0 };
  const first = firstIndex(0, trace.index.length, (at) => timeIn(trace, at) >= time);
  return { time, nth: event - first + 1, step };
}

/**
 * The moment that an anchor means, and whether it is there as it was: an event of that time, with that step. If not, the
 * last event at or before that time stands for it.
 */
export function momentOf(
  trace: Trace,
  { time, nth, step }: MomentAnchor,
): { cursor: Cursor; exact: boolean } {
  const { index } = trace;
  if (nth === 0) return { cursor: { event: -1, step: 0 }, exact: true };
  const first = firstIndex(0, index.length, (at) => timeIn(trace, at) >= time);
  const event = first + nth - 1;
  const isThere = event < index.length && timeIn(trace, event) === time;
  const found = isThere ? event : firstIndex(0, index.length, (at) => timeIn(trace, at) > time) - 1;
  if (found < 0) return { cursor: { event: -1, step: 0 }, exact: false };
  const last = trace.stepsOf(found);
  return {
    cursor: { event: found, step: isThere ? Math.min(step, last) : last },
    exact: isThere && step <= last,
  };
}
