import { ipvsadm_Ln } from '../../kernel/listing/ipvsadm.ts';
import { ipvsadm_Lnc } from '../../kernel/listing/ipvsadm_conns.ts';
import type { Listing } from '../../kernel/listing/listings.ts';
import { proc_ip_vs_conn } from '../../kernel/listing/proc.ts';
import type { DifferenceRow } from '../../trace/difference-views.ts';

/** Listings that two moments can be held against each other by, as an administrator would do with diff. */
export const LISTING_NAMES = ['ipvsadm -Ln', 'ipvsadm -Lnc', '/proc/net/ip_vs_conn'] as const;
export type ListingName = (typeof LISTING_NAMES)[number];

export const LISTING_OF: Readonly<Record<ListingName, Listing>> = {
  'ipvsadm -Ln': ipvsadm_Ln,
  'ipvsadm -Lnc': ipvsadm_Lnc,
  '/proc/net/ip_vs_conn': proc_ip_vs_conn,
};

/** Equal lines that stay before and behind a difference. */
const CONTEXT = 3;

/** What a line is about, whatever its figures are: the entry by its ends, the service, the server of a service. */
type Identity = (line: string) => string;

function identity(listing: ListingName): Identity {
  const words = (line: string) => line.trim().split(/\s+/);
  if (listing === '/proc/net/ip_vs_conn') return (line) => words(line).slice(0, 7).join(' ');
  if (listing === 'ipvsadm -Lnc')
    return (line) => {
      const [protocol, , , ...ends] = words(line);
      return `${protocol} ${ends.join(' ')}`;
    };
  let service = '';
  return (line) => {
    const parts = words(line);
    if (parts[0] === '->') return `${service} ${parts[1]}`;
    service = parts.slice(0, 2).join(' ');
    return service;
  };
}

/** Identities of all lines; a line that repeats an earlier one is the second of its kind, and so on. */
function keysOf(lines: readonly string[], listing: ListingName): string[] {
  const of = identity(listing);
  const met = new Map<string, number>();
  return lines.map((line) => {
    const key = of(line);
    const nth = (met.get(key) ?? 0) + 1;
    met.set(key, nth);
    return `${key} ${nth}`;
  });
}

/** Places of the longest run of numbers that grow, in the order of the list; -1 is left out. */
export function longestGrowing(numbers: readonly number[]): number[] {
  const ends: number[] = [];
  const before = new Int32Array(numbers.length).fill(-1);
  for (const [at, number] of numbers.entries()) {
    if (number < 0) continue;
    let [low, high] = [0, ends.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (numbers[ends[middle]] < number) low = middle + 1;
      else high = middle;
    }
    before[at] = low > 0 ? ends[low - 1] : -1;
    ends[low] = at;
  }
  const run: number[] = [];
  for (let at = ends.at(-1) ?? -1; at >= 0; at = before[at]) run.push(at);
  return run.reverse();
}

/** A line at the left, its partner at the right, or either alone. */
export interface LinePair {
  readonly a: string | null;
  readonly b: string | null;
}

/**
 * Two listings side by side: lines about the same thing stand in one row, as far as their order allows it; what one
 * of them has alone stands alone. Takes n log n.
 */
export function pairLines(a: readonly string[], b: readonly string[], listing: ListingName): LinePair[] {
  const places = new Map(keysOf(b, listing).map((key, at) => [key, at]));
  const partners = keysOf(a, listing).map((key) => places.get(key) ?? -1);
  const pairs: LinePair[] = [];
  let [i, j] = [0, 0];
  const until = (toA: number, toB: number): void => {
    while (i < toA) pairs.push({ a: a[i++], b: null });
    while (j < toB) pairs.push({ a: null, b: b[j++] });
  };
  for (const at of longestGrowing(partners)) {
    until(at, partners[at]);
    pairs.push({ a: a[i++], b: b[j++] });
  }
  until(a.length, b.length);
  return pairs;
}

export interface LineCounts {
  readonly added: number;
  readonly gone: number;
  readonly changed: number;
}

/** How many lines only one side has, and how many differ. */
export function countLines(pairs: readonly LinePair[]): LineCounts {
  let [added, gone, changed] = [0, 0, 0];
  for (const { a, b } of pairs) {
    if (a === null) added++;
    else if (b === null) gone++;
    else if (a !== b) changed++;
  }
  return { added, gone, changed };
}

/** The pairs as rows; runs of equal lines are folded unless all are wanted. The two lines of heads always stay. */
export function lineRows(pairs: readonly LinePair[], all: boolean): DifferenceRow[] {
  const shown = new Uint8Array(pairs.length).fill(all ? 1 : 0);
  for (const [at, { a, b }] of pairs.entries()) {
    if (at < 2) shown[at] = 1;
    if (a === b) continue;
    for (let near = Math.max(0, at - CONTEXT); near <= Math.min(pairs.length - 1, at + CONTEXT); near++)
      shown[near] = 1;
  }
  const rows: DifferenceRow[] = [];
  let folded = 0;
  const fold = (): void => {
    if (folded > 0) rows.push({ kind: 'fold', lines: folded });
    folded = 0;
  };
  for (const [at, pair] of pairs.entries()) {
    if (shown[at] === 0) folded++;
    else {
      fold();
      rows.push({ kind: 'line', ...pair });
    }
  }
  fold();
  return rows;
}
