import { CELL_MARKED, CELL_NOTCH } from '../../../trace/table-views.ts';
import { type Palette, rgb } from '../canvas/palette.ts';
import { type MapLayout, seenCells } from './layout.ts';
import { LOOK_BITS, type Look, lookOf } from './looks.ts';

/**
 * The cells that are seen as an image: every line of pixels that differs is made once for a row of cells and copied, so
 * that the cost is that of the cells, not of the pixels.
 */

interface Style extends Look {
  readonly word: number;
}

/** A pixel as it stands in an ImageData on a little-endian machine. */
function wordOf([r, g, b]: readonly [number, number, number]): number {
  return ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
}

export interface PixelJob {
  readonly layout: MapLayout;
  /** A byte for each cell of the field, and how many stand in a row. */
  readonly cells: Uint8Array;
  readonly across: number;
  readonly mode: Parameters<typeof lookOf>[1];
  readonly palette: Palette;
  /** Device pixels per CSS pixel. */
  readonly ratio: number;
}

/** Places of cells on one axis in device pixels, `cells + 1` of them. */
function edges(from: number, to: number, at: number, cell: number, ratio: number): Int32Array {
  return Int32Array.from({ length: to - from + 1 }, (_, i) =>
    Math.round(Math.round(at + (from + i) * cell) * ratio),
  );
}

/** Paints the cells of a window into its image; what is not a cell stays transparent. */
export function paintPixels(
  image: { width: number; height: number; data: Uint8ClampedArray },
  job: PixelJob,
): void {
  const { layout, ratio, palette } = job;
  const { column, row } = seenCells(layout);
  const xs = edges(column[0], column[1], layout.x0, layout.cell, ratio);
  const ys = edges(row[0], row[1], layout.y0, layout.cell, ratio);
  const gap = layout.cell >= 5 ? Math.max(1, Math.round(ratio)) : 0;
  const words = new Uint32Array(image.data.buffer, image.data.byteOffset, image.width * image.height);
  const styles = new Map<number, Style>();
  const styleOf = (cell: number): Style => {
    const bits = cell & LOOK_BITS;
    const known = styles.get(bits);
    if (known) return known;
    const look = lookOf(palette, job.mode, cell);
    const made = { ...look, word: wordOf(look.color) };
    styles.set(bits, made);
    return made;
  };
  const ground = wordOf(rgb(palette['bg-1']));
  const ring = wordOf(rgb(palette['ink-1']));
  for (let r = row[0]; r < row[1]; r += 1) {
    const top = ys[r - row[0]];
    const bottom = ys[r - row[0] + 1] - gap;
    const made = new Map<string, number>();
    const tall = bottom - top;
    const edge = edgeOf(tall);
    for (let y = Math.max(0, top); y < Math.min(image.height, bottom); y += 1) {
      const kind = lineKind(y - top, tall, edge);
      const same = made.get(kind);
      if (same !== undefined) {
        words.copyWithin(y * image.width, same * image.width, (same + 1) * image.width);
        continue;
      }
      made.set(kind, y);
      const line = words.subarray(y * image.width, (y + 1) * image.width);
      const lineAt = { y: y - top, tall, edge };
      for (let c = column[0]; c < column[1]; c += 1) {
        const cell = job.cells[r * job.across + c];
        const span = { from: xs[c - column[0]], to: xs[c - column[0] + 1] - gap };
        paintSpan(line, span, lineAt, styleOf(cell), cell, { ground, ring });
      }
    }
  }
}

/** Width of outlines and rings. */
function edgeOf(tall: number): number {
  return tall >= 20 ? 2 : 1;
}

/** Lines of a cell that look alike have one name. */
function lineKind(y: number, tall: number, edge: number): string {
  const half = y * 2 >= tall ? 'low' : 'up';
  const fromEdge = Math.min(y, tall - 1 - y);
  if (fromEdge < edge) return `ring ${half}`;
  if (fromEdge < edge * 2) return `edge ${half}`;
  const fromMiddle = Math.abs(y - (tall - 1) / 2);
  return fromMiddle < edge ? 'middle' : y < tall / 3 ? `notch ${half}` : half;
}

interface Line {
  readonly y: number;
  readonly tall: number;
  readonly edge: number;
}

/** One line of pixels of one cell. */
function paintSpan(
  line: Uint32Array,
  span: { from: number; to: number },
  at: Line,
  style: Style,
  cell: number,
  colors: { ground: number; ring: number },
): void {
  let { from, to } = span;
  const { tall, edge } = at;
  let y = at.y;
  let inner = tall;
  const isMarked = (cell & CELL_MARKED) !== 0;
  if (isMarked) {
    if (y < edge || y >= tall - edge) {
      fill(line, from, to, colors.ring);
      return;
    }
    fill(line, from, from + edge, colors.ring);
    fill(line, to - edge, to, colors.ring);
    from += edge;
    to -= edge;
    y -= edge;
    inner -= edge * 2;
  }
  const isEdge = y < edge || y >= inner - edge;
  const { shape, word } = style;
  if (shape === 'full') fill(line, from, to, word);
  else if (shape === 'half') fill(line, from, to, y * 2 >= inner ? word : colors.ground);
  else if (shape === 'line')
    fill(line, from, to, Math.abs(y - (inner - 1) / 2) < edge ? word : colors.ground);
  else if (isEdge) fill(line, from, to, word);
  else {
    fill(line, from, from + edge, word);
    fill(line, from + edge, to - edge, colors.ground);
    fill(line, to - edge, to, word);
  }
  // The ninth server on: a corner is cut out of the colour.
  if (cell & CELL_NOTCH && y < inner / 3) fill(line, to - Math.ceil((to - from) / 3), to, colors.ground);
}

/** Cells are a few pixels wide: a loop is faster than TypedArray.fill. */
function fill(line: Uint32Array, from: number, to: number, word: number): void {
  const end = Math.min(line.length, to);
  for (let x = Math.max(0, from); x < end; x += 1) line[x] = word;
}
