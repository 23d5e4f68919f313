import { DETECTORS } from '../../analysis/findings/catalogue.ts';
import { detecting } from '../../analysis/findings/detect.ts';
import { FindingRun } from '../../analysis/findings/run.ts';
import type { FindingsView } from '../../trace/finding-views.ts';
import type { Trace } from '../../trace/trace.ts';
import type { FindingsAnswer } from '../protocol/findings.ts';
import { Slices } from './breathe.ts';
import type { LoadedCase } from './loaded-case.ts';

interface Looking {
  readonly steps: Generator<void, FindingsView>;
  done: number;
  view: FindingsView | null;
}

/** How long detectors may look before other questions come in, in milliseconds. */
const LOOK_MS = 30;
/** What is known of each run; it goes with the run. */
const known = new WeakMap<Trace, Looking>();

/** Goes on with the detectors for a while; the run must be complete. */
export function lookOn({ trace, servers, lives }: LoadedCase): FindingsAnswer {
  const looking = known.get(trace) ?? {
    steps: detecting(new FindingRun(trace, servers, lives)),
    done: 0,
    view: null,
  };
  known.set(trace, looking);
  const slices = new Slices(LOOK_MS);
  while (looking.view === null) {
    const { done, value } = looking.steps.next();
    if (done) looking.view = value;
    else looking.done++;
    if (slices.isOver) break;
  }
  return { done: looking.done, detectors: DETECTORS.length, view: looking.view };
}
