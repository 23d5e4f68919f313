import type { ip_vs_conn } from './ip_vs.ts';

/**
 * A way past the chains. Lookups of the kernel walk them, node by node, and so do the model's as long as somebody
 * listens; of millions of packets only the outcome counts, and this index finds the entry with one look. It holds the same
 * entries by the whole hash of their client's end (32 bits, before it is cut down to a bucket). Not in the kernel.
 */
export interface conn_shortcut {
  /** Open addressing with linear probing; at most half full. */
  entries: (ip_vs_conn | null)[];
  hashes: Int32Array;
  count: number;
  /** Entries that a persistence engine's key has hashed: they are not in here, so that chains must be walked. */
  unlisted: number;
}

const FIRST = 64;

export function shortcut_init(entries = FIRST): conn_shortcut {
  let size = FIRST;
  while (size < entries * 2) size *= 2;
  return { entries: new Array(size).fill(null), hashes: new Int32Array(size), count: 0, unlisted: 0 };
}

export function shortcut_insert(shortcut: conn_shortcut, cp: ip_vs_conn, hash: number): void {
  if (shortcut.count * 2 >= shortcut.entries.length) grow(shortcut);
  put(shortcut, cp, hash);
  shortcut.count++;
}

function put({ entries, hashes }: conn_shortcut, cp: ip_vs_conn, hash: number): void {
  const mask = entries.length - 1;
  let slot = hash & mask;
  while (entries[slot] !== null) slot = (slot + 1) & mask;
  entries[slot] = cp;
  hashes[slot] = hash;
}

function grow(shortcut: conn_shortcut): void {
  const { entries, hashes } = shortcut;
  shortcut.entries = new Array(entries.length * 2).fill(null);
  shortcut.hashes = new Int32Array(entries.length * 2);
  entries.forEach((cp, slot) => {
    if (cp) put(shortcut, cp, hashes[slot]);
  });
}

/** Takes an entry out; those behind it in the row of slots move up. */
export function shortcut_remove(shortcut: conn_shortcut, cp: ip_vs_conn, hash: number): void {
  const { entries, hashes } = shortcut;
  const mask = entries.length - 1;
  let hole = hash & mask;
  while (entries[hole] !== cp) {
    if (entries[hole] === null) return;
    hole = (hole + 1) & mask;
  }
  shortcut.count--;
  for (let slot = (hole + 1) & mask; entries[slot] !== null; slot = (slot + 1) & mask) {
    const home = hashes[slot] & mask;
    if (((slot - home) & mask) < ((slot - hole) & mask)) continue;
    entries[hole] = entries[slot];
    hashes[hole] = hashes[slot];
    hole = slot;
  }
  entries[hole] = null;
}

/**
 * The one entry with this hash that passes a test; null = there is none, undefined = several, of which the chain's order
 * decides.
 */
export function shortcut_find<T>(
  { entries, hashes }: conn_shortcut,
  hash: number,
  test: (cp: ip_vs_conn, key: T) => boolean,
  key: T,
): ip_vs_conn | null | undefined {
  const mask = entries.length - 1;
  let found: ip_vs_conn | null = null;
  for (let slot = hash & mask; ; slot = (slot + 1) & mask) {
    const cp = entries[slot];
    if (cp === null) return found;
    if (hashes[slot] !== hash || !test(cp, key)) continue;
    if (found) return undefined;
    found = cp;
  }
}
