import type { Size } from '../canvas/use-canvas.ts';
import { drawAxis, drawCursor, drawDensity, drawFolds } from './draw.ts';
import { drawLanes, drawStateName } from './draw-lanes.ts';
import { drawPoints, drawSigns } from './draw-signs.ts';
import { drawStrip } from './draw-strip.ts';
import { laneLabel, stateAt } from './lanes.ts';
import type { LaneRows } from './rows.ts';
import { drawLabel, type Picture, type Rows, rowsOf, type Scene } from './scene.ts';

/** Width of the column of labels. */
export function gutterFor({ lanes }: LaneRows): number {
  const longest = Math.max(0, ...lanes.map((lane) => laneLabel(lane, lanes).length));
  return Math.max(124, 12 + longest * 6 + 20);
}

export function paint(context: CanvasRenderingContext2D, size: Size, picture: Picture): void {
  const scene: Scene = { ...picture, context, ...size };
  const rows = rowsOf(picture, size.height);
  drawAxis(scene, rows.bottom);
  drawDensity(scene, rows.density.top, rows.density.height);
  if (!picture.slim) drawLanes(scene, rows);
  drawFolds(scene, rows.bottom);
  drawSigns(scene, rows.signs);
  drawPoints(scene, rows.points);
  if (picture.now !== null) drawCursor(scene, picture.now, rows.bottom);
  if (!picture.slim) {
    nameState(scene, rows);
    drawLabel(scene, 'Packets', rows.density.top + 10);
    drawLabel(scene, signsLabel(picture), rows.signs);
  }
  if (rows.strip !== null) drawStrip(scene, rows.strip);
}

/** What state the cursor's entry is in: colours of lanes are never the only sign. */
function nameState(scene: Scene, rows: Rows): void {
  const { now, focus } = scene;
  const lane = scene.rows.lanes.find(({ id }) => id === focus);
  const state = lane && now !== null ? stateAt(lane, now) : '';
  if (state) drawStateName(scene, rows, `now ${state}`);
}

function signsLabel({ overview }: Picture): string {
  const kinds = new Set(overview.marks.map(({ kind }) => kind));
  if (!kinds.has('command')) return kinds.has('timer') ? 'Timers' : '';
  return kinds.has('timer') ? 'Timers, commands' : 'Commands';
}
