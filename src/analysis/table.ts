import { addrEqual, formatAddr, type InetAddr, parseAddr } from '../base/inet.ts';
import {
  CELL_CHANGED,
  CELL_CLASS,
  CELL_MARKED,
  CELL_TEMPLATE,
  type TableClass,
  type TableView,
  type TableWish,
  type WalkView,
} from '../trace/table-views.ts';
import type { Servers } from './servers.ts';
import { type ClassOptions, classifier } from './table-classes.ts';
import type { TableSource } from './table-source.ts';

/** The hash table as a map: what every bucket holds, in one byte. */

/** What the map is made from beside the entries. */
export interface MapOptions extends Omit<ClassOptions, 'mode'> {
  readonly wish: TableWish;
  readonly servers: Servers;
  /** Client whose buckets are marked, unless a server is. */
  readonly client: string | null;
  readonly lookup: number | null;
  readonly walks: readonly WalkView[];
}

/** What a map shows of an event that does nothing. */
export const NOTHING_TOUCHED = { lookup: null, walks: [], touched: new Map<number, number>() };

export const DEFAULT_WISH: TableWish = { mode: 'length', server: null };

const capped = (count: number): number => Math.min(255, count);
/** Is it of the client or server that is marked? null = nothing is marked. */
function marker<E>(source: TableSource<E>, { wish, client }: MapOptions): ((entry: E) => boolean) | null {
  const of = (text: string, end: (entry: E) => InetAddr | null) => {
    const wanted = parseAddr(text);
    if (wanted === null) return null;
    return (entry: E) => {
      const addr = end(entry);
      return addr !== null && addrEqual(addr, wanted);
    };
  };
  if (wish.server !== null) return of(wish.server, (entry) => source.server(entry));
  return client === null ? null : of(client, (entry) => source.client(entry));
}

/** Counts what a pass over the table meets. */
class Tally {
  entries = 0;
  templates = 0;
  readonly marked = { entries: 0, buckets: 0 };
  readonly buckets = new Uint32Array(CELL_CLASS + 1);
  readonly classed = new Uint32Array(CELL_CLASS + 1);
  readonly lengths: number[] = [];

  chain(length: number): void {
    while (this.lengths.length <= length) this.lengths.push(0);
    this.lengths[length]++;
  }

  classes(): TableClass[] {
    const all = Array.from(this.buckets, (buckets, value) => ({
      value,
      buckets,
      entries: this.classed[value],
    }));
    return all.filter(({ value, buckets, entries }) => value > 0 && (buckets > 0 || entries > 0));
  }
}

/** The map of buckets at a moment, for the mode that is asked for. */
export function tableView<E>(source: TableSource<E>, options: MapOptions): TableView {
  const { buckets: size } = source;
  const { wish, client, lookup, walks, touched, time, servers } = options;
  const counts = new Uint8Array(size);
  const templates = new Uint8Array(size);
  const cells = new Uint8Array(size);
  const tally = new Tally();
  const classes = classifier(source, { mode: wish.mode, time, touched });
  const isMarked = marker(source, options);
  for (let bucket = 0; bucket < size; bucket++) {
    let length = 0;
    let held = 0;
    let flags = 0;
    for (let entry = source.first(bucket); entry !== null; entry = source.next(entry)) {
      length++;
      tally.classed[classes.add(entry, bucket)]++;
      if (source.isTemplate(entry)) held++;
      if (!isMarked?.(entry)) continue;
      flags |= CELL_MARKED;
      tally.marked.entries++;
    }
    tally.chain(length);
    if (length === 0 && touched.size === 0) continue;
    const value = classes.take(bucket, length);
    tally.buckets[value & CELL_CLASS]++;
    tally.entries += length;
    tally.templates += held;
    if (flags & CELL_MARKED) tally.marked.buckets++;
    counts[bucket] = capped(length);
    templates[bucket] = capped(held);
    cells[bucket] = value | flags | (held > 0 ? CELL_TEMPLATE : 0);
  }
  // Classes from `changed` on are changes.
  for (const [bucket, value] of touched) if (value >= 4) cells[bucket] |= CELL_CHANGED;
  return {
    size,
    mode: wish.mode,
    counts,
    templates,
    cells,
    classes: tally.classes(),
    entries: tally.entries,
    templateEntries: tally.templates,
    lengths: tally.lengths,
    marked: isMarked
      ? {
          kind: wish.server === null ? 'client' : 'server',
          name: shown(wish.server ?? client),
          ...tally.marked,
        }
      : null,
    servers: servers.list,
    lookup,
    walks,
  };
}

/** An address in the form in which all views write it. */
function shown(text: string | null): string {
  const addr = parseAddr(text ?? '');
  return addr === null ? (text ?? '') : formatAddr(addr);
}

/** For views that do not show it: its size, and how many entries are in it. */
export function emptyTable(size: number, entries: number): TableView {
  const none = new Uint8Array(0);
  return {
    size,
    mode: 'length',
    counts: none,
    templates: none,
    cells: none,
    classes: [],
    entries,
    templateEntries: 0,
    lengths: [],
    marked: null,
    servers: [],
    lookup: null,
    walks: [],
  };
}
