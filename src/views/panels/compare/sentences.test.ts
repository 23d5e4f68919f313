import { describe, expect, it } from 'vitest';
import type { ComparedLine, ComparisonView } from '../../../engine/protocol/messages.ts';
import { differenceAt, headline, rowText, shortNotice, signOf, tally } from './sentences.ts';

const NAMES = { a: 'observed', b: 'model' } as const;
const line = (time: number, text: string): ComparedLine => ({ time, text, cursor: { event: 0, step: 1 } });

function comparison(change: Partial<ComparisonView>): ComparisonView {
  return {
    a: { name: 'observed', title: '' },
    b: { name: 'model', title: '' },
    lines: { a: 1611, b: 1611 },
    agreeing: 1611,
    level: 12,
    until: null,
    differences: 0,
    list: [],
    rows: 1611,
    ...change,
  };
}

describe('sentences of a comparison', () => {
  it('say how far two sides agree', () => {
    expect(headline(comparison({}))).toBe('Agrees for 1,611 messages');
    expect(shortNotice(comparison({}))).toBe('agrees for 1,611 messages');
    const list = [{ row: 28, rows: 2, text: '', fn: '', a: null, b: line(6.02, 'del connection') }];
    const parts = comparison({ agreeing: 1610, differences: 1, list });
    expect(headline(parts)).toBe('Agrees for 28 messages, differs first at 6.020 s');
    expect(shortNotice(parts)).toBe('differs first at 6.020 s');
    expect(tally(parts)).toBe('1,610 messages agree, 1 place differs');
    expect(differenceAt(list, 29)).toBe(0);
    expect(differenceAt(list, 30)).toBe(-1);
    const atOnce = comparison({ agreeing: 0, differences: 1, list: [{ ...list[0], row: 0 }] });
    expect(headline(atOnce)).toBe('Differs from the first message on, at 6.020 s');
  });

  it('say of each row who has it, with a sign', () => {
    const [a, b] = [line(6.02, 'hit'), line(6.02, 'not hit')];
    expect(signOf({ row: 0, kind: 'same', a, b: a }, NAMES)).toEqual(['', 'both']);
    expect(signOf({ row: 0, kind: 'differs', a, b }, NAMES)).toEqual(['≠', 'differs']);
    expect(signOf({ row: 0, kind: 'differs', a, b: line(9, 'hit') }, NAMES)[1]).toBe('at another time');
    expect(signOf({ row: 0, kind: 'differs', a, b: null }, NAMES)).toEqual(['−', 'only the log has it']);
    expect(signOf({ row: 0, kind: 'differs', a: null, b }, NAMES)).toEqual(['+', 'only the model has it']);
    expect(rowText({ row: 0, kind: 'differs', a, b }, NAMES)).toBe(
      '6.020 s, differs. the log: hit. the model: not hit',
    );
    expect(rowText({ row: 0, kind: 'differs', a: null, b }, NAMES)).toBe(
      '6.020 s, only the model has it: not hit',
    );
  });
});
