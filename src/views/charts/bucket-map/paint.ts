import type { TableView } from '../../../trace/views.ts';
import { mix, type Palette } from '../canvas/palette.ts';
import { MONO } from '../canvas/use-canvas.ts';
import { cellOf, labelSteps, type MapLayout } from './layout.ts';

/** Shares of ink over the ground for chains of 1, 2, 3, 4, 5 and more entries. */
export const SHADES = [0.17, 0.36, 0.58, 0.8, 1] as const;
const TEMPLATE_SHADES = [0.58, 0.72, 0.84, 0.92, 1] as const;

export interface MapPicture {
  table: TableView;
  layout: MapLayout;
  palette: Palette;
  /** Bucket whose chain is shown. */
  selected: number | null;
  /** Bucket under the keyboard; null = the map is not focused. */
  focused: number | null;
}

export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { table, layout, palette, selected, focused } = picture;
  drawLabels(context, picture);
  drawCells(context, picture);
  for (const bucket of table.clientBuckets) ring(context, layout, bucket, palette['ink-1'], 1.5, 0);
  const lookup = selected ?? table.lookup;
  if (table.lookup !== null && table.lookup !== lookup)
    ring(context, layout, table.lookup, palette['now-mark'], 1.5, 0.5);
  if (lookup !== null) drawLookup(context, picture, lookup);
  if (focused !== null) ring(context, layout, focused, palette.focus, 2, 2);
}

/** One pixel a cell in a small image, enlarged without smoothing, then the gaps between the cells. */
function drawCells(context: CanvasRenderingContext2D, { table, layout, palette }: MapPicture): void {
  const { columns, rows, per, cell, left, top, span } = layout;
  const image = new ImageData(columns, rows);
  const inks = SHADES.map((share) => mix(palette['ink-1'], palette['bg-1'], share));
  const violets = TEMPLATE_SHADES.map((share) => mix(palette['tpl-mark'], palette['bg-1'], share));
  const empty = mix(palette['bg-2'], palette['bg-1'], 1);
  for (let at = 0; at < columns * rows; at += 1) {
    const first = span.first + at * per;
    let longest = 0;
    let templates = 0;
    for (let bucket = first; bucket < first + per; bucket += 1) {
      if (table.counts[bucket] > longest) longest = table.counts[bucket];
      templates |= table.templates[bucket];
    }
    const shades = templates ? violets : inks;
    const color = longest === 0 ? empty : shades[Math.min(5, longest) - 1];
    image.data.set([...color, 255], at * 4);
  }
  const small = document.createElement('canvas');
  small.width = columns;
  small.height = rows;
  small.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, left, top, columns * cell, rows * cell);
  context.fillStyle = palette['bg-1'];
  if (cell < 5) return;
  for (let column = 1; column <= columns; column += 1)
    context.fillRect(left + column * cell - 1, top, 1, rows * cell);
  for (let row = 1; row <= rows; row += 1) context.fillRect(left, top + row * cell - 1, columns * cell, 1);
}

/** `0x100` at the left, `+08` above: together they name a cell. */
function drawLabels(context: CanvasRenderingContext2D, { layout, palette, table }: MapPicture): void {
  const { columns, rows, per, cell, left, top, span } = layout;
  const step = labelSteps(layout);
  const digits = Math.max(1, Math.ceil(Math.log2(table.size) / 4));
  context.font = MONO;
  context.fillStyle = palette['ink-3'];
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (let row = 0; row < rows; row += step.row) {
    const name = (span.first + row * columns * per).toString(16).padStart(digits, '0');
    context.fillText(`0x${name}`, left - 8, top + row * cell + cell / 2);
  }
  context.textAlign = 'left';
  const wide = Math.max(2, ((columns - 1) * per).toString(16).length);
  for (let column = 0; column < columns; column += step.column)
    context.fillText(`+${(column * per).toString(16).padStart(wide, '0')}`, left + column * cell, top - 12);
}

function ring(
  context: CanvasRenderingContext2D,
  layout: MapLayout,
  bucket: number,
  color: string,
  width: number,
  out: number,
): void {
  const place = cellOf(layout, bucket);
  if (!place) return;
  const inner = Math.max(3, layout.cell - 1);
  context.strokeStyle = color;
  context.lineWidth = width;
  context.strokeRect(place.x - out + 0.5, place.y - out + 0.5, inner - 1 + out * 2, inner - 1 + out * 2);
}

/** Cross hairs through the map and a ring at the bucket. */
function drawLookup(
  context: CanvasRenderingContext2D,
  { layout, palette, table }: MapPicture,
  bucket: number,
): void {
  const place = cellOf(layout, bucket);
  if (!place) return;
  const half = Math.floor((layout.cell - 1) / 2);
  // Yellow is now: the event's own bucket. A bucket chosen by hand gets the same sign in ink.
  const color = bucket === table.lookup ? palette['now-mark'] : palette['ink-1'];
  context.fillStyle = color;
  context.globalAlpha = 0.5;
  context.fillRect(layout.left, place.y + half, layout.columns * layout.cell, 1);
  context.fillRect(place.x + half, layout.top, 1, layout.rows * layout.cell);
  context.globalAlpha = 1;
  ring(context, layout, bucket, color, 2, 1);
}
