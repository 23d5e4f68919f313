import type { Lane, Overview } from '../../../trace/views.ts';
import type { Palette } from '../canvas/palette.ts';
import { MONO, SANS } from '../canvas/use-canvas.ts';
import { drawState as drawSpan } from './draw-state.ts';
import { laneLabel, type VisibleLanes } from './lanes.ts';
import { type TimeScale, ticks } from './scale.ts';

/** What one drawing of the timeline needs; `left` is where time begins (the labels stand left of it). */
export interface Scene {
  context: CanvasRenderingContext2D;
  palette: Palette;
  scale: TimeScale;
  left: number;
  width: number;
  height: number;
  overview: Overview;
  /** Height of a lane. */
  lane: number;
}

export const AXIS = 22;

const FLAG_FONT = MONO.replace('400', '500');

/** What stands in the cursor's flag. */
export function flagText(now: number): string {
  return `${now.toFixed(3)} s`;
}

/** Where the flag stands: over the cursor, pushed inwards at the edges. */
function flagBox(context: CanvasRenderingContext2D, x: number, width: number, label: string) {
  const before = context.font;
  context.font = FLAG_FONT;
  const wide = Math.ceil(context.measureText(label).width) + 14;
  context.font = before;
  return { x: Math.max(2, Math.min(width - wide - 2, Math.round(x - wide / 2))), width: wide };
}

/** Vertical hairlines and the times above them. */
export function drawAxis({ context, palette, scale, left, width, height }: Scene, now: number | null): void {
  const { times, digits } = ticks(scale, 76);
  context.font = SANS;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const flag = now === null ? null : flagBox(context, left + scale.x(now), width, flagText(now));
  for (const time of times) {
    const x = Math.round(left + scale.x(time)) + 0.5;
    context.strokeStyle = palette['line-1'];
    context.lineWidth = 1;
    line(context, x, AXIS, x, height);
    if (x < left + 14 || x > width - 18 || (flag !== null && x > flag.x - 26 && x < flag.x + flag.width + 26))
      continue;
    context.fillStyle = palette['ink-3'];
    context.fillText(`${time.toFixed(digits)} s`, x, 11);
  }
}

/** Bars of packets per pixel column, by the root of their number, the busiest `height` high. */
export function drawDensity(scene: Scene, top: number, height: number): void {
  const { context, palette, scale, left, width, overview } = scene;
  const { density, from, to } = overview;
  const slice = (to - from) / density.length;
  const columns = new Map<number, number>();
  let most = 1;
  for (let at = 0; at < density.length; at += 1) {
    if (density[at] === 0) continue;
    const first = Math.round(left + scale.x(from + at * slice));
    if (first > width || left + scale.x(from + (at + 1) * slice) < left) continue;
    const next = Math.round(left + scale.x(from + (at + 1) * slice));
    // A slice that is narrower than a column shares it; a wider one is drawn as wide as it is, with a hair between.
    for (let x = first; x < Math.max(first + 2, next - 1); x += 1) {
      const packets = Math.max(columns.get(x) ?? 0, density[at]);
      columns.set(x, packets);
      most = Math.max(most, packets);
    }
  }
  context.fillStyle = palette['ink-3'];
  for (const [x, packets] of columns) {
    const high = Math.max(3, Math.round(Math.sqrt(packets / most) * height));
    if (x >= left) context.fillRect(x, top + height - high, 1, high);
  }
}

/** Triangles for timers (violet: of a template), squares for commands, flags for notes; one per pixel column. */
export function drawMarks(scene: Scene, y: number, ofTemplates: ReadonlySet<number>): void {
  const { context, palette, scale, left, width, overview } = scene;
  const taken = new Set<number>();
  for (const mark of overview.marks) {
    const x = Math.round(left + scale.x(mark.time));
    if (x < left || x > width || taken.has(x)) continue;
    if (mark.kind === 'timer') {
      taken.add(x);
      context.fillStyle = ofTemplates.has(mark.event) ? palette['tpl-mark'] : palette['ink-3'];
      context.beginPath();
      context.moveTo(x, y - 3.5);
      context.lineTo(x + 4, y + 3.5);
      context.lineTo(x - 4, y + 3.5);
      context.fill();
    } else {
      context.fillStyle = mark.kind === 'command' ? palette['ink-1'] : palette['ink-3'];
      context.fillRect(x - 3, y - 3, 6, 6);
    }
  }
}

/** Lanes from `top` downwards and their labels at the left; the focused one's label is loud. */
export function drawLanes(
  scene: Scene,
  lanes: VisibleLanes,
  top: (at: number) => number,
  pitch: number,
  focus: string | null,
): void {
  const { context, palette, left } = scene;
  const all = [...lanes.templates, ...lanes.entries];
  all.forEach((lane, at) => {
    const y = top(at);
    context.save();
    context.beginPath();
    context.rect(left, 0, scene.width - left, scene.height);
    context.clip();
    if (lane.template) drawTemplate(scene, lane, y);
    else drawEntry(scene, lane, y);
    context.restore();
    context.font = MONO;
    context.textAlign = 'right';
    context.textBaseline = 'middle';
    const isLoud = lane.id === focus;
    // Labels need 15 px: where lanes stand closer, every second or third is named, and the focused one.
    const near = all.findIndex((one) => one.id === focus);
    const every = pitch >= 14 ? 1 : 3;
    if (!isLoud && !lane.template && (at % every !== 0 || (near >= 0 && Math.abs(near - at) * pitch < 14)))
      return;
    context.fillStyle = lane.template ? palette.tpl : isLoud ? palette['ink-1'] : palette['ink-3'];
    context.fillText(laneLabel(lane, all), left - 10, y + scene.lane / 2 + 0.5);
  });
}

function drawEntry({ context, palette, scale, left, width, lane: high }: Scene, lane: Lane, y: number): void {
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
function drawTemplate(
  { context, palette, scale, left, width, lane: high }: Scene,
  lane: Lane,
  y: number,
): void {
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
  context.fillRect(Math.round(left + scale.x(to)), y - 3, 1.5, high + 6);
}

/** Folded gaps: a column in the ground colour with the length of what is hidden. */
export function drawFolds({ context, palette, scale, left, width, height }: Scene): void {
  for (const fold of scale.folds) {
    const x = left + scale.x(fold.from);
    const end = left + scale.x(fold.to);
    if (end < left || x > width) continue;
    context.fillStyle = palette['bg-0'];
    context.fillRect(x, AXIS, end - x, height - AXIS);
    context.save();
    context.fillStyle = palette['ink-3'];
    context.strokeStyle = palette['ink-3'];
    const middle = (x + end) / 2;
    for (const dx of [-4, 1]) {
      context.lineWidth = 1;
      context.beginPath();
      context.moveTo(middle + dx, AXIS + 7);
      context.lineTo(middle + dx + 3, AXIS + 10);
      context.lineTo(middle + dx, AXIS + 13);
      context.stroke();
    }
    context.translate(middle, AXIS + (height - AXIS) / 2 + 6);
    context.rotate(-Math.PI / 2);
    context.font = SANS;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    if (height > 120) context.fillText(`${(fold.to - fold.from).toFixed(0)} s idle`, 0, 0.5);
    context.restore();
  }
}

/** The veil over what is ahead, the line of the cursor, and its flag. */
export function drawCursor(scene: Scene, now: number, label: string): void {
  const { context, palette, scale, left, width, height } = scene;
  const x = left + scale.x(now);
  const from = Math.max(left, Math.min(width, x));
  context.globalAlpha = 0.34;
  context.fillStyle = palette['bg-1'];
  context.fillRect(from, AXIS, width - from, height - AXIS);
  context.globalAlpha = 1;
  if (x < left - 1 || x > width) return;
  context.fillStyle = palette['now-mark'];
  context.fillRect(Math.round(x) - 0.75, 16, 1.5, height - 16);
  const { x: box, width: wide } = flagBox(context, x, width, label);
  context.font = FLAG_FONT;
  context.beginPath();
  context.roundRect(box, 3, wide, 15, 2);
  context.fill();
  context.beginPath();
  context.moveTo(x - 5, 17.5);
  context.lineTo(x + 5, 17.5);
  context.lineTo(x, 23);
  context.fill();
  context.fillStyle = palette['on-mark'];
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.fillText(label, box + wide / 2, 11);
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

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}

/** The name of the state in which the lane of the cursor is, behind the lane's end or, without room, upon it. */
export function drawStateName(scene: Scene, lane: Lane, y: number, state: string): void {
  const { context, palette, scale, left, width, lane: high } = scene;
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
