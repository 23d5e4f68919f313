import { describe, expect, it } from 'vitest';
import type { Lane } from '../../../trace/views.ts';
import { inFamilies, laneRows } from './rows.ts';

const lane = (id: string, label: string, control: string | null = null): Lane => ({
  id,
  label,
  template: label.endsWith(':0'),
  control,
  spans: [],
  renewals: [],
  born: 0,
});
/** Two persistent clients whose connections come in turns, and one without a template. */
const LANES = [
  lane('t1', '172.16.0.1:0'),
  lane('a1', '172.16.0.1:41000', 't1'),
  lane('t2', '172.16.0.2:0'),
  lane('b1', '172.16.0.2:42000', 't2'),
  lane('a2', '172.16.0.1:41001', 't1'),
  lane('n1', '172.16.0.3:43000'),
  lane('b2', '172.16.0.2:42001', 't2'),
  lane('a3', '172.16.0.1:41002'),
];
const ids = (lanes: readonly Lane[]) => lanes.map(({ id }) => id).join(' ');

describe('inFamilies', () => {
  it('puts what a template controls under it', () => {
    expect(ids(inFamilies(LANES, null).lanes)).toBe('t1 a1 a2 t2 b1 b2 n1 a3');
  });

  it('begins with the family that was chosen, then with others of its client', () => {
    expect(ids(inFamilies(LANES, 'b2').lanes)).toBe('t2 b1 b2 t1 a1 a2 n1 a3');
    expect(ids(inFamilies(LANES, 'a2').lanes)).toBe('t1 a1 a2 a3 t2 b1 b2 n1');
    expect(inFamilies(LANES, 'a2').first).toBe(3);
  });

  it('takes a controlled entry as one of its own when its template is not there', () => {
    expect(ids(inFamilies([LANES[1], LANES[5]], null).lanes)).toBe('a1 n1');
  });
});

describe('laneRows', () => {
  it('keeps the family of the focus and then what is next to it, in their order', () => {
    const rows = laneRows(LANES, 'b2', null, 5, 0);
    expect(ids(rows.lanes)).toBe('t2 b1 b2 n1 a3');
    expect(rows.omitted).toBe(3);
  });

  it('keeps the template and the entries around the focus when the family does not fit', () => {
    const many = [
      LANES[0],
      ...Array.from({ length: 40 }, (_, at) => lane(`c${at}`, `172.16.0.1:${40000 + at}`, 't1')),
    ];
    const rows = laneRows(many, 'c20', null, 6, 9);
    expect(ids(rows.lanes)).toBe('t1 c18 c19 c20 c21 c22');
    expect(rows.omitted).toBe(41 - 6 + 9);
  });

  it('begins with the first lanes when nothing has the focus, and leaves nothing out that fits', () => {
    expect(ids(laneRows(LANES, null, null, 3, 0).lanes)).toBe('t1 a1 a2');
    expect(laneRows(LANES, null, null, 60, 0).omitted).toBe(0);
  });
});
