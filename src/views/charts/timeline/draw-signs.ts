import type { TimelineGroup } from '../../../trace/timeline-views.ts';
import { SANS } from '../canvas/use-canvas.ts';
import type { Item, PointMark } from './items.ts';
import type { Scene } from './scene.ts';

/** Signs differ by their shape: colour is never the only sign. */

const SMALL = SANS.replace('11.5px', '11px');
/** Between a sign and its number, and behind the number. */
const GAP = 6;

/** Timers, commands and notes in one row; where several are one sign and there is room, their number stands beside. */
export function drawSigns(scene: Scene, y: number): void {
  const groups = scene.items.flatMap((item) => ('group' in item && isQuiet(item) ? [item.group] : []));
  const places = groups.map(({ time }) => scene.left + scale(scene, time));
  for (const [at, group] of groups.entries()) {
    const x = places[at];
    if (x < scene.left || x > scene.width) continue;
    drawSign(scene, group, x, y);
    if (group.count > 1) drawNumber(scene, group.count, x, y, places[at + 1] ?? scene.width);
  }
}

/** What went wrong, and the marks of the reader: drawn above the packets. */
export function drawPoints(scene: Scene, y: number): void {
  const items = scene.items.filter((item) => item.kind !== 'gap' && !isQuiet(item));
  const places = items.map(({ time }) => scene.left + scale(scene, time));
  for (const [at, item] of items.entries()) {
    const x = places[at];
    if (x < scene.left || x > scene.width) continue;
    if ('mark' in item) drawPoint(scene, item.kind, x, y);
    else if ('group' in item) {
      drawWrong(scene, item.kind === 'differs', x, y);
      if (item.group.count > 1) drawNumber(scene, item.group.count, x, y, places[at + 1] ?? scene.width);
    }
  }
}

const scale = (scene: Scene, time: number): number => Math.round(scene.scale.x(time));

function isQuiet(item: Item): boolean {
  return item.kind === 'timer' || item.kind === 'command' || item.kind === 'note';
}

/** A triangle for a timer (violet: of a template), a square for a command, a small one on its corner for a note. */
function drawSign({ context, palette }: Scene, group: TimelineGroup, x: number, y: number): void {
  context.beginPath();
  if (group.kind === 'timer') {
    context.fillStyle = group.template ? palette['tpl-mark'] : palette['ink-3'];
    context.moveTo(x, y - 3.5);
    context.lineTo(x + 4, y + 3.5);
    context.lineTo(x - 4, y + 3.5);
  } else if (group.kind === 'command') {
    context.fillStyle = group.trouble ? palette['bad-mark'] : palette['ink-1'];
    context.rect(x - 3, y - 3, 6, 6);
  } else {
    context.fillStyle = palette['ink-3'];
    context.moveTo(x, y - 4);
    context.lineTo(x + 4, y);
    context.lineTo(x, y + 4);
    context.lineTo(x - 4, y);
  }
  context.fill();
}

/** A cross for trouble, `!=` as one sign for a packet that differs from the capture. */
function drawWrong({ context, palette }: Scene, differs: boolean, x: number, y: number): void {
  context.strokeStyle = palette['bad-mark'];
  context.lineWidth = 1.5;
  context.beginPath();
  const lines = differs
    ? [
        [-3.5, -1.5, 3.5, -1.5],
        [-3.5, 1.5, 3.5, 1.5],
        [-2, 4, 2, -4],
      ]
    : [
        [-3, -3, 3, 3],
        [3, -3, -3, 3],
      ];
  for (const [fromX, fromY, toX, toY] of lines) {
    context.moveTo(x + fromX, y + fromY);
    context.lineTo(x + toX, y + toY);
  }
  context.stroke();
}

/** A disc for a breakpoint, a red triangle for a finding, a ribbon for a bookmark. */
function drawPoint({ context, palette }: Scene, kind: PointMark['kind'], x: number, y: number): void {
  context.fillStyle = palette[kind === 'finding' ? 'bad-mark' : 'ink-1'];
  context.beginPath();
  if (kind === 'breakpoint') context.arc(x, y, 3.5, 0, 2 * Math.PI);
  else if (kind === 'finding') {
    context.moveTo(x, y - 4);
    context.lineTo(x + 4, y + 3.5);
    context.lineTo(x - 4, y + 3.5);
  } else {
    context.moveTo(x - 3, y - 5);
    context.lineTo(x + 3, y - 5);
    context.lineTo(x + 3, y + 4.5);
    context.lineTo(x, y + 1.5);
    context.lineTo(x - 3, y + 4.5);
  }
  context.fill();
}

function drawNumber({ context, palette }: Scene, number: number, x: number, y: number, next: number): void {
  const text = number.toLocaleString('en');
  context.font = SMALL;
  const wide = context.measureText(text).width;
  if (x + GAP + wide + GAP > next) return;
  context.textAlign = 'left';
  context.textBaseline = 'middle';
  context.fillStyle = palette['ink-3'];
  context.fillText(text, x + GAP, y + 0.5);
}
