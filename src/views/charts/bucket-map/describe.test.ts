import { expect, it } from 'vitest';
import type { TableView } from '../../../trace/views.ts';
import { bucketText, notableBuckets } from './describe.ts';

const counts = new Uint8Array(4096);
const templates = new Uint8Array(4096);
counts[0xfa2] = 5;
templates[0xfa2] = 1;
counts[7] = 1;
counts[9] = 3;
const table: TableView = {
  size: 4096,
  counts,
  templates,
  entries: 9,
  templateEntries: 1,
  lengths: [4093, 1, 0, 1, 0, 1],
  clientBuckets: [7],
  lookup: 7,
};

it('says what a bucket holds', () => {
  expect(bucketText(table, 0xfa2, 1)).toBe('0xfa2, 5 entries, 1 template');
  expect(bucketText(table, 7, 1, false)).toBe('1 entry');
  expect(bucketText(table, 8, 1)).toBe('0x008, empty');
  expect(bucketText(table, 4, 16)).toBe('0x004, and 15 more: 4 entries, longest chain 3');
});

it('lists the buckets that matter', () => {
  expect(notableBuckets(table)).toEqual([
    { bucket: 7, why: 'looked up, of the client' },
    { bucket: 0xfa2, why: 'long chain' },
    { bucket: 9, why: 'long chain' },
  ]);
});
