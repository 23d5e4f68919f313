import { type Column, firstIndex, type Grouped, groupBy, rowsOf, type WordColumn } from '../base/column.ts';

/** State changes and armings in the order in which they happened, each with its entry's uid. */
export interface EntryColumns {
  readonly length: number;
  readonly changeUids: WordColumn;
  readonly changeEvents: WordColumn;
  readonly changeStates: Column<Int8Array>;
  readonly armUids: WordColumn;
}

/** The rows of these columns by entry: grouped when they are first asked for, and again when the run has gone on. */
export class ByEntry {
  private events = -1;
  private changes: Grouped | null = null;
  private arms: Grouped | null = null;

  constructor(private readonly index: EntryColumns) {}

  /** Rows of the columns of changes, in order. */
  changesOf(uid: number): Uint32Array {
    this.follow();
    this.changes ??= groupBy(this.index.changeUids);
    return rowsOf(this.changes, uid);
  }

  /** Rows of the columns of armings, in order. */
  armsOf(uid: number): Uint32Array {
    this.follow();
    this.arms ??= groupBy(this.index.armUids);
    return rowsOf(this.arms, uid);
  }

  /** The state of an entry when an event is over; 0 before its first change. */
  stateAt(uid: number, event: number): number {
    const { changeEvents, changeStates } = this.index;
    const rows = this.changesOf(uid);
    const behind = firstIndex(0, rows.length, (at) => changeEvents.at(rows[at]) > event);
    return behind === 0 ? 0 : changeStates.at(rows[behind - 1]);
  }

  private follow(): void {
    if (this.events === this.index.length) return;
    this.events = this.index.length;
    this.changes = null;
    this.arms = null;
  }
}
