import { firstIndex } from '../base/column.ts';
import type { Trace } from '../trace/trace.ts';

/** Stretches of time that are cut into slices of a pixel or two each, found in the index by binary search. */

export interface SliceRange {
  /** Seconds of uptime; both ends are in it. */
  readonly from: number;
  readonly to: number;
  readonly slices: number;
}

/** The first event of each slice; behind the last one the first event after the range: `slices + 1` numbers. */
export function sliceStarts(trace: Trace, { from, to, slices }: SliceRange): Uint32Array {
  const { length } = trace.index;
  const width = Math.max(1e-9, to - from) / slices;
  const starts = new Uint32Array(slices + 1);
  let at = firstIndex(0, length, (event) => trace.time(event) >= from);
  const end = firstIndex(at, length, (event) => trace.time(event) > to);
  for (let slice = 0; slice < slices; slice++) {
    if (slice > 0)
      at = firstIndex(at, end, (event) => Math.floor((trace.time(event) - from) / width) >= slice);
    starts[slice] = at;
  }
  starts[slices] = end;
  return starts;
}

/** Packets in each slice. */
export function packetsOf(trace: Trace, starts: Uint32Array): Uint32Array {
  const { index } = trace;
  const before = (event: number): number =>
    event < index.length ? index.packetNumber(event) : index.packets;
  const packets = new Uint32Array(starts.length - 1);
  for (let slice = 0; slice < packets.length; slice++)
    packets[slice] = before(starts[slice + 1]) - before(starts[slice]);
  return packets;
}
