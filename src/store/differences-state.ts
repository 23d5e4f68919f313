import type {
  Anchor,
  DifferencesQuery,
  DifferencesView,
  SideMoment,
} from '../engine/protocol/differences.ts';
import type { SideName } from '../engine/protocol/side-name.ts';
import type { Changer, DifferenceRow } from '../trace/difference-views.ts';
import type { Cursor } from '../trace/views.ts';

export type DifferenceLook = Pick<DifferencesQuery, 'look' | 'group' | 'filter' | 'all'>;

/** Two moments side by side: A is marked, B is the cursor unless it is held. */
export interface DifferencesSlice {
  /** null = no moment is marked. */
  momentA: SideMoment | null;
  /** null = B is where the cursor is. */
  heldB: SideMoment | null;
  differenceLook: DifferenceLook;
  /** null = nothing is compared (yet). */
  differences: DifferencesView | null;
  /** Loaded rows by their number. */
  differenceCache: ReadonlyMap<number, DifferenceRow>;
  /** Marks where the cursor is as A. */
  markMoment(): void;
  /** Holds B where it is, or lets it follow the cursor again. */
  holdB(held: boolean): void;
  /** A becomes B and B becomes A: the cursor goes to where A was, unless B is held. */
  swapMoments(): Promise<void>;
  /** Marks a moment before the cursor as A. */
  compareSince(anchor: Anchor): Promise<void>;
  /** Marks the same moment of another side as A. */
  compareWithSide(side: SideName): Promise<void>;
  lookAtDifferences(change: Partial<DifferenceLook>): void;
  needDifferences(first: number, last: number): void;
  /** To where something was changed; B stays where it is, so that the list does. */
  goChanger(changer: Changer): Promise<void>;
  /** To a moment between; B stays. */
  goBetween(cursor: Cursor): Promise<void>;
}
