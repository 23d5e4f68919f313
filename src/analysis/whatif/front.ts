import type { WhatIfRow } from '../../trace/whatif-views.ts';

/** Balances closer than this are the same. */
const SAME = 0.0005;

/** `a` is at least as good in clients split and in balance, and better in one. */
function beats(a: WhatIfRow, b: WhatIfRow): boolean {
  if (!a.figures || !b.figures) return false;
  const split = b.figures.split - a.figures.split;
  const balance = a.figures.jain - b.figures.jain;
  return split >= 0 && balance >= -SAME && (split > 0 || balance > SAME);
}

/** Ids of the rows that no other one beats: the trade-offs between affinity and balance. */
export function frontOf(rows: readonly WhatIfRow[]): string[] {
  return rows
    .filter((row) => row.figures !== null && !rows.some((other) => beats(other, row)))
    .map(({ alternative }) => alternative.id);
}
