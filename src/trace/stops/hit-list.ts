import { firstIndex, WordColumn } from '../../base/column.ts';
import type { Cursor } from '../views.ts';

/** All hits of one stop in a run, in their order. */
export class HitList {
  private readonly events = new WordColumn(64);
  private readonly steps = new WordColumn(64);

  push(event: number, step: number): void {
    this.events.push(event);
    this.steps.push(step);
  }

  get length(): number {
    return this.events.length;
  }

  at(index: number): Cursor {
    return { event: this.events.at(index), step: this.steps.at(index) };
  }

  /** Hits at or before a moment. */
  passed(cursor: Cursor): number {
    return firstIndex(0, this.length, (at) => isAfter(this.at(at), cursor));
  }
}

/** Is a moment later than another one? */
export function isAfter(a: Cursor, b: Cursor): boolean {
  return a.event > b.event || (a.event === b.event && a.step > b.step);
}
