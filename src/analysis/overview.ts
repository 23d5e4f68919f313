import { firstIndex } from '../base/column.ts';
import type { Trace } from '../trace/trace.ts';
import type { Overview } from '../trace/views.ts';
import type { Lanes } from './lanes.ts';
import type { Servers } from './servers.ts';
import { signsOf } from './signs.ts';
import { packetsOf, sliceStarts } from './slices.ts';

/** The whole run at a glance: density, lanes of entries, marks. Made once, from the index. */

const DENSITY_SLICES = 600;
/** Lanes that the screen gets at once; later ones come with the moments that are about them. */
export const LANE_LIMIT = 4000;

/** Commands and notes all, timers at most one for each slice of the time, so that marks stay apart. */
function marks(trace: Trace, starts: Uint32Array): Overview['marks'] {
  const signs = signsOf(trace.index);
  const timers = signs.of('timer').events;
  const events = [...signs.of('command').events.filled, ...signs.of('note').events.filled];
  for (let slice = 0; slice < starts.length - 1; slice++) {
    const first = firstIndex(0, timers.length, (at) => timers.at(at) >= starts[slice]);
    if (first < timers.length && timers.at(first) < starts[slice + 1]) events.push(timers.at(first));
  }
  return events
    .sort((a, b) => a - b)
    .flatMap((event) => {
      const { kind, what } = trace.index.at(event);
      return kind === 'packet' ? [] : [{ time: trace.time(event), kind, event, label: what }];
    });
}

/** The whole run at a glance, out of the index: no event is run again. */
export function overview(trace: Trace, servers: Servers, lanes: Lanes): Overview {
  const { index } = trace;
  const from = trace.time(0 < index.length ? 0 : -1);
  const to = Math.max(trace.time(index.length - 1), from);
  const starts = sliceStarts(trace, { from, to, slices: DENSITY_SLICES });
  return {
    from,
    to,
    packets: index.packets,
    events: index.length,
    density: packetsOf(trace, starts),
    lanes: lanes.first(LANE_LIMIT),
    lanesOmitted: Math.max(0, lanes.count - LANE_LIMIT),
    marks: marks(trace, starts),
    servers: servers.list,
    differing: [...signsOf(index).of('differs').events.filled],
  };
}
