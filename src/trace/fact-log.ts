import { type Grouped, groupBy, type WordColumn } from '../base/column.ts';
import type { EventIndex } from './event-index.ts';
import type { LifeArm, LifeWrite } from './life-log.ts';

/**
 * What is known of the fields of entries in a run of which only facts are indexed: their states, and when the timers of
 * templates were armed. Steps are not known: 0.
 */
export class FactLog {
  private changes: Grouped | null = null;
  private arms: Grouped | null = null;

  /** The run must have been played. */
  constructor(private readonly index: EventIndex) {}

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
