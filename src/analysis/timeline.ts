import { firstIndex } from '../base/column.ts';
import type { TimelineDetail, TimelineGroup, TimelineSign } from '../trace/timeline-views.ts';
import type { Trace } from '../trace/trace.ts';
import { SIGNS, type SignList, signsOf } from './signs.ts';
import { packetsOf, type SliceRange, sliceStarts } from './slices.ts';

/** What the timeline draws of a part of the run. It costs what is drawn, however many events there are. */

/** Signs need this many slices each. */
export const SLICES_PER_SIGN = 4;

/** Packets per slice of each range, and the signs of all, those close together as one. */
export function timelineDetail(trace: Trace, ranges: readonly SliceRange[]): TimelineDetail {
  const groups: TimelineGroup[] = [];
  const counted = ranges.map(({ from, to, slices }) => {
    const starts = sliceStarts(trace, { from, to, slices: Math.max(1, Math.floor(slices)) });
    for (const sign of SIGNS) groupsOf(trace, sign, starts, groups);
    return { from, to, packets: packetsOf(trace, starts) };
  });
  return { ranges: counted, groups: groups.sort((a, b) => a.time - b.time || a.event - b.event) };
}

/** One group for each stretch of slices in which the sign stands. */
function groupsOf(trace: Trace, sign: TimelineSign, starts: Uint32Array, groups: TimelineGroup[]): void {
  const list = signsOf(trace.index).of(sign);
  const { events } = list;
  const slices = starts.length - 1;
  let at = firstIndex(0, list.length, (i) => events.at(i) >= starts[0]);
  while (at < list.length && events.at(at) < starts[slices]) {
    const event = events.at(at);
    const slice = firstIndex(1, slices + 1, (i) => starts[i] > event) - 1;
    const place = Math.floor(slice / SLICES_PER_SIGN);
    const end = starts[Math.min(slices, (place + 1) * SLICES_PER_SIGN)];
    const next = firstIndex(at + 1, list.length, (i) => events.at(i) >= end);
    groups.push(groupOf(trace, sign, list, at, next));
    at = next;
  }
}

/** The signs from `from` to before `to` as one. */
function groupOf(trace: Trace, kind: TimelineSign, list: SignList, from: number, to: number): TimelineGroup {
  const { index } = trace;
  const event = list.events.at(from);
  const { what } = index.at(event);
  const count = to - from;
  const special = list.specialIn(from, to);
  const isPacket = kind === 'trouble' || kind === 'differs';
  return {
    kind,
    time: trace.time(event),
    to: trace.time(list.events.at(to - 1)),
    event,
    count,
    label: isPacket ? `packet ${index.packetNumber(event) + 1}, ${what}` : what,
    template: kind === 'timer' && special === count,
    trouble: (kind === 'command' || kind === 'note') && special > 0,
  };
}
