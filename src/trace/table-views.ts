import type { ServerRef } from './server-ref.ts';

/** The connection table as the map of buckets draws it: one byte a bucket for what is asked, and words for the legend. */

/** What the cells of the map tell. */
export const TABLE_MODES = [
  'length',
  'states',
  'oldest',
  'youngest',
  'templates',
  'servers',
  'event',
] as const;

export type TableMode = (typeof TABLE_MODES)[number];

/** What is wanted of the table beyond where the cursor is. */
export interface TableWish {
  mode: TableMode;
  /** Address of the real server whose entries are marked; null = the client's are. */
  server: string | null;
}

/**
 * A cell: its class in the lower four bits (0 = the bucket is empty, or holds nothing of what is asked), and flags. Of
 * several buckets in one cell the largest class counts (for servers the one of the longest chain), and any flag.
 */
export const CELL_CLASS = 15;
/** A template hangs in it. */
export const CELL_TEMPLATE = 16;
/** It holds an entry of the client or server that is marked. */
export const CELL_MARKED = 32;
/** The event has changed an entry of it, up to the cursor. */
export const CELL_CHANGED = 64;
/** Servers beyond the eighth: the colours begin again, with a notch. */
export const CELL_NOTCH = 128;

/** Class of a bucket whose entries have no real server. */
export const NO_SERVER = 9;
/** Upper bounds of the classes of age, in seconds; the last class is older than all. */
export const AGES = [1, 10, 60, 600] as const;

/** Class of a state: a bucket has the largest of its entries. */
export const STATE_CLASSES = ['none', 'over', 'waiting', 'closing', 'active', 'opening'] as const;

/** Class of what an event does with a bucket. */
export const EVENT_CLASSES = ['untouched', 'walked', 'hit', 'changed', 'relinked'] as const;

/** How much of the table is of one class. */
export interface TableClass {
  value: number;
  buckets: number;
  /** Entries that are of it themselves, in whatever bucket. */
  entries: number;
}

/** One search of a chain by the event. */
export interface WalkView {
  bucket: number;
  /** `out lookup`, `in lookup`, `template lookup`. */
  title: string;
  /** The kernel function. */
  fn: string;
  /** What is looked for: `TCP 172.16.0.1:41000`. */
  of: string;
  /** Step that names the bucket, and the one that compares its last node. */
  from: number;
  to: number;
  /** `hit at node 5`, `not hit`. */
  outcome: string;
}

/** The hash table: one byte a bucket (255 = 255 or more). */
export interface TableView {
  size: number;
  mode: TableMode;
  counts: Uint8Array;
  /** Templates in that bucket. */
  templates: Uint8Array;
  /** See {@link CELL_CLASS}. */
  cells: Uint8Array;
  classes: readonly TableClass[];
  entries: number;
  templateEntries: number;
  /** chain length -> number of buckets. */
  lengths: readonly number[];
  /** The client or server whose buckets are marked. */
  marked: { kind: 'client' | 'server'; name: string; entries: number; buckets: number } | null;
  /** Real servers by their class in the mode of servers. */
  servers: readonly ServerRef[];
  /** Bucket that the current step touches, or the event's first lookup; null = none. */
  lookup: number | null;
  /** All searches of the event, in their order, also those that lie ahead. */
  walks: readonly WalkView[];
}

/** One assignment of a hash, with the registers after it. */
export interface HashStep {
  text: string;
  to: 'a' | 'b' | 'c';
  a: number;
  b: number;
  c: number;
}

/** How a bucket is computed, line by line, as the kernel holds the words. */
export interface HashView {
  /** What is hashed: `TCP 172.16.0.1:41000`. */
  of: string;
  /** In five lines. */
  rows: readonly { label: string; value: string; word: string }[];
  /** What goes in as it stands in memory, and the words that the processor reads there. */
  input: readonly { name: string; value: string; bytes: string; words: string }[];
  /** Every step of the hash functions that ran; more than one function for IPv6. */
  functions: readonly {
    name: string;
    result: string;
    blocks: readonly { name: string; steps: readonly HashStep[] }[];
  }[];
  /** What is done with the hash, in hexadecimal. */
  end: readonly { text: string; word: string }[];
  bucket: number;
}
