import type { FindingsView } from '../../trace/finding-views.ts';

/** What the detectors have found so far; the page asks on until all have looked, so that other questions come in between. */
export interface FindingsAnswer {
  /** Detectors that have looked, of how many. */
  readonly done: number;
  readonly detectors: number;
  /** null = not all have looked. */
  readonly view: FindingsView | null;
}

export interface FindingsApi {
  /** Lets some more detectors look at the run that is shown, once it is played to its end. */
  findings(): Promise<FindingsAnswer>;
}
