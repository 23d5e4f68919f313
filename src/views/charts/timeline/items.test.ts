import { describe, expect, it } from 'vitest';
import type { TimelineGroup } from '../../../trace/timeline-views.ts';
import { itemsOf, momentOf, nearestItem, spokenOf, wordsOf } from './items.ts';

const group = (time: number, over: Partial<TimelineGroup> = {}): TimelineGroup => ({
  kind: 'timer',
  time,
  to: time,
  event: time * 10,
  count: 1,
  label: 'timer fired, released',
  template: false,
  trouble: false,
  ...over,
});
const DETAIL = {
  ranges: [],
  groups: [group(5), group(40, { kind: 'trouble', count: 1200, label: 'packet 7, drop' })],
};
const MARK = { kind: 'bookmark', event: 3, step: 12, time: 30, label: 'here it began' } as const;
const GAP = { from: 10, to: 26 };

describe('items of the timeline', () => {
  const items = itemsOf(DETAIL, [MARK], [GAP], []);

  it('stand in the order of time', () => {
    expect(items.map(({ kind }) => kind)).toEqual(['timer', 'gap', 'bookmark', 'trouble']);
  });

  it('are told in words, several as a number and the first of them', () => {
    expect(spokenOf(items[0])).toBe('5.000 s, timer fired, released');
    expect(spokenOf(items[2])).toBe('30.000 s, bookmark here it began');
    expect(wordsOf(items[3])).toBe('1,200 packets with trouble, the first: packet 7, drop');
    expect(spokenOf(items[1])).toBe('from 10.000 s, 16 s idle, folded: Enter or a click unfolds it');
    expect(wordsOf(itemsOf(DETAIL, [], [GAP], [10])[1])).toBe('16 s idle: Enter or a click folds it');
  });

  it('lead to the step of a mark, to the end of an event, or nowhere', () => {
    expect(momentOf(items[2])).toEqual({ event: 3, step: 12 });
    expect(momentOf(items[3])).toEqual({ event: 400, step: Number.POSITIVE_INFINITY });
    expect(momentOf(items[1])).toBeNull();
  });

  it('are found by time', () => {
    expect([0, 17, 35.5, 99].map((time) => nearestItem(items, time))).toEqual([0, 1, 3, 3]);
    expect(nearestItem([], 1)).toBe(-1);
  });
});
