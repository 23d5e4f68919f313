import type { CaseInfo, Cursor, EventRow } from '../trace/views.ts';

/** The flowchart: how many events came where, and the packets of one place. */
export interface FlowSlice {
  /** Events by place; null = not asked for since the case was opened. */
  flowCounts: Readonly<Record<string, number>> | null;
  /** The case that the counts are of. */
  flowOf: CaseInfo | null;
  /** Node or outcome whose packets are listed; null = none. */
  flowPlace: string | null;
  flowTotal: number;
  flowRows: ReadonlyMap<number, EventRow>;
  /** Row of the cursor's event; it did not come here = -1 - the row of the first event behind it. */
  flowNear: number;
  /** Edges show how many events took them, instead of the cursor's way alone. */
  flowHeat: boolean;
  /** The chart keeps the cursor's node in view; false = the reader looks around. */
  flowFollows: boolean;
  /** Functions that this case never enters are shown as well. */
  flowShowsAll: boolean;
  /** What the chart shall do: it is told by a command, and serial makes two of the same two. */
  flowAsk: { readonly what: 'in' | 'out' | 'fit' | 'cursor'; readonly serial: number } | null;
  needFlow(): void;
  needFlowRows(first: number, last: number): void;
  choosePlace(place: string | null): void;
  /** To where an event next (1) or last (-1) comes through the chosen place, from a cursor or the present one. */
  goThrough(direction: 1 | -1, from?: Cursor): Promise<void>;
  setFlow(change: Partial<Pick<FlowSlice, 'flowHeat' | 'flowFollows' | 'flowShowsAll'>>): void;
  askFlow(what: 'in' | 'out' | 'fit' | 'cursor'): void;
}
