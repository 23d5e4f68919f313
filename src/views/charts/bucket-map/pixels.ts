import { CELL_MARKED, CELL_NOTCH } from '../../../trace/table-views.ts';
import { type Palette, rgb } from '../canvas/palette.ts';
import { type SeenField, seenCells } from './layout.ts';
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
  readonly layout: SeenField;
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

/** What the spans of one line share. */
interface Line {
  readonly words: Uint32Array;
  /** Line within the cell, and lines of the cell. */
  readonly y: number;
  readonly tall: number;
  /** Width of outlines and rings. */
  readonly edge: number;
  readonly ground: number;
  readonly ring: number;
}

/** Paints the cells of a window into its image; what is not a cell stays as it is. */
export function paintPixels(
  image: { width: number; height: number; data: Uint8ClampedArray },
  job: PixelJob,
): void {
  const { layout, ratio, palette, cells, across } = job;
  const { column, row } = seenCells(layout);
  const xs = edges(column[0], column[1], layout.x0, layout.cell, ratio);
  const ys = edges(row[0], row[1], layout.y0, layout.cell, ratio);
  const gap = layout.cell >= 5 ? Math.max(1, Math.round(ratio)) : 0;
  const all = new Uint32Array(image.data.buffer, image.data.byteOffset, image.width * image.height);
  const styles = stylesOf(job);
  const ground = wordOf(rgb(palette['bg-1']));
  const ring = wordOf(rgb(palette['ink-1']));
  for (let r = row[0]; r < row[1]; r += 1) {
    const top = ys[r - row[0]];
    const bottom = ys[r - row[0] + 1] - gap;
    const tall = bottom - top;
    const edge = edgeOf(tall);
    /** Line of the image that has been painted for each kind. */
    const made: number[] = [];
    for (let y = Math.max(0, top); y < Math.min(image.height, bottom); y += 1) {
      const kind = lineKind(y - top, tall, edge);
      const same = made[kind];
      if (same !== undefined) {
        all.copyWithin(y * image.width, same * image.width, (same + 1) * image.width);
        continue;
      }
      made[kind] = y;
      const words = all.subarray(y * image.width, (y + 1) * image.width);
      const line: Line = { words, y: y - top, tall, edge, ground, ring };
      for (let c = column[0]; c < column[1]; c += 1) {
        const cell = cells[r * across + c];
        const from = xs[c - column[0]];
        const to = xs[c - column[0] + 1] - gap;
        const style = styles[cell & LOOK_BITS];
        if (style.shape === 'full' && !(cell & SHAPED)) fill(words, from, to, style.word);
        else paintSpan(line, from, to, style, cell);
      }
    }
  }
}

/** Flags that give a cell more than its fill. */
const SHAPED = CELL_MARKED | CELL_NOTCH;

/** The style of every byte that a cell can have, by the bits that change it. */
function stylesOf({ palette, mode }: PixelJob): Style[] {
  return Array.from({ length: 256 }, (_, bits) => {
    const look = lookOf(palette, mode, bits);
    return { ...look, word: wordOf(look.color) };
  });
}

function edgeOf(tall: number): number {
  return tall >= 20 ? 2 : 1;
}

/** Lines of a cell that look alike have one number. */
function lineKind(y: number, tall: number, edge: number): number {
  const half = y * 2 >= tall ? 1 : 0;
  const fromEdge = Math.min(y, tall - 1 - y);
  if (fromEdge < edge) return half;
  if (fromEdge < edge * 2) return 2 + half;
  if (Math.abs(y - (tall - 1) / 2) < edge) return 4;
  return (y < tall / 3 ? 6 : 8) + half;
}

/** One line of pixels of one cell. */
function paintSpan(line: Line, begin: number, end: number, style: Style, cell: number): void {
  const { words, tall, edge, ground, ring } = line;
  let [from, to, y, inner] = [begin, end, line.y, tall];
  if (cell & CELL_MARKED) {
    if (y < edge || y >= tall - edge) {
      fill(words, from, to, ring);
      return;
    }
    fill(words, from, from + edge, ring);
    fill(words, to - edge, to, ring);
    from += edge;
    to -= edge;
    y -= edge;
    inner -= edge * 2;
  }
  const { shape, word } = style;
  const isOn =
    shape === 'half'
      ? y * 2 >= inner
      : shape === 'line'
        ? Math.abs(y - (inner - 1) / 2) < edge
        : shape === 'full' || y < edge || y >= inner - edge;
  fill(words, from, to, isOn ? word : ground);
  if (shape === 'outline' && !isOn) {
    fill(words, from, from + edge, word);
    fill(words, to - edge, to, word);
  }
  // The ninth server on: a corner is cut out of the colour.
  if (cell & CELL_NOTCH && y < inner / 3) fill(words, to - Math.ceil((to - from) / 3), to, ground);
}

/** Cells are a few pixels wide: a loop is faster than TypedArray.fill. */
function fill(words: Uint32Array, from: number, to: number, word: number): void {
  const end = Math.min(words.length, to);
  for (let x = Math.max(0, from); x < end; x += 1) words[x] = word;
}
