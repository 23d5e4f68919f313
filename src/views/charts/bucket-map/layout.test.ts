import { describe, expect, it } from 'vitest';
import {
  bucketAt,
  cellOf,
  keptInside,
  labelSteps,
  largestScale,
  layoutMap,
  moveBucket,
  movedTo,
  seenCells,
  zoomedAt,
} from './layout.ts';

const SIZES = Array.from({ length: 13 }, (_, i) => 2 ** (i + 8));

describe('all buckets at once', () => {
  it('draws 4,096 buckets in 64 columns of 10 px', () => {
    expect(layoutMap(4096, 704, 700)).toMatchObject({ columns: 64, rows: 64, block: 1, cell: 10 });
  });

  it('draws small tables with larger cells', () => {
    expect(layoutMap(256, 704, 700)).toMatchObject({ columns: 16, rows: 16, block: 1, cell: 40 });
    expect(layoutMap(2048, 704, 700)).toMatchObject({ columns: 64, rows: 32, block: 1 });
  });

  it.each(SIZES)('shows every one of %i buckets in cells of whole pixels, none below 4', (size) => {
    for (const [width, height] of [
      [704, 700],
      [420, 900],
      [1600, 500],
    ]) {
      const layout = layoutMap(size, width, height);
      expect(layout.cell).toBeGreaterThanOrEqual(4);
      expect(layout.cell).toBe(Math.round(layout.cell));
      expect(layout.columns * layout.rows).toBe(size);
      expect(layout.columns * layout.pitch).toBeLessThanOrEqual(layout.width);
      expect(layout.rows * layout.pitch).toBeLessThanOrEqual(layout.height);
      expect(Math.log2(layout.block) % 1).toBe(0);
    }
  });
});

describe('zoomed', () => {
  it.each(SIZES)('keeps the bucket under the pointer in a table of %i', (size) => {
    let layout = layoutMap(size, 704, 700);
    const [px, py] = [layout.columns * layout.pitch * 0.31, layout.rows * layout.pitch * 0.47];
    const place = (at: typeof layout) => [(px - at.x0) / at.pitch, (py - at.y0) / at.pitch];
    const [column, row] = place(layout);
    while (layout.zoom.scale < largestScale(layout)) {
      layout = layoutMap(size, 704, 700, zoomedAt(layout, 1.7, px, py));
      const [c, r] = place(layout);
      expect(Math.abs(c - column) + Math.abs(r - row)).toBeLessThan(1e-3);
      expect(layout.cell).toBeGreaterThanOrEqual(4);
    }
    // The closest look shows single buckets.
    expect(layout.block).toBe(1);
    for (let n = 0; n < 20; n += 1) layout = layoutMap(size, 704, 700, zoomedAt(layout, 0.5, px, py));
    expect(layout.zoom).toEqual({ scale: 1, x: 0, y: 0 });
  });

  it('shows no more beside the field than is there when all of it is seen', () => {
    const layout = layoutMap(65_536, 704, 700, { scale: 6, x: 0.99, y: -3 });
    expect(layout.y0).toBe(0);
    expect(layout.x0 + layout.columns * layout.pitch).toBeCloseTo(layout.columns * layout.fitPitch);
    expect(keptInside(layout, { scale: 0.1, x: 0.5, y: 0.5 })).toEqual({ scale: 1, x: 0, y: 0 });
  });

  it('finds the bucket of a place and the place of a bucket', () => {
    for (const size of [256, 2048, 65_536, 2 ** 20])
      for (const scale of [1, 1.37, 3, 9]) {
        const layout = layoutMap(size, 704, 700, { scale, x: 0, y: 0 });
        const seen = [0, layout.columns * layout.block + layout.block];
        for (const bucket of seen) {
          const cell = cellOf(layout, bucket);
          if (!cell) throw new Error(`${bucket} is not seen`);
          expect(bucketAt(layout, cell.x + cell.width / 2, cell.y + cell.height / 2)).toBe(bucket);
        }
        expect(bucketAt(layout, 3, 3)).toBeNull();
      }
    const moved = layoutMap(4096, 704, 700, { scale: 4, x: 0.5, y: 0.5 });
    expect(cellOf(moved, 0)).toBeNull();
    expect(cellOf(moved, 32 * 64 + 32)).toMatchObject({ x: moved.left, y: moved.top });
  });

  it('moves only as far as is needed to see a bucket', () => {
    const whole = layoutMap(65_536, 704, 700);
    expect(movedTo(whole, 65_535)).toBe(whole.zoom);
    const layout = layoutMap(65_536, 704, 700, { scale: 8, x: 0, y: 0 });
    const to = layoutMap(65_536, 704, 700, movedTo(layout, 65_535));
    expect(cellOf(to, 65_535)).not.toBeNull();
    expect(to.zoom.scale).toBe(8);
    const seen = layout.columns * 8 + 8;
    expect(movedTo(layout, seen)).toBe(layout.zoom);
  });
});

it('moves by keys, cell by cell, and stays inside', () => {
  const layout = layoutMap(4096, 704, 700);
  expect(moveBucket(layout, 100, 'ArrowDown')).toBe(164);
  expect(moveBucket(layout, 10, 'ArrowUp')).toBe(10);
  expect(moveBucket(layout, 63, 'ArrowRight')).toBe(64);
  expect(moveBucket(layout, 10, 'End')).toBe(4095);
  expect(moveBucket(layout, 4000, 'Home')).toBe(0);
  expect(moveBucket(layout, 10, 'x')).toBeNull();
  const coarse = layoutMap(2 ** 20, 704, 700);
  expect(coarse.block).toBe(8);
  expect(moveBucket(coarse, 0, 'ArrowRight')).toBe(8);
  expect(moveBucket(coarse, 0, 'ArrowDown')).toBe(8 * 1024);
  expect(moveBucket(coarse, 5, 'End')).toBe(2 ** 20 - 8 * 1024 + 1024 - 8);
});

it('labels rows and columns at round places that are seen', () => {
  const layout = layoutMap(4096, 704, 700, { scale: 5, x: 0.3, y: 0.6 });
  const step = labelSteps(layout);
  expect(step.column * layout.cell).toBeGreaterThanOrEqual(44);
  const { column, row } = seenCells(layout);
  expect(column[1] - column[0]).toBeLessThan(64 / 4);
  expect(row[0]).toBeGreaterThan(64 * 0.6 - 2);
});
