import type { Lane, Overview } from '../../../trace/views.ts';
import type { Palette } from '../canvas/palette.ts';
import { MONO, type Size } from '../canvas/use-canvas.ts';
import {
  drawAxis,
  drawCursor,
  drawDensity,
  drawFolds,
  drawLabel,
  drawLanes,
  drawMarks,
  drawStateName,
  flagText,
  type Scene,
} from './draw.ts';
import { familyOf, laneLabel, stateAt, type VisibleLanes, visibleLanes } from './lanes.ts';
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
const MARGIN = 4;
/** Between the templates and the entries. */
const FAMILY_GAP = 5;
const SLIM_GAP = 24;

/** How many lanes fit under the rows that are always there. */
export function laneRoom(height: number): number {
  return Math.max(1, Math.floor((height - TOP.lanes - MARGIN - FAMILY_GAP) / PITCH.least));
}

export function lanesFor(
  { lanesOmitted }: Overview,
  all: readonly Lane[],
  focus: string | null,
  height: number,
): VisibleLanes {
  return visibleLanes(all, focus, familyOf(all, focus), laneRoom(height), lanesOmitted);
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
    Math.min(PITCH.most, Math.floor((height - TOP.lanes - MARGIN - FAMILY_GAP) / count)),
  );
}

/** Lanes that stand far apart are higher. */
function laneHeight(pitch: number): number {
  return Math.min(14, Math.max(8, pitch - 5));
}

/** The lane drawn at a height of the full timeline, or null. */
export function laneAt({ lanes }: Picture, y: number, height: number): Lane | null {
  const pitch = pitchFor(lanes, height);
  const all = [...lanes.templates, ...lanes.entries];
  return (
    all.find((_, at) => Math.abs(laneTop(lanes, at, pitch) + laneHeight(pitch) / 2 - y) <= pitch / 2) ?? null
  );
}

export function laneTop(lanes: VisibleLanes, at: number, pitch: number): number {
  return (
    TOP.lanes + at * pitch + (at >= lanes.templates.length && lanes.templates.length > 0 ? FAMILY_GAP : 0)
  );
}

export function paintFull(context: CanvasRenderingContext2D, size: Size, picture: Picture): void {
  const { lanes, overview, now, focus } = picture;
  const pitch = pitchFor(lanes, size.height);
  const scene: Scene = { context, ...size, ...picture, lane: laneHeight(pitch) };
  drawAxis(scene, now);
  drawDensity(scene, TOP.density, TOP.densityHeight);
  drawLanes(scene, lanes, (at) => laneTop(lanes, at, pitch), pitch, focus);
  drawFolds(scene);
  drawMarks(scene, TOP.marks, picture.templateEvents);
  if (now !== null) drawCursor(scene, now, flagText(now));
  nameState(scene, picture, (at) => laneTop(lanes, at, pitch));
  labelGroups(scene, lanes, (at) => laneTop(lanes, at, pitch) + scene.lane / 2 + 0.5);
  drawLabel(scene, 'Packets', TOP.density + 14);
  if (overview.marks.length > 0) drawLabel(scene, marksLabel(overview), TOP.marks);
  if (lanes.omitted > 0) {
    // In the corner above the labels, where nothing else is drawn.
    const drawn = lanes.entries.length + lanes.templates.length;
    drawLabel(scene, `${drawn} of ${(drawn + lanes.omitted).toLocaleString('en')} lanes`, 11);
  }
}

/** What state the cursor's entry is in: colours of lanes are never the only sign. */
function nameState(scene: Scene, { lanes, focus, now }: Picture, top: (at: number) => number): void {
  const all = [...lanes.templates, ...lanes.entries];
  const at = all.findIndex((lane) => lane.id === focus);
  const state = at < 0 || now === null ? '' : stateAt(all[at], now);
  if (state) drawStateName(scene, all[at], top(at), `now ${state}`);
}

/** "Template" and "Entries" before the first of each, where short labels leave room. */
function labelGroups(scene: Scene, lanes: VisibleLanes, middle: (at: number) => number): void {
  const all = [...lanes.templates, ...lanes.entries];
  if (all.some((lane) => laneLabel(lane, all).length > 7)) return;
  if (lanes.templates.length > 0) drawLabel(scene, 'Template', middle(0), 'tpl');
  if (lanes.entries.length > 0) drawLabel(scene, 'Entries', middle(lanes.templates.length));
}

export function paintSlim(context: CanvasRenderingContext2D, size: Size, picture: Picture): void {
  const scene: Scene = { context, ...size, ...picture, lane: 0 };
  drawAxis(scene, picture.now);
  drawDensity(scene, SLIM_GAP, size.height - SLIM_GAP - 6);
  drawFolds(scene);
  drawMarks(scene, size.height - 10, picture.templateEvents);
  if (picture.now !== null) drawCursor(scene, picture.now, flagText(picture.now));
  context.font = MONO;
}

function marksLabel({ marks }: Overview): string {
  const kinds = new Set(marks.map((mark) => mark.kind));
  if (!kinds.has('command')) return 'Timers';
  return kinds.has('timer') ? 'Timers, commands' : 'Commands';
}
