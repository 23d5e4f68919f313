import type { Overview } from '../../../trace/views.ts';
import { type Fold, findFolds, type TimeScale, timeScale } from './scale.ts';

/** Of the whole run this share is left free at each end. */
const PAD = 0.012;

/** Gaps of a run that are long enough to be folded. */
export function gapsOf({ from, to, density, marks }: Overview): Fold[] {
  return findFolds(
    from,
    to,
    density,
    marks.map(({ time }) => time),
  );
}

/** The gaps that are folded: all but those that the reader has opened, by the time at which each begins. */
export function foldedOf(gaps: readonly Fold[], unfolded: readonly number[]): Fold[] {
  return gaps.filter(({ from }) => !unfolded.includes(from));
}

/** The time of a run over a width; all that draw it zoom by shares of the same drawing. */
export function runScale(
  { from, to }: Overview,
  width: number,
  folds: readonly Fold[],
  zoom?: { from: number; to: number },
): TimeScale {
  const pad = (to - from) * PAD || 1;
  return timeScale(from - pad, to + pad, width, folds, zoom);
}
