import type { Problem } from '../base/result.ts';
import type { Progress } from '../engine/protocol/progress.ts';
import type { CaseInfo } from '../trace/views.ts';
import type { Alternative, ChangedPacket, Preset, WhatIfRow, WhatIfView } from '../trace/whatif-views.ts';

/** By what the table of alternatives is sorted. */
export type WhatIfSort = 'tried' | 'split' | 'changes' | 'balance' | 'lost' | 'changed';

/** The same inputs under other rules, side by side. */
export interface WhatIfSlice {
  /** null = nothing was played yet. */
  whatIf: WhatIfView | null;
  /** The case and service that it is of. */
  whatIfOf: { readonly info: CaseInfo; readonly service: string | null } | null;
  /** Alternatives that are tried, in the order in which they were asked for. */
  alternatives: readonly Alternative[];
  presets: readonly Preset[];
  /** How far the replay is; null = nothing is replayed. */
  whatIfProgress: Progress | null;
  whatIfSort: WhatIfSort;
  /** Alternative that is chosen in the table, '' = as recorded. */
  whatIfChosen: string;
  /** Changed packets of the chosen alternative: pages by index. */
  changedTotal: number;
  changedRows: ReadonlyMap<number, ChangedPacket>;
  /** Figures of a service (null = all); the first look at a small case tries what may help by itself. */
  needWhatIf(service: string | null): void;
  tryAlternatives(alternatives: readonly Alternative[]): void;
  dropAlternative(id: string): void;
  stopWhatIf(): void;
  sortWhatIf(sort: WhatIfSort): void;
  chooseAlternative(id: string): void;
  needChanged(first: number, last: number): void;
  /** Puts the alternative beside the case and shows both at a packet. */
  showBothSides(id: string, packet?: ChangedPacket): Promise<void>;
  checkAlternative(alternative: Alternative): Promise<readonly Problem[]>;
}

const LOST = (row: WhatIfRow): number =>
  row.figures?.lost.reduce((sum, { packets }) => sum + packets, 0) ?? 0;

const VALUE: Readonly<Record<Exclude<WhatIfSort, 'tried'>, (row: WhatIfRow) => number>> = {
  split: ({ figures }) => figures?.split ?? Number.POSITIVE_INFINITY,
  changes: ({ figures }) => figures?.changes ?? Number.POSITIVE_INFINITY,
  balance: ({ figures }) => (figures ? -figures.jain : Number.POSITIVE_INFINITY),
  lost: LOST,
  changed: ({ changed }) => changed.packets,
};

/** Best first by what the reader cares about; equal ones by clients split, then balance. */
export function sortedRows({ whatIf, whatIfSort }: Pick<WhatIfSlice, 'whatIf' | 'whatIfSort'>): WhatIfRow[] {
  const rows = [...(whatIf?.rows ?? [])];
  if (whatIfSort === 'tried') return rows;
  const by = [VALUE[whatIfSort], VALUE.split, VALUE.balance, VALUE.lost];
  return rows.sort((a, b) => {
    for (const value of by) {
      const [left, right] = [value(a), value(b)];
      if (left !== right) return left < right ? -1 : 1;
    }
    return 0;
  });
}

/** The row that is chosen in the table. */
export function chosenRow({
  whatIf,
  whatIfChosen,
}: Pick<WhatIfSlice, 'whatIf' | 'whatIfChosen'>): WhatIfRow | null {
  if (!whatIf) return null;
  return whatIf.rows.find(({ alternative }) => alternative.id === whatIfChosen) ?? whatIf.base;
}

export { LOST as packetsLost };
