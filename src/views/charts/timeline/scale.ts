/** A stretch of time without events that is drawn as a narrow column. Seconds. */
export interface Fold {
  from: number;
  to: number;
}

export interface TimeScale {
  readonly width: number;
  /** Folded stretches in drawing order. */
  readonly folds: readonly Fold[];
  /** Pixels from the left edge; outside the shown part it is negative or beyond the width. */
  x(time: number): number;
  time(x: number): number;
}

/** Gaps over this share of the range fold. */
const FOLD_SHARE = 0.1;
/** Of a folded gap this share stays unfolded at each side, so that what ends there is still seen ending. */
const KEPT = 0.05;
/** Share of the width that a folded gap takes, so that shares mean the same time at any width. */
const FOLD_WIDTH = 0.026;

/**
 * Where nothing happens for more than a tenth of the range: `density` counts packets in equal slices of it,
 * `moments` are the times of other events.
 */
export function findFolds(
  from: number,
  to: number,
  density: ArrayLike<number>,
  moments: readonly number[],
): Fold[] {
  const slice = (to - from) / density.length;
  const busy: Fold[] = [];
  for (let at = 0; at < density.length; at += 1)
    if (density[at] > 0) busy.push({ from: from + at * slice, to: from + (at + 1) * slice });
  for (const time of moments) busy.push({ from: time, to: time });
  busy.sort((a, b) => a.from - b.from);
  const folds: Fold[] = [];
  let end = from;
  for (const next of [...busy, { from: to, to }]) {
    const gap = next.from - end;
    if (gap > (to - from) * FOLD_SHARE) folds.push({ from: end + gap * KEPT, to: next.from - gap * KEPT });
    end = Math.max(end, next.to);
  }
  return folds;
}

/**
 * Time to pixels with folded gaps. `zoom` selects a part of the whole drawing by its shares (0 to 1); a fold
 * takes a share of the whole and grows with the rest.
 */
export function timeScale(
  from: number,
  to: number,
  width: number,
  folds: readonly Fold[] = [],
  zoom: { from: number; to: number } = { from: 0, to: 1 },
): TimeScale {
  const range = Math.max(1e-9, to - from);
  const folded = folds.reduce((sum, fold) => sum + fold.to - fold.from, 0);
  const foldWidth = width * Math.min(FOLD_WIDTH, 0.5 / Math.max(1, folds.length));
  const perSecond = (width - folds.length * foldWidth) / Math.max(1e-9, range - folded);
  const magnified = 1 / Math.max(1e-9, zoom.to - zoom.from);
  const shift = zoom.from * width;
  const whole = (time: number): number => {
    let x = (time - from) * perSecond;
    for (const fold of folds) {
      if (time <= fold.from) break;
      const inside = Math.min(time, fold.to) - fold.from;
      x += (inside / (fold.to - fold.from)) * foldWidth - inside * perSecond;
    }
    return x;
  };
  const back = (x: number): number => {
    for (const fold of folds) {
      const start = whole(fold.from);
      if (x <= start) break;
      const end = start + foldWidth;
      if (x < end) return fold.from + ((x - start) / foldWidth) * (fold.to - fold.from);
    }
    const before = folds.filter((fold) => whole(fold.to) <= x);
    const hidden = before.reduce((sum, fold) => sum + fold.to - fold.from, 0);
    return from + (x - before.length * foldWidth) / perSecond + hidden;
  };
  return {
    width,
    folds,
    x: (time) => (whole(time) - shift) * magnified,
    time: (x) => back(x / magnified + shift),
  };
}

/** Zooms by a factor around a place of the drawing (share of what is shown), never beyond the whole. */
export function zoomed(
  zoom: { from: number; to: number },
  factor: number,
  around: number,
): { from: number; to: number } {
  const span = Math.min(1, Math.max(1e-5, (zoom.to - zoom.from) * factor));
  const pivot = zoom.from + (zoom.to - zoom.from) * around;
  return clampZoom(pivot - span * around, span);
}

export function panned(zoom: { from: number; to: number }, by: number): { from: number; to: number } {
  const span = zoom.to - zoom.from;
  return clampZoom(zoom.from + span * by, span);
}

function clampZoom(from: number, span: number): { from: number; to: number } {
  const start = Math.min(1 - span, Math.max(0, from));
  return { from: start, to: start + span };
}

const STEPS = [1, 2, 5];

/** Times for axis labels, at least `gap` pixels apart and outside folds; `digits` are those that the step needs. */
export function ticks(scale: TimeScale, gap: number): { times: number[]; digits: number } {
  const from = scale.time(0);
  const to = scale.time(scale.width);
  const hidden = scale.folds.reduce(
    (sum, fold) => sum + Math.max(0, Math.min(to, fold.to) - Math.max(from, fold.from)),
    0,
  );
  const least = ((to - from - hidden) * gap) / scale.width;
  const exponent = Math.floor(Math.log10(least));
  const step =
    [...STEPS.map((n) => n * 10 ** exponent), 10 ** (exponent + 1)].find((one) => one >= least) ?? least;
  const times: number[] = [];
  let last = Number.NEGATIVE_INFINITY;
  for (let n = Math.ceil(from / step); n * step <= to; n += 1) {
    const time = n * step;
    const fold = scale.folds.find((one) => time > one.from && time < one.to);
    if (fold) {
      n = Math.max(n, Math.floor(fold.to / step));
      continue;
    }
    const x = scale.x(time);
    if (x - last >= gap * 0.6) {
      times.push(time);
      last = x;
    }
  }
  return { times, digits: Math.max(0, -Math.floor(Math.log10(step) + 1e-9)) };
}

/** The parts of the run that are drawn, without folds, each with a slice for every `pixels`. */
export function rangesOf(
  scale: TimeScale,
  run: { from: number; to: number },
  pixels: number,
): { from: number; to: number; slices: number }[] {
  const from = Math.max(run.from, scale.time(0));
  const to = Math.min(run.to, scale.time(scale.width));
  const ranges: { from: number; to: number; slices: number }[] = [];
  const add = (start: number, end: number): void => {
    if (end < start) return;
    const slices = Math.max(1, Math.ceil((scale.x(end) - scale.x(start)) / pixels));
    ranges.push({ from: start, to: end, slices });
  };
  let begin = from;
  for (const fold of scale.folds) {
    if (fold.to <= from || fold.from >= to) continue;
    add(begin, Math.max(begin, fold.from));
    begin = Math.min(to, fold.to);
  }
  add(begin, to);
  return ranges;
}

/** Shares of a drawing (with nothing zoomed) that show a stretch of time. */
export function zoomOn(whole: TimeScale, from: number, to: number): { from: number; to: number } {
  const [a, b] = [whole.x(from) / whole.width, whole.x(to) / whole.width];
  return clampZoom(Math.min(a, b), Math.min(1, Math.max(1e-5, Math.abs(b - a))));
}
