import { CELL_CHANGED, CELL_CLASS, type TableView } from '../../../trace/table-views.ts';
import type { Palette } from '../canvas/palette.ts';
import { MONO, SANS } from '../canvas/use-canvas.ts';
import { aggregated } from './aggregate.ts';
import { cellOf, labelSteps, type MapLayout, seenCells } from './layout.ts';
import { shortClass } from './modes.ts';
import { paintPixels } from './pixels.ts';

export interface MapPicture {
  table: TableView;
  layout: MapLayout;
  palette: Palette;
  /** Bucket whose chain is shown. */
  selected: number | null;
  /** Bucket under the keyboard; null = the map is not focused. */
  focused: number | null;
}

/** Cells from this size on carry their value as text. */
const TEXT_FROM = 28;

export function paintMap(context: CanvasRenderingContext2D, picture: MapPicture): void {
  const { table, layout, palette, selected, focused } = picture;
  drawLabels(context, picture);
  context.save();
  context.beginPath();
  context.rect(layout.left - 2, layout.top - 2, layout.width + 4, layout.height + 4);
  context.clip();
  drawCells(context, picture);
  drawSigns(context, picture);
  const lookup = selected ?? table.lookup;
  if (table.lookup !== null && table.lookup !== lookup)
    ring(context, layout, table.lookup, palette['now-mark'], 1.5, 0.5);
  if (lookup !== null) drawLookup(context, picture, lookup);
  if (focused !== null) ring(context, layout, focused, palette.focus, 2, 2);
  context.restore();
}

/** What cells are put together on; one for all maps, of the size of the last one. */
interface Sheet {
  readonly canvas: HTMLCanvasElement;
  readonly image: ImageData;
}

let sheet: Sheet | null = null;

/** A clean sheet. */
function sheetOf(width: number, height: number): Sheet {
  if (sheet?.image.width === width && sheet.image.height === height) {
    sheet.image.data.fill(0);
    return sheet;
  }
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  sheet = { canvas, image: new ImageData(width, height) };
  return sheet;
}

function drawCells(context: CanvasRenderingContext2D, { table, layout, palette }: MapPicture): void {
  const device = context.getTransform().a;
  // Cells stand in whole CSS pixels: where one is so many whole pixels of the screen, the picture is made larger afterwards.
  const ratio = Number.isInteger(device) ? 1 : device;
  const { canvas, image } = sheetOf(Math.round(layout.width * ratio), Math.round(layout.height * ratio));
  paintPixels(image, {
    layout,
    cells: aggregated(table, layout.columns, layout.block),
    across: layout.columns / layout.block,
    mode: table.mode,
    palette,
    ratio,
  });
  canvas.getContext('2d')?.putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(canvas, layout.left, layout.top, image.width / ratio, image.height / ratio);
}

/** In cells that are large enough their value in letters, and a corner where the event has changed something. */
function drawSigns(context: CanvasRenderingContext2D, { table, layout, palette }: MapPicture): void {
  const { column, row } = seenCells(layout);
  const cells = aggregated(table, layout.columns, layout.block);
  const across = layout.columns / layout.block;
  const corner = Math.max(3, Math.min(9, layout.cell / 3));
  context.font = layout.cell >= 40 ? MONO : SANS;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  const isText = layout.cell >= TEXT_FROM && layout.block === 1;
  for (let r = row[0]; r < row[1]; r += 1)
    for (let c = column[0]; c < column[1]; c += 1) {
      const cell = cells[r * across + c];
      if (!(cell & CELL_CHANGED) && !(isText && cell & CELL_CLASS)) continue;
      const bucket = r * layout.block * layout.columns + c * layout.block;
      const place = cellOf(layout, bucket);
      if (!place) continue;
      if (isText && cell & CELL_CLASS) drawValue(context, palette, place, shortClass(table, bucket));
      if (!(cell & CELL_CHANGED)) continue;
      context.fillStyle = palette['now-mark'];
      context.beginPath();
      context.moveTo(place.x, place.y);
      context.lineTo(place.x + corner, place.y);
      context.lineTo(place.x, place.y + corner);
      context.fill();
    }
}

type Place = NonNullable<ReturnType<typeof cellOf>>;

/** Text with a ground of its own: it stands on any fill. */
function drawValue(context: CanvasRenderingContext2D, palette: Palette, place: Place, text: string): void {
  const width = context.measureText(text).width + 4;
  const x = place.x + (place.width - 1) / 2;
  const y = place.y + (place.height - 1) / 2;
  if (width > place.width - 2) return;
  context.fillStyle = palette['bg-1'];
  context.fillRect(Math.round(x - width / 2), Math.round(y - 7), Math.round(width), 14);
  context.fillStyle = palette['ink-1'];
  context.fillText(text, x, y + 1);
}

/** `0x100` at the left, `+08` above: together they name a bucket, however the field is moved. */
function drawLabels(context: CanvasRenderingContext2D, { layout, palette, table }: MapPicture): void {
  const { columns, block, cell, left, top, x0, y0, width, height } = layout;
  const step = labelSteps(layout);
  const { column, row } = seenCells(layout);
  const digits = Math.max(1, Math.ceil(Math.log2(table.size) / 4));
  context.font = MONO;
  context.fillStyle = palette['ink-3'];
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (let r = Math.ceil(row[0] / step.row) * step.row; r < row[1]; r += step.row) {
    const y = top + y0 + (r + 0.5) * cell;
    if (y < top + 1 || y > top + height - 4) continue;
    const name = (r * block * columns).toString(16).padStart(digits, '0');
    context.fillText(`0x${name}`, left - 8, y);
  }
  context.textAlign = 'left';
  const wide = Math.max(2, (columns - 1).toString(16).length);
  for (let c = Math.ceil(column[0] / step.column) * step.column; c < column[1]; c += step.column) {
    const x = left + x0 + c * cell;
    if (x < left - 1 || x > left + width - 14) continue;
    context.fillText(`+${(c * block).toString(16).padStart(wide, '0')}`, x, top - 12);
  }
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
  const across = Math.max(3, place.width - 1) - 1 + out * 2;
  const down = Math.max(3, place.height - 1) - 1 + out * 2;
  context.strokeStyle = color;
  context.lineWidth = width;
  context.strokeRect(place.x - out + 0.5, place.y - out + 0.5, across, down);
}

/** Cross hairs through the map and a ring at the bucket. */
function drawLookup(
  context: CanvasRenderingContext2D,
  { layout, palette, table }: MapPicture,
  bucket: number,
): void {
  const place = cellOf(layout, bucket);
  if (!place) return;
  const x = place.x + Math.floor((place.width - 1) / 2);
  const y = place.y + Math.floor((place.height - 1) / 2);
  const right = Math.min(layout.left + layout.width, layout.left + layout.x0 + layout.columns * layout.pitch);
  const bottom = Math.min(layout.top + layout.height, layout.top + layout.y0 + layout.rows * layout.pitch);
  // Yellow is now: the event's own bucket. A bucket chosen by hand gets the same sign in ink.
  const color = bucket === table.lookup ? palette['now-mark'] : palette['ink-1'];
  context.fillStyle = color;
  context.globalAlpha = 0.5;
  context.fillRect(layout.left, y, place.x - layout.left, 1);
  context.fillRect(place.x + place.width, y, right - place.x - place.width, 1);
  context.fillRect(x, layout.top, 1, place.y - layout.top);
  context.fillRect(x, place.y + place.height, 1, bottom - place.y - place.height);
  context.globalAlpha = 1;
  ring(context, layout, bucket, color, 2, 1);
}
