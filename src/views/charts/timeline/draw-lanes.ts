import type { Lane } from '../../../trace/views.ts';
import { MONO } from '../canvas/use-canvas.ts';
import { drawState as drawSpan } from './draw-state.ts';
import { laneLabel } from './lanes.ts';
import { drawLabel, laneHeight, laneTop, pitchOf, type Rows, type Scene } from './scene.ts';

interface Place {
  readonly y: number;
  readonly high: number;
}

/** Lanes and their labels at the left; the focused one's label is loud. */
export function drawLanes(scene: Scene, rows: Rows): void {
  const { context, left, width, height } = scene;
  const { lanes } = scene.rows;
  const pitch = pitchOf(scene.rows, rows);
  const high = laneHeight(pitch);
  const places = lanes.map((_, at): Place => ({ y: laneTop(scene.rows, rows, at, pitch), high }));
  context.save();
  context.beginPath();
  context.rect(left, 0, width - left, height);
  context.clip();
  for (const [at, lane] of lanes.entries())
    if (lane.template) drawTemplate(scene, lane, places[at]);
    else drawEntry(scene, lane, places[at]);
  context.restore();
  drawLaneLabels(scene, places, pitch);
  nameGroups(scene, places);
}

/** Labels need 15 px: where lanes stand closer, every third is named, and the focused one. */
function drawLaneLabels(
  { context, palette, left, rows, focus }: Scene,
  places: Place[],
  pitch: number,
): void {
  const { lanes } = rows;
  const near = lanes.findIndex(({ id }) => id === focus);
  const every = pitch >= 14 ? 1 : 3;
  context.font = MONO;
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  let last = Number.NEGATIVE_INFINITY;
  for (const [at, lane] of lanes.entries()) {
    const isLoud = at === near;
    const isNear = near >= 0 && Math.abs(near - at) * pitch < 14;
    const { y, high } = places[at];
    const isDue = lane.template || at % every === 0;
    if (!isLoud && (!isDue || (isNear && !lane.template) || y - last < 13)) continue;
    last = y;
    context.fillStyle = lane.template ? palette.tpl : isLoud ? palette['ink-1'] : palette['ink-3'];
    context.fillText(laneLabel(lane, lanes), left - 10, y + high / 2 + 0.5);
  }
}

/** "Template" and "Entries" before the first of each, where one family is drawn and short labels leave room. */
function nameGroups(scene: Scene, places: readonly Place[]): void {
  const { lanes } = scene.rows;
  const templates = lanes.filter(({ template }) => template);
  if (templates.length > 1 || lanes.some((lane) => laneLabel(lane, lanes).length > 7)) return;
  const middle = ({ y, high }: Place) => y + high / 2 + 0.5;
  if (lanes[0]?.template) drawLabel(scene, 'Template', middle(places[0]), 'tpl');
  const entry = lanes.findIndex(({ template }) => !template);
  if (entry >= 0) drawLabel(scene, 'Entries', middle(places[entry]));
}

function drawEntry({ context, palette, scale, left, width }: Scene, lane: Lane, { y, high }: Place): void {
  for (const span of lane.spans) {
    const x = left + scale.x(span.from);
    const end = left + scale.x(span.to);
    if (end < left || x > width) continue;
    if (span.state === '') {
      context.fillStyle = palette['ink-2'];
      context.fillRect(Math.round(x), y - 1, 1, high + 2);
    } else drawSpan(context, palette, span.state, { x, y, width: end - x, height: high });
  }
}

/** A violet bar, cut where the timer was re-armed, paler after the last time. */
function drawTemplate({ context, palette, scale, left, width }: Scene, lane: Lane, { y, high }: Place): void {
  const from = lane.spans[0]?.from ?? 0;
  const to = lane.spans[lane.spans.length - 1]?.to ?? from;
  const last = lane.renewals[lane.renewals.length - 1] ?? from;
  const bar = (a: number, b: number, alpha: number) => {
    const x = Math.max(left, left + scale.x(a));
    const end = Math.min(width, left + scale.x(b));
    if (end <= x) return;
    context.globalAlpha = alpha;
    context.fillStyle = palette['tpl-mark'];
    context.fillRect(x, y, Math.max(1, end - x), high);
    context.globalAlpha = 1;
  };
  bar(from, last, 1);
  bar(last, to, 0.6);
  context.fillStyle = palette['bg-1'];
  let before = Number.NEGATIVE_INFINITY;
  for (const time of lane.renewals) {
    const x = Math.round(left + scale.x(time));
    if (x - before < 4) continue;
    context.fillRect(x, y, 1, high);
    before = x;
  }
  context.fillStyle = palette['ink-2'];
  context.fillRect(Math.round(left + scale.x(to)), y - 2, 1.5, high + 4);
}

/** The name of a state on the lane of the cursor, behind the lane's end or, without room, upon it. */
export function drawStateName(scene: Scene, rows: Rows, state: string): void {
  const { context, palette, scale, left, width, focus } = scene;
  const at = scene.rows.lanes.findIndex(({ id }) => id === focus);
  const lane = scene.rows.lanes[at];
  const pitch = pitchOf(scene.rows, rows);
  const high = laneHeight(pitch);
  const y = laneTop(scene.rows, rows, at, pitch);
  context.font = MONO;
  const wide = context.measureText(state).width;
  const end = left + scale.x(lane.spans[lane.spans.length - 1].to);
  const behind = end + 8 + wide < width;
  const x = behind ? Math.max(left + 4, end + 8) : width - wide - 6;
  context.fillStyle = palette['bg-1'];
  context.fillRect(x - 4, y - 1, wide + 8, high + 2);
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette[lane.template ? 'tpl' : 'ink-1'];
  context.fillText(state, x, y + high / 2 + 0.5);
}
