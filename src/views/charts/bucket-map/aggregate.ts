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
 * the class of the longest chain) and all flags. `columns` is the width of the field in buckets.
 */
export function aggregated(table: Cells, columns: number, block: number): Uint8Array {
  if (block === 1) return table.cells;
  const kept = KEPT.get(table.cells) ?? new Map<number, Uint8Array>();
  KEPT.set(table.cells, kept);
  const known = kept.get(block);
  if (known) return known;
  const made = table.mode === 'servers' ? byLongest(table, columns, block) : byLargest(table, columns, block);
  kept.set(block, made);
  return made;
}

function squares({ size }: Cells, columns: number, block: number): { across: number; count: number } {
  const across = columns / block;
  return { across, count: across * Math.ceil(size / columns / block) };
}

function byLargest(table: Cells, columns: number, block: number): Uint8Array {
  const { cells, size } = table;
  const { across, count } = squares(table, columns, block);
  const made = new Uint8Array(count);
  for (let row = 0; row < size / columns; row += 1) {
    const to = Math.floor(row / block) * across;
    const from = row * columns;
    for (let column = 0; column < columns; column += 1) {
      const cell = cells[from + column];
      if (cell === 0) continue;
      const at = to + Math.floor(column / block);
      const before = made[at];
      const flags = (before | cell) & ~CELL_CLASS;
      made[at] = flags | Math.max(before & CELL_CLASS, cell & CELL_CLASS);
    }
  }
  return made;
}

function byLongest(table: Cells, columns: number, block: number): Uint8Array {
  const { cells, counts, size } = table;
  const { across, count } = squares(table, columns, block);
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
