import { firstIndex, type Grouped, groupBy, WordColumn } from '../base/column.ts';
import { Texts } from '../base/texts.ts';
import type { Cursor } from './views.ts';

/** Every write to a field of a kernel object, in the order in which they were made: who, what and where. */
export class Writes {
  private readonly uids = new WordColumn();
  private readonly fieldIds = new WordColumn();
  private readonly events = new WordColumn();
  private readonly steps = new WordColumn();
  private readonly fields = new Texts();
  private grouped: Grouped | null = null;

  note(uid: number, field: string, event: number, step: number): void {
    this.uids.push(uid);
    this.fieldIds.push(this.fields.id(field));
    this.events.push(event);
    this.steps.push(step);
  }

  /** The last write (`by` -1) at or before a moment, or the first one (1) after it; null = there is none. */
  from(uid: number, field: string, cursor: Cursor, by: 1 | -1): Cursor | null {
    const id = this.fields.texts.indexOf(field);
    if (id < 0) return null;
    const { offsets, rows } = this.byObject();
    if (uid + 1 >= offsets.length) return null;
    const [from, to] = [offsets[uid], offsets[uid + 1]];
    const after = firstIndex(from, to, (at) => {
      const event = this.events.at(rows[at]);
      return event > cursor.event || (event === cursor.event && this.steps.at(rows[at]) > cursor.step);
    });
    for (let at = by > 0 ? after : after - 1; at >= from && at < to; at += by) {
      const row = rows[at];
      if (this.fieldIds.at(row) === id) return { event: this.events.at(row), step: this.steps.at(row) };
    }
    return null;
  }

  /** Tells of every write to a field, whichever object has it. */
  each(field: string, tell: (event: number, uid: number) => void): void {
    const id = this.fields.texts.indexOf(field);
    if (id < 0) return;
    const { filled } = this.fieldIds;
    for (let row = 0; row < filled.length; row++)
      if (filled[row] === id) tell(this.events.at(row), this.uids.at(row));
  }

  private byObject(): Grouped {
    if (!this.grouped) {
      let most = 0;
      for (const uid of this.uids.filled) if (uid > most) most = uid;
      this.grouped = groupBy(this.uids, most + 1);
    }
    return this.grouped;
  }
}
