import type { Overview } from '../../../trace/views.ts';
import { findFolds, timeScale } from '../timeline/scale.ts';

/** The part of the timeline that is shown, as times, and back: charts and timeline zoom together. */

type Zoom = { readonly from: number; readonly to: number };

/** Any width does: shares of it are what counts. */
const WIDTH = 1000;

function scaleOf(overview: Overview) {
  const pad = (overview.to - overview.from) * 0.012 || 1;
  const moments = overview.marks.map(({ time }) => time);
  const folds = findFolds(overview.from, overview.to, overview.density, moments);
  return timeScale(overview.from - pad, overview.to + pad, WIDTH, folds);
}

export function timesOf(overview: Overview, zoom: Zoom): { from: number; to: number } {
  if (zoom.from <= 0 && zoom.to >= 1) return { from: overview.from, to: overview.to };
  const scale = scaleOf(overview);
  const from = Math.max(overview.from, scale.time(zoom.from * WIDTH));
  return { from, to: Math.max(from + 1e-6, Math.min(overview.to, scale.time(zoom.to * WIDTH))) };
}

export function zoomOf(overview: Overview, { from, to }: { from: number; to: number }): Zoom {
  const scale = scaleOf(overview);
  const share = (time: number): number => Math.max(0, Math.min(1, scale.x(time) / WIDTH));
  const [start, end] = [share(Math.min(from, to)), share(Math.max(from, to))];
  return end - start < 1e-5 ? { from: start, to: Math.min(1, start + 1e-5) } : { from: start, to: end };
}
