import { firstIndex } from '../base/column.ts';
import { EVENT_KINDS } from '../trace/event-index.ts';
import type { TimelineDetail, TimelineGroup, TimelineSign, TimelineSlices } from '../trace/timeline-views.ts';
import type { Trace } from '../trace/trace.ts';

/** What the timeline draws of a part of the run, gathered in slices from the index. */

/** Signs need this many slices each. */
export const SLICES_PER_SIGN = 4;

interface Range {
  readonly from: number;
  readonly to: number;
  readonly slices: number;
}

type Growing = { -readonly [K in keyof TimelineGroup]: TimelineGroup[K] };

/** Packets per slice of each range, and the signs of all, those close together as one. */
export function timelineDetail(trace: Trace, ranges: readonly Range[]): TimelineDetail {
  const groups: TimelineGroup[] = [];
  const counted = ranges.map((range) => detailOf(trace, range, groups));
  return { ranges: counted, groups: groups.sort((a, b) => a.time - b.time || a.event - b.event) };
}

function detailOf(trace: Trace, { from, to, slices }: Range, groups: TimelineGroup[]): TimelineSlices {
  const { index } = trace;
  const count = Math.max(1, Math.floor(slices));
  const width = Math.max(1e-9, to - from) / count;
  const packets = new Uint32Array(count);
  const open = new Map<TimelineSign, { group: Growing; place: number }>();
  const first = firstIndex(0, index.length, (event) => trace.time(event) >= from);
  for (let event = first; event < index.length; event++) {
    const time = trace.time(event);
    if (time > to) break;
    const slice = Math.min(count - 1, Math.floor((time - from) / width));
    const kind = EVENT_KINDS[index.kindOf(event)];
    if (kind === 'packet') packets[slice]++;
    const sign = signOf(trace, event);
    if (!sign) continue;
    const place = Math.floor(slice / SLICES_PER_SIGN);
    const before = open.get(sign);
    if (before?.place === place) extend(before.group, trace, event);
    else {
      const group = groupOf(trace, event, sign);
      open.set(sign, { group, place });
      groups.push(group);
    }
  }
  return { from, to, packets };
}

function signOf(trace: Trace, event: number): TimelineSign | null {
  const kind = EVENT_KINDS[trace.index.kindOf(event)];
  if (kind !== 'packet') return kind;
  const tone = trace.index.toneOf(event);
  return tone === 'trouble' || tone === 'differs' ? tone : null;
}

function groupOf(trace: Trace, event: number, kind: TimelineSign): Growing {
  const { index } = trace;
  const { what, template, tone } = index.at(event);
  const time = trace.time(event);
  const isPacket = kind === 'trouble' || kind === 'differs';
  const label = isPacket ? `packet ${index.packetNumber(event) + 1}, ${what}` : what;
  return { kind, time, to: time, event, count: 1, label, template, trouble: !isPacket && tone === 'trouble' };
}

function extend(group: Growing, trace: Trace, event: number): void {
  group.count++;
  group.to = trace.time(event);
  if (group.kind === 'timer') group.template &&= trace.index.at(event).template;
  else if (group.kind === 'command') group.trouble ||= trace.index.toneOf(event) === 'trouble';
}
