import type { Cursor, EventRow } from '../../trace/views.ts';

/** Questions about the flowchart. A place is a node or one outcome of it, as `analysis/flow` names it. */

export interface PlaceQuery {
  place: string;
  from: number;
  count: number;
  /** The event under the cursor, to know where the list is near it. */
  event: number;
}

export interface PlaceWindow {
  from: number;
  total: number;
  rows: readonly EventRow[];
  /** Row of the event under the cursor; it did not come here = -1 - the row of the first event behind it. */
  near: number;
}

export interface FlowApi {
  /** Events through every place that is counted; {} = the kernel has no chart. */
  flowCounts(): Promise<Readonly<Record<string, number>>>;
  /** Events through one place, in order. */
  flowEvents(query: PlaceQuery): Promise<PlaceWindow>;
  /** Where an event next (1) or last (-1) comes through a place, from the cursor; null = nowhere. */
  flowMove(place: string, cursor: Cursor, direction: 1 | -1): Promise<Cursor | null>;
}
