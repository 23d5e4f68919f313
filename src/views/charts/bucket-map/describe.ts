import { CELL_CHANGED, CELL_CLASS, CELL_MARKED, type TableView } from '../../../trace/table-views.ts';
import { bucketName, counted } from '../../ui/index.ts';
import type { MapLayout } from './layout.ts';
import { classWords } from './modes.ts';

/** What a cell stands for: `block` buckets along each side, in rows of `columns`. */
export type Grain = Pick<MapLayout, 'block' | 'columns'>;

const ONE: Grain = { block: 1, columns: 1 };

/** `0xfa2, 5 entries, 1 template`; for a cell of several buckets the longest chain among them. */
export function bucketText(table: TableView, bucket: number, grain: Grain = ONE, named = true): string {
  const name = named ? `${bucketName(bucket, table.size)}, ` : '';
  if (grain.block === 1) return name + contentText(table, bucket);
  const { block, columns } = grain;
  let [longest, entries, templates] = [0, 0, 0];
  for (let row = 0; row < block; row += 1)
    for (let at = bucket + row * columns; at < bucket + row * columns + block; at += 1) {
      longest = Math.max(longest, table.counts[at] ?? 0);
      entries += table.counts[at] ?? 0;
      templates += table.templates[at] ?? 0;
    }
  const held = holds(entries, templates);
  return `${name}${block} x ${block} buckets: ${held}${entries > 0 ? `, longest chain ${longest}` : ''}`;
}

function contentText(table: TableView, bucket: number): string {
  const held = holds(table.counts[bucket] ?? 0, table.templates[bucket] ?? 0);
  const cell = table.cells[bucket] ?? 0;
  const value = cell & CELL_CLASS;
  const isExtra = value > 0 && table.mode !== 'length' && table.mode !== 'templates';
  const extra = isExtra ? `, ${classWords(table, value)}` : '';
  const changed = cell & CELL_CHANGED && table.mode !== 'event' ? ', changed by this event' : '';
  return held + extra + changed;
}

function holds(entries: number, templates: number): string {
  if (entries === 0) return 'empty';
  const all = counted(entries, 'entry', 'entries');
  return templates > 0 ? `${all}, ${counted(templates, 'template')}` : all;
}

/** Buckets of one kind that are listed, at most. */
const MOST_OF_A_KIND = 50;

/** Buckets worth listing: those that the event searches or changes, those that are marked, and the longest chains. */
export function notableBuckets(table: TableView, most = 20): { bucket: number; why: string }[] {
  const why = new Map<number, string[]>();
  const add = (bucket: number, words: string) => {
    const known = why.get(bucket);
    if (!known) why.set(bucket, [words]);
    else if (!known.includes(words)) known.push(words);
  };
  if (table.lookup !== null) add(table.lookup, 'looked up');
  for (const walk of table.walks.slice(0, MOST_OF_A_KIND)) add(walk.bucket, walk.title);
  for (const bucket of flagged(table, CELL_CHANGED)) add(bucket, 'changed by this event');
  const whose = table.marked?.kind === 'server' ? 'of the server' : 'of the client';
  for (const bucket of flagged(table, CELL_MARKED)) add(bucket, whose);
  let longest = Math.min(255, table.lengths.length - 1);
  for (let left = most; left > 0 && longest > 1; longest -= 1) {
    for (let bucket = table.counts.indexOf(longest); bucket >= 0 && left > 0; left -= 1) {
      if (!why.has(bucket)) add(bucket, 'long chain');
      bucket = table.counts.indexOf(longest, bucket + 1);
    }
  }
  return [...why].map(([bucket, words]) => ({ bucket, why: words.join(', ') }));
}

function flagged({ cells }: TableView, flag: number): number[] {
  const found: number[] = [];
  for (let bucket = 0; bucket < cells.length && found.length < MOST_OF_A_KIND; bucket += 1)
    if (cells[bucket] & flag) found.push(bucket);
  return found;
}
