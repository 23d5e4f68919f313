import type { Trace } from '../trace/trace.ts';
import type { Overview } from '../trace/views.ts';
import type { Lanes } from './lanes.ts';
import type { Servers } from './servers.ts';

/** The whole run at a glance: density, lanes of entries, marks. Made once, from the index. */

const DENSITY_SLICES = 600;
/** Lanes that the screen gets at once; later ones come with the moments that are about them. */
export const LANE_LIMIT = 4000;

function density(trace: Trace, from: number, to: number): Uint32Array {
  const slices = new Uint32Array(DENSITY_SLICES);
  const width = Math.max(to - from, 1e-9) / DENSITY_SLICES;
  for (let event = 0; event < trace.index.length; event++) {
    if (trace.index.kindOf(event) !== 0) continue;
    slices[Math.min(DENSITY_SLICES - 1, Math.floor((trace.time(event) - from) / width))]++;
  }
  return slices;
}

/** Commands and notes all, timers at most one for each slice of the time, so that marks stay apart. */
function marks(trace: Trace, from: number, to: number): Overview['marks'] {
  const made: Overview['marks'][number][] = [];
  const width = Math.max(to - from, 1e-9) / DENSITY_SLICES;
  let slice = -1;
  for (let event = 0; event < trace.index.length; event++) {
    if (trace.index.kindOf(event) === 0) continue;
    const known = trace.index.at(event);
    if (known.kind === 'packet') continue;
    const time = trace.time(event);
    const here = Math.floor((time - from) / width);
    if (known.kind === 'timer' && here === slice) continue;
    if (known.kind === 'timer') slice = here;
    made.push({ time, kind: known.kind, event, label: known.what });
  }
  return made;
}

/** The whole run at a glance, out of the index: no event is run again. */
export function overview(trace: Trace, servers: Servers, lanes: Lanes): Overview {
  const { index } = trace;
  const from = trace.time(0 < index.length ? 0 : -1);
  const to = Math.max(trace.time(index.length - 1), from);
  const differing: number[] = [];
  for (let event = 0; event < index.length; event++)
    if (index.toneOf(event) === 'differs') differing.push(event);
  return {
    from,
    to,
    packets: index.packets,
    events: index.length,
    density: density(trace, from, to),
    lanes: lanes.first(LANE_LIMIT),
    lanesOmitted: Math.max(0, lanes.count - LANE_LIMIT),
    marks: marks(trace, from, to),
    servers: servers.list,
    differing,
  };
}
