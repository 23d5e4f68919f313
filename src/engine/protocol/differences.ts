import type { ListingName } from '../../analysis/differences/lines.ts';
import type {
  Between,
  DifferenceGroup,
  DifferenceRow,
  GroupCount,
  MomentText,
} from '../../trace/difference-views.ts';
import type { Cursor } from '../../trace/views.ts';
import type { SideName } from './side-name.ts';

export type { ListingName };

/** A moment of a side of the case. */
export interface SideMoment {
  readonly side: SideName;
  readonly cursor: Cursor;
}

export interface DifferencesQuery {
  readonly a: SideMoment;
  readonly b: SideMoment;
  /** `fields` = the kernel's objects field by field, else the lines of a listing. */
  readonly look: 'fields' | ListingName;
  /** Fields only; null = all groups. */
  readonly group: DifferenceGroup | null;
  /** Words that must all occur; '' = all. In listings: in either line. */
  readonly filter: string;
  /** Listings only: equal lines too. */
  readonly all: boolean;
}

export interface DifferencesView {
  readonly query: DifferencesQuery;
  readonly a: MomentText;
  readonly b: MomentText;
  /** Moments of two sides are compared by ends, and what lies between them has no meaning. */
  readonly across: boolean;
  readonly between: Between | null;
  /** By group, whatever the filter is. */
  readonly counts: readonly GroupCount[];
  /** The chosen listing's lines; null = fields are looked at. */
  readonly lines: { readonly added: number; readonly gone: number; readonly changed: number } | null;
  /** Tables that hash differently are not compared bucket by bucket. */
  readonly tablesDiffer: boolean;
  /** One of them is rebuilt from a log: what a log does not tell is not compared. */
  readonly told: boolean;
  /** Rows that pass the filter. */
  readonly rows: number;
}

export interface DifferenceWindow {
  readonly from: number;
  readonly rows: readonly DifferenceRow[];
}

/** Where a comparison may begin: the end of the packet before, of the event that made an entry, the start. */
export type Anchor = 'packet' | 'made' | 'start';

/** Two moments held against each other. */
export interface DifferencesApi {
  /** null = one of the sides is not there (any more). */
  differences(query: DifferencesQuery): Promise<DifferencesView | null>;
  /** Rows of what was asked last; of another query it is made first. */
  differenceRows(query: DifferencesQuery, from: number, count: number): Promise<DifferenceWindow>;
  /** A moment before the cursor to compare with; null = there is none. `conn` = the entry that is looked at. */
  anchor(anchor: Anchor, cursor: Cursor, conn: string | null): Promise<Cursor | null>;
  /** The moment of another side at the same time; null = there is no such side. */
  sameTime(moment: SideMoment, side: SideName): Promise<Cursor | null>;
}
