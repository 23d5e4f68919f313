import { type Column, type Grouped, groupBy, type WordColumn } from '../base/column.ts';
import type { LifeArm, LifeWrite } from './life-log.ts';

/** Columns of an index: state changes, and armings of templates' timers in jiffies. */
export interface FactColumns {
  readonly changeUids: WordColumn;
  readonly changeEvents: WordColumn;
  readonly changeStates: Column<Int8Array>;
  readonly armUids: WordColumn;
  readonly armEvents: WordColumn;
  readonly armAsked: Column<Float64Array>;
  readonly armFires: Column<Float64Array>;
}

/**
 * What is known of the fields of entries in a run of which only facts are indexed: their states, and when the timers of
 * templates were armed. Steps are not known: 0.
 */
export class FactLog {
  private changes: Grouped | null = null;
  private arms: Grouped | null = null;

  /** The run must have been played. */
  constructor(private readonly index: FactColumns) {}

  writesOf(uid: number): LifeWrite[] {
    const { changeUids, changeEvents, changeStates } = this.index;
    this.changes ??= groupedByUid(changeUids);
    return rowsOf(this.changes, uid).map((row) => ({
      row,
      event: changeEvents.at(row),
      step: 0,
      field: 'state',
      value: changeStates.at(row),
    }));
  }

  armsOf(uid: number): LifeArm[] {
    const { armUids, armEvents, armAsked, armFires } = this.index;
    this.arms ??= groupedByUid(armUids);
    return rowsOf(this.arms, uid).map((row) => ({
      event: armEvents.at(row),
      step: 0,
      asked: armAsked.at(row),
      fires: armFires.at(row),
    }));
  }
}

function groupedByUid(uids: WordColumn): Grouped {
  let most = 0;
  for (const uid of uids.filled) if (uid > most) most = uid;
  return groupBy(uids, most + 1);
}

function rowsOf({ offsets, rows }: Grouped, uid: number): number[] {
  return uid + 1 < offsets.length ? [...rows.subarray(offsets[uid], offsets[uid + 1])] : [];
}
