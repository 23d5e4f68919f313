import { describe, expect, it } from 'vitest';
import type { Step } from '../../../trace/views.ts';
import { parentRow, visibleRows } from './tree.ts';

function step(number: number, depth: number, kind: Step['kind'], text: string): Step {
  return { number, depth, kind, text, detail: '', result: '', end: number };
}

const STEPS: readonly Step[] = [
  step(1, 0, 'call', 'ip_vs_out_hook'),
  step(2, 1, 'log', 'lookup/out'),
  step(3, 0, 'call', 'ip_vs_in_hook'),
  step(4, 1, 'branch', 'th->syn'),
  step(5, 1, 'call', 'ip_vs_schedule'),
  step(6, 2, 'write', 'ct->refcnt'),
];

const texts = (stepNumber: number, opened = new Map<string, boolean>()) =>
  visibleRows(STEPS, { event: 0, step: stepNumber }, opened).map((row) => row.step.text);

describe('visibleRows', () => {
  it('closes a call that only logs and opens what decides', () => {
    expect(texts(6)).toEqual(['ip_vs_out_hook', 'ip_vs_in_hook', 'th->syn', 'ip_vs_schedule', 'ct->refcnt']);
  });

  it('never hides the cursor, not even in a call that was closed', () => {
    expect(texts(2)).toContain('lookup/out');
    const closed = new Map([['1 ip_vs_schedule', false]]);
    expect(texts(4, closed)).not.toContain('ct->refcnt');
    expect(texts(6, closed)).toContain('ct->refcnt');
  });

  it('knows past, now and ahead', () => {
    const rows = visibleRows(STEPS, { event: 0, step: 4 }, new Map());
    expect(rows.map((row) => row.place)).toEqual(['past', 'past', 'now', 'ahead', 'ahead']);
    expect(visibleRows(STEPS, { event: 0, step: 0 }, new Map()).every((row) => row.place === 'ahead')).toBe(
      true,
    );
  });

  it('finds parents', () => {
    const rows = visibleRows(STEPS, { event: 0, step: 6 }, new Map());
    expect(parentRow(rows, 4)).toBe(3);
    expect(parentRow(rows, 3)).toBe(1);
    expect(parentRow(rows, 0)).toBe(-1);
  });
});
