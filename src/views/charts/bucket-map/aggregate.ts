import { CELL_CLASS, type TableMode } from '../../../trace/table-views.ts';

/** The parts of a TableView that cells are made of. */
export interface Cells {
  readonly size: number;
  readonly mode: TableMode;
  readonly counts: Uint8Array;
  readonly cells: Uint8Array;
}

const KEPT = new WeakMap<Uint8Array, Map<number, Uint8Array>>();

/**
 * One byte for every square of block x block buckets, made once for a table and a block: the largest class (for servers
 * the class of the longest chain) and all flags. `columns` is the width of the field in buckets, a block a power of two.
 */
export function aggregated(table: Cells, columns: number, block: number): Uint8Array {
  if (block === 1) return table.cells;
  const kept = KEPT.get(table.cells) ?? new Map<number, Uint8Array>();
  KEPT.set(table.cells, kept);
  const known = kept.get(block);
  if (known) return known;
  const made =
    table.mode === 'servers'
      ? byLongest(table, columns, block)
      : byLargest(aggregated(table, columns, block / 2), (columns / block) * 2);
  kept.set(block, made);
  return made;
}

/** Two cells as one, by both of their bytes: the larger class and all flags. */
const PAIRS = Uint8Array.from({ length: 1 << 16 }, (_, both) => {
  const [a, b] = [both & 255, both >>> 8];
  return ((a | b) & ~CELL_CLASS) | Math.max(a & CELL_CLASS, b & CELL_CLASS);
});

/** Four cells of a field as one; each level of closeness costs a quarter of the one before. */
function byLargest(cells: Uint8Array, columns: number): Uint8Array {
  const across = columns / 2;
  const made = new Uint8Array(cells.length / 4);
  const whole = cells.byteOffset % 2 === 0 ? cells : cells.slice();
  const pairs = new Uint16Array(whole.buffer, whole.byteOffset, whole.length / 2);
  let upper = 0;
  for (let at = 0; at < made.length; upper += across)
    for (const end = at + across; at < end; at += 1, upper += 1)
      made[at] = PAIRS[PAIRS[pairs[upper]] | (PAIRS[pairs[upper + across]] << 8)];
  return made;
}

function byLongest(table: Cells, columns: number, block: number): Uint8Array {
  const { cells, counts, size } = table;
  const across = columns / block;
  const count = across * Math.ceil(size / columns / block);
  const made = new Uint8Array(count);
  const longest = new Uint8Array(count);
  for (let bucket = 0; bucket < size; bucket += 1) {
    const cell = cells[bucket];
    if (cell === 0) continue;
    const at = Math.floor(bucket / columns / block) * across + Math.floor((bucket % columns) / block);
    const flags = (made[at] | cell) & 0x70;
    const isLonger = counts[bucket] > longest[at];
    if (isLonger) longest[at] = counts[bucket];
    made[at] = flags | ((isLonger ? cell : made[at]) & 0x8f);
  }
  return made;
}
