import type { TimelineDetail } from '../../../trace/timeline-views.ts';
import type { Lane, Overview } from '../../../trace/views.ts';
import type { Palette } from '../canvas/palette.ts';
import { MONO, SANS } from '../canvas/use-canvas.ts';
import type { Item } from './items.ts';
import type { LaneRows } from './rows.ts';
import type { Fold, TimeScale } from './scale.ts';

/** All that a drawing of the timeline needs. */
export interface Picture {
  readonly slim: boolean;
  readonly overview: Overview;
  readonly detail: TimelineDetail | null;
  /** Marks, gaps and signs, in order of time. */
  readonly items: readonly Item[];
  readonly scale: TimeScale;
  /** The same with nothing zoomed, as the strip at the bottom shows it. */
  readonly whole: TimeScale;
  readonly zoom: { readonly from: number; readonly to: number };
  /** Gaps that are long enough to be folded, folded or not. */
  readonly gaps: readonly Fold[];
  /** Where time begins: labels stand left of it. */
  readonly left: number;
  readonly palette: Palette;
  /** Uptime of the cursor; null = before the first event. */
  readonly now: number | null;
  readonly rows: LaneRows;
  readonly focus: string | null;
}

/** A picture on its way to a canvas. */
export interface Scene extends Picture {
  readonly context: CanvasRenderingContext2D;
  readonly width: number;
  readonly height: number;
}

export const AXIS = 22;
export const FLAG_FONT = MONO.replace('400', '500');
/** Height of the strip that shows which part is zoomed, and of the line of words under the lanes. */
const STRIP = 9;
const LEGEND = 20;
/** Lower than this there is no line of words. */
const LEGEND_FROM = 150;

export interface Rows {
  /** Marks of the reader, and what went wrong. */
  readonly points: number;
  readonly density: { readonly top: number; readonly height: number };
  /** Timers, commands and notes. */
  readonly signs: number;
  /** Lanes begin and end. */
  readonly lanes: number;
  readonly bottom: number;
  /** Top of the strip; null = everything is shown. */
  readonly strip: number | null;
}

export const isZoomed = ({ from, to }: { from: number; to: number }): boolean => to - from < 0.9999;

export function hasLegend(slim: boolean, height: number): boolean {
  return !slim && height >= LEGEND_FROM;
}

/** Where things stand, from the top. */
export function rowsOf({ slim, zoom }: Pick<Picture, 'slim' | 'zoom'>, height: number): Rows {
  const legend = hasLegend(slim, height) ? LEGEND : 0;
  const strip = isZoomed(zoom) ? height - legend - STRIP - 1 : null;
  const bottom = (strip ?? height - legend) - (slim ? 0 : 3);
  if (!slim) {
    const density = { top: 33, height: 20 };
    return { points: 28, density, signs: 62, lanes: 72, bottom, strip };
  }
  const signs = bottom - 7;
  return {
    points: 28,
    density: { top: 33, height: Math.max(6, signs - 6 - 33) },
    signs,
    lanes: bottom,
    bottom,
    strip,
  };
}

export const STRIP_HEIGHT = STRIP;

const PITCH = { least: 11, most: 20 };
const FAMILY_GAP = 5;

/** How many lanes fit. */
export function laneRoom(rows: Rows): number {
  return Math.max(1, Math.floor((rows.bottom - rows.lanes - FAMILY_GAP) / PITCH.least));
}

export function pitchOf({ lanes }: LaneRows, rows: Rows): number {
  const room = rows.bottom - rows.lanes - FAMILY_GAP;
  return Math.max(PITCH.least, Math.min(PITCH.most, Math.floor(room / Math.max(1, lanes.length))));
}

/** Lanes that stand far apart are higher. */
export function laneHeight(pitch: number): number {
  return Math.min(14, Math.max(8, pitch - 5));
}

export function laneTop(laneRows: LaneRows, rows: Rows, at: number, pitch: number): number {
  const gap = gapBefore(laneRows);
  return rows.lanes + at * pitch + (gap > 0 && at >= gap ? FAMILY_GAP : 0);
}

/** The lane before which there is a gap: behind the family that was chosen, or behind the one template; 0 = none. */
function gapBefore({ lanes, first }: LaneRows): number {
  const isOne = lanes[0]?.template && !lanes.some(({ template }, at) => template && at > 0);
  return isOne ? 1 : first;
}

/** The lane drawn at a height, or null. */
export function laneAt(picture: Picture, y: number, height: number): Lane | null {
  if (picture.slim) return null;
  const rows = rowsOf(picture, height);
  if (y > rows.bottom) return null;
  const pitch = pitchOf(picture.rows, rows);
  const middle = (at: number) => laneTop(picture.rows, rows, at, pitch) + laneHeight(pitch) / 2;
  return picture.rows.lanes.find((_, at) => Math.abs(middle(at) - y) <= pitch / 2) ?? null;
}

export function drawLabel(
  { context, palette }: Scene,
  text: string,
  y: number,
  color: keyof Palette = 'ink-3',
): void {
  context.font = SANS;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette[color];
  context.fillText(text, 12, y);
}
