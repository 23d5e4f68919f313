import { describe, expect, it } from 'vitest';
import { bucketAt, cellOf, layoutMap, moveBucket, zoomSpan } from './layout.ts';

const whole = (size: number) => ({ first: 0, count: size });

describe('layoutMap', () => {
  it('draws 4,096 buckets in 64 columns of 10 px', () => {
    const layout = layoutMap(whole(4096), 704, 700);
    expect(layout).toMatchObject({ columns: 64, rows: 64, per: 1, cell: 10 });
  });
  it('draws small tables with larger cells', () => {
    expect(layoutMap(whole(256), 704, 700)).toMatchObject({ columns: 16, rows: 16, per: 1, cell: 40 });
    expect(layoutMap(whole(2048), 704, 700)).toMatchObject({ columns: 64, rows: 32, per: 1 });
  });
  it.each([16_384, 65_536, 262_144, 1_048_576])(
    'puts several of %i buckets in a cell of at least 4 px',
    (size) => {
      const layout = layoutMap(whole(size), 704, 700);
      expect(layout.cell).toBeGreaterThanOrEqual(4);
      expect(layout.columns * layout.rows * layout.per).toBe(size);
      expect(layout.columns * layout.cell).toBeLessThanOrEqual(704);
    },
  );
});

it('finds the bucket of a place and the place of a bucket', () => {
  for (const size of [256, 4096, 65_536]) {
    const layout = layoutMap(whole(size), 704, 700);
    for (const bucket of [0, 1, size / 2 + 3, size - 1]) {
      const cell = cellOf(layout, bucket);
      const back = bucketAt(layout, (cell?.x ?? 0) + 1, (cell?.y ?? 0) + 1);
      expect(back).toBe(Math.floor(bucket / layout.per) * layout.per);
    }
    expect(bucketAt(layout, 3, 3)).toBeNull();
    expect(cellOf(layout, size)).toBeNull();
  }
});

it('moves by keys and stays inside', () => {
  const layout = layoutMap(whole(4096), 704, 700);
  expect(moveBucket(layout, 100, 'ArrowDown')).toBe(164);
  expect(moveBucket(layout, 10, 'ArrowUp')).toBe(10);
  expect(moveBucket(layout, 10, 'End')).toBe(4095);
  expect(moveBucket(layout, 10, 'x')).toBeNull();
});

it('zooms around a bucket and never leaves the table', () => {
  const size = 65_536;
  let span = whole(size);
  for (let n = 0; n < 6; n += 1) {
    span = zoomSpan(span, size, 65_000, true);
    expect(span.first).toBeLessThanOrEqual(65_000);
    expect(span.first + span.count).toBeGreaterThan(65_000);
    expect(span.first + span.count).toBeLessThanOrEqual(size);
  }
  expect(span.count).toBe(256);
  for (let n = 0; n < 6; n += 1) span = zoomSpan(span, size, 65_000, false);
  expect(span).toEqual(whole(size));
});
