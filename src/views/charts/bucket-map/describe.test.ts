import { expect, it } from 'vitest';
import { CELL_CHANGED, CELL_MARKED, CELL_TEMPLATE, type TableView } from '../../../trace/table-views.ts';
import { bucketText, notableBuckets } from './describe.ts';

const counts = new Uint8Array(4096);
const templates = new Uint8Array(4096);
const cells = new Uint8Array(4096);
counts[0xfa2] = 5;
templates[0xfa2] = 1;
counts[7] = 1;
counts[9] = 3;
cells.set([5 | CELL_TEMPLATE], 0xfa2);
cells.set([1 | CELL_MARKED, 0, 3 | CELL_CHANGED], 7);
const table: TableView = {
  size: 4096,
  mode: 'length',
  counts,
  templates,
  cells,
  classes: [],
  entries: 9,
  templateEntries: 1,
  lengths: [4093, 1, 0, 1, 0, 1],
  marked: { kind: 'client', name: '172.16.0.1', entries: 1, buckets: 1 },
  servers: [],
  lookup: 7,
  walks: [
    { bucket: 7, title: 'in lookup', fn: 'ip_vs_conn_in_get', of: '', from: 1, to: 2, outcome: 'not hit' },
  ],
};

it('says what a bucket holds', () => {
  expect(bucketText(table, 0xfa2)).toBe('0xfa2, 5 entries, 1 template');
  expect(bucketText(table, 7, undefined, false)).toBe('1 entry');
  expect(bucketText(table, 8)).toBe('0x008, empty');
  expect(bucketText(table, 9)).toBe('0x009, 3 entries, changed by this event');
  expect(bucketText({ ...table, mode: 'states' }, 9)).toBe(
    '0x009, 3 entries, TIME_WAIT, changed by this event',
  );
  expect(bucketText(table, 4, { block: 4, columns: 64 })).toBe(
    '0x004, 4 x 4 buckets: 1 entry, longest chain 1',
  );
});

it('lists the buckets that matter', () => {
  expect(notableBuckets(table)).toEqual([
    { bucket: 7, why: 'looked up, in lookup, of the client' },
    { bucket: 9, why: 'changed by this event' },
    { bucket: 0xfa2, why: 'long chain' },
  ]);
});
