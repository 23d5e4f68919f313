import type { TableView } from '../../src/trace/table-views.ts';
import { layoutMap } from '../../src/views/charts/bucket-map/layout.ts';
import { paintMap } from '../../src/views/charts/bucket-map/paint.ts';
import type { Palette } from '../../src/views/charts/canvas/palette.ts';
import type { Painted } from './pages.ts';

const WIDTH = 1100;
const HEIGHT = 780;

/** Any colours: which ones they are costs nothing. */
const PALETTE = new Proxy({}, { get: () => '#557799' }) as Palette;

/** JavaScript's share of painting maps of buckets, each one twice, whole on a canvas as large as the Table view's. */
export function painted(tables: readonly TableView[]): Painted {
  const canvas = document.createElement('canvas');
  canvas.width = WIDTH;
  canvas.height = HEIGHT;
  document.body.append(canvas);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const paint = (table: TableView): number => {
    const start = performance.now();
    context.clearRect(0, 0, WIDTH, HEIGHT);
    const layout = layoutMap(table.size, WIDTH, HEIGHT);
    paintMap(context, { table, layout, palette: PALETTE, selected: null, focused: null });
    return performance.now() - start;
  };
  const fresh: number[] = [];
  const again: number[] = [];
  for (const table of tables) {
    fresh.push(paint(table));
    again.push(paint(table));
  }
  canvas.remove();
  return { fresh, again };
}
