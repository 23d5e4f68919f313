import type { FindingView } from '../../trace/finding-views.ts';
import type { DetectorAbout } from './about/about.ts';
import type { FindingRun } from './run.ts';

/** A finding without what the catalogue adds. */
export type Found = Omit<FindingView, 'id' | 'title'>;

/** Looks over a whole case for one thing that an LVS expert would see. */
export interface Detector {
  readonly about: DetectorAbout;
  /** Why it cannot look at this case; '' or left out = it can. */
  readonly unable?: (run: FindingRun) => string;
  /** One finding a service or cause; none = nothing is wrong. */
  readonly detect: (run: FindingRun) => readonly Found[];
}

/** Cases that a finding shows; what is beyond is counted. */
export const MOST_CASES = 200;
/** Lanes that its chart shows. */
export const MOST_LANES = 100;
