import type { Lane, Overview } from '../../../trace/views.ts';
import type { Palette } from '../canvas/palette.ts';
import { MONO, SANS, type Size } from '../canvas/use-canvas.ts';
import {
  drawAxis,
  drawCursor,
  drawDensity,
  drawFolds,
  drawLabel,
  drawLanes,
  drawMarks,
  type Scene,
} from './draw.ts';
import { laneLabel, type VisibleLanes, visibleLanes } from './lanes.ts';
import type { TimeScale } from './scale.ts';

export interface Picture {
  overview: Overview;
  scale: TimeScale;
  left: number;
  palette: Palette;
  /** Uptime of the cursor; null = before the first event. */
  now: number | null;
  lanes: VisibleLanes;
  focus: string | null;
  templateEvents: ReadonlySet<number>;
}

const TOP = { density: 27, densityHeight: 22, marks: 59, lanes: 69 };
const PITCH = { least: 11, most: 20 };
const FOOT = 20;
const MARGIN = 7;
const SLIM_GAP = 24;

/** How many lanes fit under the rows that are always there. */
export function laneRoom(height: number, lanes: number): number {
  const room = Math.floor((height - TOP.lanes - MARGIN) / PITCH.least);
  // The line that says what is left out needs room, but only when something is.
  return Math.max(1, lanes <= room ? room : Math.floor((height - TOP.lanes - MARGIN - FOOT) / PITCH.least));
}

export function lanesFor(
  overview: Overview,
  focus: string | null,
  family: ReadonlySet<string>,
  height: number,
): VisibleLanes {
  return visibleLanes(
    overview.lanes,
    focus,
    family,
    laneRoom(height, overview.lanes.length + Math.min(1, overview.lanesOmitted)),
    overview.lanesOmitted,
  );
}

/** Width of the column of labels. */
export function gutterFor(lanes: VisibleLanes): number {
  const all = [...lanes.templates, ...lanes.entries];
  const longest = Math.max(0, ...all.map((lane) => laneLabel(lane, all).length));
  return Math.max(124, 12 + longest * 6 + 20);
}

function pitchFor(lanes: VisibleLanes, height: number): number {
  const count = Math.max(1, lanes.templates.length + lanes.entries.length);
  return Math.max(
    PITCH.least,
    Math.min(PITCH.most, Math.floor((height - TOP.lanes - MARGIN - (lanes.omitted > 0 ? FOOT : 0)) / count)),
  );
}

/** The lane drawn at a height of the full timeline, or null. */
export function laneAt({ lanes }: Picture, y: number, height: number): Lane | null {
  const pitch = pitchFor(lanes, height);
  const all = [...lanes.templates, ...lanes.entries];
  return all.find((_, at) => Math.abs(laneTop(lanes, at, pitch) + 4 - y) <= pitch / 2) ?? null;
}

export function laneTop(lanes: VisibleLanes, at: number, pitch: number): number {
  return TOP.lanes + at * pitch + (at >= lanes.templates.length && lanes.templates.length > 0 ? 5 : 0);
}

export function paintFull(context: CanvasRenderingContext2D, size: Size, picture: Picture): void {
  const { lanes, overview, now, focus } = picture;
  const scene: Scene = { context, ...size, ...picture };
  const pitch = pitchFor(lanes, size.height);
  drawAxis(scene, now);
  drawDensity(scene, TOP.density, TOP.densityHeight);
  drawLanes(scene, lanes, (at) => laneTop(lanes, at, pitch), pitch, focus);
  drawFolds(scene);
  drawMarks(scene, TOP.marks, picture.templateEvents);
  if (now !== null) drawCursor(scene, now, `${now.toFixed(3)} s`);
  labelGroups(scene, lanes, (at) => laneTop(lanes, at, pitch) + 4.5);
  drawLabel(scene, 'Packets', TOP.density + 14);
  if (overview.marks.length > 0) drawLabel(scene, marksLabel(overview), TOP.marks);
  if (lanes.omitted > 0) {
    const shown = `${lanes.entries.length} entries shown, ${lanes.omitted.toLocaleString('en')} more lanes left out`;
    context.font = SANS;
    context.fillStyle = picture.palette['bg-1'];
    context.fillRect(0, size.height - FOOT, context.measureText(shown).width + 20, FOOT);
    drawLabel(scene, shown, size.height - 9);
  }
}

/** "Template" and "Entries" before the first of each, where short labels leave room. */
function labelGroups(scene: Scene, lanes: VisibleLanes, middle: (at: number) => number): void {
  const all = [...lanes.templates, ...lanes.entries];
  if (all.some((lane) => laneLabel(lane, all).length > 7)) return;
  if (lanes.templates.length > 0) drawLabel(scene, 'Template', middle(0), 'tpl');
  if (lanes.entries.length > 0) drawLabel(scene, 'Entries', middle(lanes.templates.length));
}

export function paintSlim(context: CanvasRenderingContext2D, size: Size, picture: Picture): void {
  const scene: Scene = { context, ...size, ...picture };
  drawAxis(scene, picture.now);
  drawDensity(scene, SLIM_GAP, size.height - SLIM_GAP - 6);
  drawMarks(scene, size.height - 10, picture.templateEvents);
  if (picture.now !== null) drawCursor(scene, picture.now, `${picture.now.toFixed(3)} s`);
  context.font = MONO;
}

function marksLabel({ marks }: Overview): string {
  const kinds = new Set(marks.map((mark) => mark.kind));
  if (!kinds.has('command')) return 'Timers';
  return kinds.has('timer') ? 'Timers, commands' : 'Commands';
}
