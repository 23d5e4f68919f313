import { type Column, type Grouped, groupBy, rowsOf, WordColumn } from '../base/column.ts';
import type { ByEntry } from './by-entry.ts';
import type { LifeArm, LifeWrite } from './life-log.ts';
import type { Life, Lives } from './lives.ts';

/** Lives and columns of an index: state changes, and armings of templates' timers in jiffies. */
export interface FactColumns {
  readonly lives: Lives;
  readonly byEntry: ByEntry;
  readonly changeEvents: WordColumn;
  readonly changeStates: Column<Int8Array>;
  readonly armEvents: WordColumn;
  readonly armAsked: Column<Float64Array>;
  readonly armFires: Column<Float64Array>;
}

/**
 * What is known of the fields of entries in a run of which only facts are indexed: their states, whom they control, and
 * when the timers of templates were armed. Steps are not known: 0. Who controls whom follows from the lives, because a
 * link is made with the entry that is controlled and ends with it.
 */
export class FactLog {
  private held: Grouped | null = null;

  /** The run must have been played. */
  constructor(private readonly index: FactColumns) {}

  writesOf(uid: number): LifeWrite[] {
    const { byEntry, changeEvents, changeStates } = this.index;
    const states = Array.from(
      byEntry.changesOf(uid),
      (row): LifeWrite => ({
        row,
        event: changeEvents.at(row),
        step: 0,
        field: 'state',
        value: changeStates.at(row),
      }),
    );
    return [...this.linkOf(uid), ...this.countsOf(uid), ...states];
  }

  armsOf(uid: number): LifeArm[] {
    const { byEntry, armEvents, armAsked, armFires } = this.index;
    return Array.from(byEntry.armsOf(uid), (row) => ({
      event: armEvents.at(row),
      step: 0,
      asked: armAsked.at(row),
      fires: armFires.at(row),
    }));
  }

  /** By whom an entry is controlled, from its birth to its death. */
  private linkOf(uid: number): LifeWrite[] {
    const life = this.index.lives.get(uid);
    if (!life || life.control === 0) return [];
    const link = { row: 0, step: 0, field: 'control' } as const;
    const made = { ...link, event: life.born, value: life.control };
    return life.died < 0 ? [made] : [made, { ...link, event: life.died, value: 0 }];
  }

  /** How many entries an entry controls, in the order in which they came and went. */
  private countsOf(uid: number): LifeWrite[] {
    this.held ??= heldBy(this.index.lives);
    const changes = [...rowsOf(this.held, uid)].flatMap((child) => {
      const life = this.index.lives.get(child);
      return life ? linksTo(life) : [];
    });
    changes.sort((a, b) => a.event - b.event || b.by - a.by);
    let value = 0;
    return changes.map(({ event, by, other }) => {
      value += by;
      return { row: 0, event, step: 0, field: 'n_control', value, other };
    });
  }
}

function linksTo({ uid, born, died }: Life): { event: number; by: 1 | -1; other: number }[] {
  const made = { event: born, by: 1, other: uid } as const;
  return died < 0 ? [made] : [made, { event: died, by: -1, other: uid }];
}

/** Uids of entries by the uid of the entry that controls them. */
function heldBy(lives: Lives): Grouped {
  const controls = new WordColumn();
  for (const { uid, control } of lives.values()) {
    while (controls.length < uid) controls.push(0);
    if (controls.length === uid) controls.push(control);
    else controls.set(uid, control);
  }
  return groupBy(controls);
}
