/** A stretch of buckets: all of them, or what was zoomed into. `count` is a power of two. */
export interface Span {
  first: number;
  count: number;
}

export interface MapLayout {
  span: Span;
  columns: number;
  rows: number;
  /** Buckets that one cell stands for; a cell shows the longest of them. */
  per: number;
  /** Pixels of a cell with its gap. */
  cell: number;
  left: number;
  top: number;
}

const GUTTER = { top: 24, right: 12, bottom: 8 };
/** Pixels of a hexadecimal digit in the labels at the left, and around them. */
const DIGIT = { width: 6.2, around: 20 };
/** More cells than this are not drawn: below 4 px a cell cannot be seen. */
const LEAST_CELL = 4;
const LARGEST_CELL = 40;
/** Zooming in ends here. */
const LEAST_SPAN = 256;

/** Where the cells of a span stand in a box of pixels. */
export function layoutMap(span: Span, width: number, height: number, size = span.count): MapLayout {
  const digits = 2 + Math.max(1, Math.ceil(Math.log2(size) / 4));
  const left = Math.ceil(digits * DIGIT.width + DIGIT.around);
  const across = Math.max(40, width - left - GUTTER.right);
  const down = Math.max(40, height - GUTTER.top - GUTTER.bottom);
  let per = 1;
  for (;;) {
    const cells = span.count / per;
    const columns = 2 ** Math.ceil(Math.log2(cells) / 2);
    const rows = Math.max(1, cells / columns);
    const cell = Math.floor(Math.min(LARGEST_CELL, across / columns, down / rows));
    if (cell >= LEAST_CELL || cells <= LEAST_SPAN)
      return { span, columns, rows, per, cell: Math.max(2, cell), left, top: GUTTER.top };
    per *= 4;
  }
}

/** Bucket (the first of its cell) at a place in pixels, or null outside the cells. */
export function bucketAt(layout: MapLayout, x: number, y: number): number | null {
  const column = Math.floor((x - layout.left) / layout.cell);
  const row = Math.floor((y - layout.top) / layout.cell);
  if (column < 0 || row < 0 || column >= layout.columns || row >= layout.rows) return null;
  return layout.span.first + (row * layout.columns + column) * layout.per;
}

/** Top left corner of a bucket's cell; null = it is outside the span. */
export function cellOf(layout: MapLayout, bucket: number): { x: number; y: number } | null {
  const at = Math.floor((bucket - layout.span.first) / layout.per);
  if (at < 0 || at >= layout.columns * layout.rows) return null;
  return {
    x: layout.left + (at % layout.columns) * layout.cell,
    y: layout.top + Math.floor(at / layout.columns) * layout.cell,
  };
}

/** The bucket an arrow key leads to, within the span. */
export function moveBucket(layout: MapLayout, bucket: number, key: string): number | null {
  const { columns, rows, per, span } = layout;
  const by: Record<string, number> = {
    ArrowRight: 1,
    ArrowLeft: -1,
    ArrowDown: columns,
    ArrowUp: -columns,
    PageDown: columns * 8,
    PageUp: -columns * 8,
  };
  const cells = columns * rows;
  const at = Math.floor((bucket - span.first) / per);
  if (key === 'Home') return span.first;
  if (key === 'End') return span.first + (cells - 1) * per;
  if (by[key] === undefined) return null;
  const to = at + by[key];
  return to < 0 || to >= cells ? bucket : span.first + to * per;
}

/** Four times closer around a bucket, or four times further; never beyond the table. */
export function zoomSpan(span: Span, size: number, around: number, closer: boolean): Span {
  const least = Math.min(size, LEAST_SPAN);
  const count = closer ? Math.max(least, span.count / 4) : Math.min(size, span.count * 4);
  const first = Math.floor((around - count / 2) / (count / 4)) * (count / 4);
  return { first: Math.max(0, Math.min(size - count, first)), count };
}

/** Every how many columns and rows a label stands, and the words of it. */
export function labelSteps(layout: MapLayout): { column: number; row: number } {
  const column = Math.max(1, 2 ** Math.ceil(Math.log2(44 / layout.cell)));
  const row = Math.max(1, 2 ** Math.ceil(Math.log2(26 / layout.cell)));
  return { column: Math.min(layout.columns, column), row: Math.min(layout.rows, row) };
}
