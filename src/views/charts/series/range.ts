import type { Overview } from '../../../trace/views.ts';
import { foldedOf, gapsOf, runScale } from '../timeline/run-scale.ts';
import { zoomOn } from '../timeline/scale.ts';

/** The part of the timeline that is shown, as times, and back: charts and timeline zoom together. */

type Zoom = { readonly from: number; readonly to: number };

/** Any width does: shares of it are what counts. */
const WIDTH = 1000;

/** @param unfolded gaps of the timeline that the reader has opened */
export function timesOf(overview: Overview, zoom: Zoom, unfolded: readonly number[]): Zoom {
  if (zoom.from <= 0 && zoom.to >= 1) return { from: overview.from, to: overview.to };
  const scale = runScale(overview, WIDTH, foldedOf(gapsOf(overview), unfolded));
  const from = Math.max(overview.from, scale.time(zoom.from * WIDTH));
  return { from, to: Math.max(from + 1e-6, Math.min(overview.to, scale.time(zoom.to * WIDTH))) };
}

/** The zoom of the timeline that shows the time from `from` to `to` (seconds of uptime), with the same gaps folded. */
export function zoomOf(overview: Overview, { from, to }: Zoom, unfolded: readonly number[]): Zoom {
  return zoomOn(runScale(overview, WIDTH, foldedOf(gapsOf(overview), unfolded)), from, to);
}
