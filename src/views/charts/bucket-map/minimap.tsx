import { type PointerEvent, useCallback, useMemo } from 'react';
import type { MapZoom } from '../../../store/table-state.ts';
import type { TableView } from '../../../trace/table-views.ts';
import styles from '../bucket-map.module.css';
import type { Palette } from '../canvas/palette.ts';
import { useCanvas } from '../canvas/use-canvas.ts';
import { aggregated } from './aggregate.ts';
import { keptInside, type MapLayout } from './layout.ts';
import { paintPixels } from './pixels.ts';

/** Pixels along the longer side. */
const EXTENT = 96;

export interface MinimapProps {
  table: TableView;
  layout: MapLayout;
  palette: Palette;
  /** Bucket whose chain is shown. */
  current: number | null;
  onZoom: (zoom: MapZoom) => void;
}

/** The whole field in small, and what part of it is seen. Press or drag moves there; the keys of the map do the same. */
export function Minimap({ table, layout, palette, current, onZoom }: MinimapProps) {
  const { columns, rows } = layout;
  const size = useMemo(
    () => ({ width: EXTENT, height: Math.round((EXTENT * rows) / columns) }),
    [columns, rows],
  );
  const all = usePictureOfAll({ table, layout, palette });
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => paintOverview(context, all, { table, layout, palette, current }),
    [all, table, layout, palette, current],
  );
  const canvas = useCanvas(size, draw);
  const moveTo = (event: PointerEvent<HTMLElement>) => {
    const rect = event.currentTarget.getBoundingClientRect();
    const seen = seenShare(layout);
    const x = (event.clientX - rect.left) / rect.width - seen.width / 2;
    const y = (event.clientY - rect.top) / rect.height - seen.height / 2;
    onZoom(keptInside(layout, { scale: layout.zoom.scale, x, y }));
  };
  return (
    <div
      className={styles.minimap}
      style={size}
      aria-hidden="true"
      data-minimap
      onPointerDown={(event) => {
        event.currentTarget.setPointerCapture(event.pointerId);
        moveTo(event);
      }}
      onPointerMove={(event) => {
        if (event.buttons & 1) moveTo(event);
      }}
    >
      <canvas ref={canvas} className={styles.canvas} />
    </div>
  );
}

/** How much of the field the window shows. */
function seenShare({ width, height, columns, rows, pitch }: MapLayout): { width: number; height: number } {
  return { width: Math.min(1, width / (columns * pitch)), height: Math.min(1, height / (rows * pitch)) };
}

/** All cells in small, a pixel or more each; made once for a table and a theme, not for every move. */
function usePictureOfAll({ table, layout, palette }: Pick<MinimapProps, 'table' | 'layout' | 'palette'>) {
  const { columns, rows } = layout;
  return useMemo(() => {
    const block = Math.min(rows, Math.max(1, 2 ** Math.ceil(Math.log2(columns / EXTENT))));
    const image = new ImageData(columns / block, rows / block);
    const { width, height } = image;
    paintPixels(image, {
      layout: { x0: 0, y0: 0, cell: 1, width, height, block, columns, rows },
      cells: aggregated(table, columns, block),
      across: columns / block,
      mode: table.mode,
      palette,
      ratio: 1,
    });
    const canvas = document.createElement('canvas');
    canvas.width = width;
    canvas.height = height;
    canvas.getContext('2d')?.putImageData(image, 0, 0);
    return canvas;
  }, [table, columns, rows, palette]);
}

function paintOverview(
  context: CanvasRenderingContext2D,
  all: HTMLCanvasElement,
  { table, layout, palette, current }: Omit<MinimapProps, 'onZoom'>,
): void {
  const { columns, rows } = layout;
  const height = (EXTENT * rows) / columns;
  context.imageSmoothingEnabled = false;
  context.drawImage(all, 0, 0, EXTENT, height);
  if (current !== null) {
    context.fillStyle = current === table.lookup ? palette['now-mark'] : palette['ink-1'];
    const [x, y] = [(current % columns) / columns, Math.floor(current / columns) / rows];
    context.fillRect(Math.round(x * EXTENT) - 1, Math.round(y * height) - 1, 4, 4);
  }
  const seen = seenShare(layout);
  context.strokeStyle = palette['ink-1'];
  context.lineWidth = 1.5;
  context.strokeRect(
    layout.zoom.x * EXTENT + 0.75,
    layout.zoom.y * height + 0.75,
    Math.max(4, seen.width * EXTENT - 1.5),
    Math.max(4, seen.height * height - 1.5),
  );
}
