import { WHOLE_MAP as WHOLE, type MapZoom as Zoom } from '../../../store/table-state.ts';

/** Where the buckets of a table stand on the screen: a field of columns and rows that is seen through a window. */

export interface MapLayout {
  /** Buckets of the table; bucket b stands in column b % columns of row b / columns. */
  readonly size: number;
  readonly columns: number;
  readonly rows: number;
  /** Pixels of a bucket when all are seen, and now. */
  readonly fitPitch: number;
  readonly pitch: number;
  /** Buckets along each side of a cell: 1, or more where a bucket would be too small to be seen. */
  readonly block: number;
  /** Pixels of a cell with its gap. */
  readonly cell: number;
  /** The window: its corner in the box of the map, and its size. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** The corner of the field, from that of the window: 0, or less when the field is moved. */
  readonly x0: number;
  readonly y0: number;
  readonly zoom: Zoom;
}

const GUTTER = { top: 24, right: 12, bottom: 8 };
/** Pixels of a hexadecimal digit in the labels at the left, and around them. */
const DIGIT = { width: 6.2, around: 20 };
/** A cell that is smaller than this cannot be seen. */
export const LEAST_CELL = 4;
/** Pixels of a bucket when all are seen, at most; and at most after zooming. */
const LARGEST_FIT = 40;
const LARGEST = 56;

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(most, value));

/** How many buckets along a side one cell needs. */
function blockFor(pitch: number): number {
  return pitch >= LEAST_CELL ? 1 : 2 ** Math.ceil(Math.log2(LEAST_CELL / pitch) - 1e-9);
}

/** Whole pixels for each cell, so that the field is sharp when all of it is seen. */
function fitted(across: number, down: number, columns: number, rows: number): number {
  const pitch = Math.min(LARGEST_FIT, across / columns, down / rows);
  const block = Math.min(blockFor(pitch), rows);
  return Math.max(1, Math.floor(pitch * block)) / block;
}

/** The field of a table of `size` buckets (a power of two) in a box of pixels. */
export function layoutMap(size: number, width: number, height: number, zoom: Zoom = WHOLE): MapLayout {
  const bits = Math.log2(size);
  const columns = 2 ** Math.ceil(bits / 2);
  const rows = size / columns;
  const left = Math.ceil((2 + Math.max(1, Math.ceil(bits / 4))) * DIGIT.width + DIGIT.around);
  const window = {
    left,
    top: GUTTER.top,
    width: Math.max(40, width - left - GUTTER.right),
    height: Math.max(40, height - GUTTER.top - GUTTER.bottom),
  };
  const fitPitch = fitted(window.width, window.height, columns, rows);
  const inside = keptInside({ fitPitch }, zoom);
  const pitch = fitPitch * inside.scale;
  const block = Math.min(blockFor(pitch), rows);
  return {
    ...window,
    size,
    columns,
    rows,
    fitPitch,
    pitch,
    block,
    cell: pitch * block,
    x0: 0 - inside.x * columns * pitch,
    y0: 0 - inside.y * rows * pitch,
    zoom: inside,
  };
}

export function largestScale({ fitPitch }: Pick<MapLayout, 'fitPitch'>): number {
  return Math.max(1, LARGEST / fitPitch);
}

/** A zoom that shows no more beside the field than is there when all of it is seen. */
export function keptInside(field: Pick<MapLayout, 'fitPitch'>, { scale, x, y }: Zoom): Zoom {
  const within = clamp(scale, 1, largestScale(field));
  const most = 1 - 1 / within;
  return { scale: within, x: clamp(x, 0, most), y: clamp(y, 0, most) };
}

/** Larger or smaller by a factor around a place in the window, which stays where it is. */
export function zoomedAt(layout: MapLayout, factor: number, px: number, py: number): Zoom {
  const { zoom, columns, rows, fitPitch } = layout;
  const scale = clamp(zoom.scale * factor, 1, largestScale(layout));
  const [fieldWidth, fieldHeight] = [columns * fitPitch, rows * fitPitch];
  const x = zoom.x + px / (fieldWidth * zoom.scale) - px / (fieldWidth * scale);
  const y = zoom.y + py / (fieldHeight * zoom.scale) - py / (fieldHeight * scale);
  return keptInside(layout, { scale, x, y });
}

/** Moved as little as is needed to see a bucket, with a margin of some cells. */
export function movedTo(layout: MapLayout, bucket: number): Zoom {
  const { zoom, columns, rows, pitch, width, height } = layout;
  const margin = Math.min(width / 4, height / 4, Math.max(24, layout.cell * 2));
  const shift = (at: number, from: number, extent: number) => {
    const least = -from + margin;
    const most = -from + extent - margin - pitch;
    return at < least ? at - least : at > most ? at - most : 0;
  };
  const dx = shift((bucket % columns) * pitch, layout.x0, width);
  const dy = shift(Math.floor(bucket / columns) * pitch, layout.y0, height);
  if (dx === 0 && dy === 0) return zoom;
  return keptInside(layout, {
    scale: zoom.scale,
    x: zoom.x + dx / (columns * pitch),
    y: zoom.y + dy / (rows * pitch),
  });
}

/** The bucket (the upper left one of its cell) at a place in the box of the map; null = outside the field or the window. */
export function bucketAt(layout: MapLayout, x: number, y: number): number | null {
  const [px, py] = [x - layout.left, y - layout.top];
  if (px < 0 || py < 0 || px >= layout.width || py >= layout.height) return null;
  const column = Math.floor((px - layout.x0) / layout.cell) * layout.block;
  const row = Math.floor((py - layout.y0) / layout.cell) * layout.block;
  if (column < 0 || row < 0 || column >= layout.columns || row >= layout.rows) return null;
  return row * layout.columns + column;
}

/** A bucket's cell in the box of the map, in whole pixels; null = it is not seen. */
export function cellOf(
  layout: MapLayout,
  bucket: number,
): { x: number; y: number; width: number; height: number } | null {
  const { columns, block, cell, left, top } = layout;
  const column = Math.floor((bucket % columns) / block);
  const row = Math.floor(bucket / columns / block);
  const x = Math.round(layout.x0 + column * cell);
  const y = Math.round(layout.y0 + row * cell);
  const width = Math.round(layout.x0 + (column + 1) * cell) - x;
  const height = Math.round(layout.y0 + (row + 1) * cell) - y;
  if (x + width <= 0 || y + height <= 0 || x >= layout.width || y >= layout.height) return null;
  return { x: left + x, y: top + y, width, height };
}

/** What of a layout says which cells are seen. */
export type SeenField = Pick<
  MapLayout,
  'cell' | 'block' | 'columns' | 'rows' | 'x0' | 'y0' | 'width' | 'height'
>;

/** Columns and rows of cells that are seen at least partly; the last ones are not among them. */
export function seenCells(layout: SeenField): { column: [number, number]; row: [number, number] } {
  const { cell, block, columns, rows, x0, y0, width, height } = layout;
  const range = (from: number, extent: number, all: number): [number, number] => [
    Math.max(0, Math.floor(-from / cell)),
    Math.min(Math.ceil(all / block), Math.ceil((extent - from) / cell)),
  ];
  return { column: range(x0, width, columns), row: range(y0, height, rows) };
}

/** The bucket that a key leads to. */
export function moveBucket(layout: MapLayout, bucket: number, key: string): number | null {
  const { columns, rows, block, size, height, cell } = layout;
  if (key === 'Home') return 0;
  if (key === 'End') return size - columns * block + columns - block;
  const page = Math.max(1, Math.floor(Math.min(height / cell, rows / block) / 2));
  const moves: Record<string, readonly [number, number]> = {
    ArrowRight: [1, 0],
    ArrowLeft: [-1, 0],
    ArrowDown: [0, 1],
    ArrowUp: [0, -1],
    PageDown: [0, page],
    PageUp: [0, -page],
  };
  const move = moves[key];
  if (!move) return null;
  const across = columns / block;
  const cells = across * Math.ceil(rows / block);
  const at = Math.floor(bucket / columns / block) * across + Math.floor((bucket % columns) / block) + move[0];
  // To the right of the last column is the first of the next row, as in the table.
  const to = at + move[1] * across;
  if (to < 0 || to >= cells) return bucket;
  return Math.floor(to / across) * block * columns + (to % across) * block;
}

/** Every how many cells a label stands above and at the left: powers of two, so that labels are round. */
export function labelSteps(layout: MapLayout): { column: number; row: number } {
  const step = (least: number) => Math.max(1, 2 ** Math.ceil(Math.log2(least / layout.cell)));
  return { column: step(44), row: step(26) };
}
