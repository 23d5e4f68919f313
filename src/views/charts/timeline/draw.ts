import { SANS } from '../canvas/use-canvas.ts';
import { gapText } from './items.ts';
import { ticks } from './scale.ts';
import { AXIS, FLAG_FONT, type Scene } from './scene.ts';

/** What stands in the cursor's flag. */
function flagText(now: number): string {
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
export function drawAxis({ context, palette, scale, left, width, now }: Scene, bottom: number): void {
  const { times, digits } = ticks(scale, 76);
  context.font = SANS;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const flag = now === null ? null : flagBox(context, left + scale.x(now), width, flagText(now));
  for (const time of times) {
    const x = Math.round(left + scale.x(time)) + 0.5;
    context.strokeStyle = palette['line-1'];
    context.lineWidth = 1;
    line(context, x, AXIS, x, bottom);
    if (x < left + 14 || x > width - 18 || (flag !== null && x > flag.x - 26 && x < flag.x + flag.width + 26))
      continue;
    context.fillStyle = palette['ink-3'];
    context.fillText(`${time.toFixed(digits)} s`, x, 11);
  }
}

/** Bars of packets per pixel column, by the root of their number, the busiest `high` high. */
export function drawDensity(scene: Scene, top: number, high: number): void {
  const { context, palette, scale, left, width, detail } = scene;
  const columns = new Map<number, number>();
  let most = 1;
  for (const { from, to, packets } of detail?.ranges ?? []) {
    const slice = (to - from) / packets.length;
    for (let at = 0; at < packets.length; at += 1) {
      if (packets[at] === 0) continue;
      const first = Math.round(left + scale.x(from + at * slice));
      const next = Math.round(left + scale.x(from + (at + 1) * slice));
      if (first > width || next < left) continue;
      // A slice that is narrower than a column shares it; a wider one is drawn as wide as it is, with a hair between.
      for (let x = first; x < Math.max(first + 2, next - 1); x += 1) {
        const before = Math.max(columns.get(x) ?? 0, packets[at]);
        columns.set(x, before);
        most = Math.max(most, before);
      }
    }
  }
  context.fillStyle = palette['ink-3'];
  for (const [x, packets] of columns) {
    const bar = Math.max(3, Math.round(Math.sqrt(packets / most) * high));
    if (x >= left && x <= width) context.fillRect(x, top + high - bar, 1, bar);
  }
}

/** Folded gaps: a column in the ground colour with the length of what is hidden. Unfolded ones: where they fold again. */
export function drawFolds(scene: Scene, bottom: number): void {
  const { context, palette, scale, left, width } = scene;
  for (const fold of scene.gaps) {
    const x = left + scale.x(fold.from);
    const end = left + scale.x(fold.to);
    if (end < left || x > width) continue;
    const folded = scale.folds.includes(fold);
    const middle = (x + end) / 2;
    context.strokeStyle = palette['ink-3'];
    if (!folded) {
      drawBracket(scene, x, end);
      continue;
    }
    context.fillStyle = palette['bg-0'];
    context.fillRect(Math.max(x, left), AXIS, Math.min(end, width) - Math.max(x, left), bottom - AXIS);
    drawChevrons(context, middle);
    if (bottom - AXIS < 100 || middle < left + 8 || end - x < 13) continue;
    context.save();
    context.translate(middle, AXIS + (bottom - AXIS) / 2 + 8);
    context.rotate(-Math.PI / 2);
    context.fillStyle = palette['ink-3'];
    context.font = SANS;
    context.textAlign = 'center';
    context.textBaseline = 'middle';
    context.fillText(`${gapText(fold)} idle`, 0, 0.5);
    context.restore();
  }
}

function drawChevrons(context: CanvasRenderingContext2D, middle: number): void {
  context.lineWidth = 1;
  for (const dx of [-4, 1]) {
    context.beginPath();
    context.moveTo(middle + dx, AXIS + 3);
    context.lineTo(middle + dx + 3, AXIS + 6);
    context.lineTo(middle + dx, AXIS + 9);
    context.stroke();
  }
}

/** A line over an unfolded gap; at its middle the chevrons that fold it again. */
function drawBracket({ context, palette, left, width }: Scene, x: number, end: number): void {
  const y = AXIS + 6.5;
  const [from, to] = [Math.max(left, x), Math.min(width, end)];
  context.strokeStyle = palette['line-2'];
  context.lineWidth = 1;
  line(context, from, y, to, y);
  const middle = (x + end) / 2;
  context.fillStyle = palette['bg-1'];
  context.fillRect(middle - 9, AXIS + 1, 18, 11);
  context.strokeStyle = palette['ink-3'];
  for (const [dx, turn] of [
    [-5, 1],
    [5, -1],
  ]) {
    context.beginPath();
    context.moveTo(middle + dx, AXIS + 3);
    context.lineTo(middle + dx + 3 * turn, AXIS + 6);
    context.lineTo(middle + dx, AXIS + 9);
    context.stroke();
  }
}

/** The veil over what is ahead, the line of the cursor, and its flag. */
export function drawCursor(scene: Scene, now: number, bottom: number): void {
  const { context, palette, scale, left, width } = scene;
  const label = flagText(now);
  const x = left + scale.x(now);
  const from = Math.max(left, Math.min(width, x));
  context.globalAlpha = 0.34;
  context.fillStyle = palette['bg-1'];
  context.fillRect(from, AXIS, width - from, bottom - AXIS);
  context.globalAlpha = 1;
  if (x < left - 1 || x > width) return;
  context.fillStyle = palette['now-mark'];
  context.fillRect(Math.round(x) - 0.75, 16, 1.5, bottom - 16);
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

function line(context: CanvasRenderingContext2D, x: number, y: number, toX: number, toY: number): void {
  context.beginPath();
  context.moveTo(x, y);
  context.lineTo(toX, toY);
  context.stroke();
}
