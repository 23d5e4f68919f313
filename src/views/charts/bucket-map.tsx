import { type KeyboardEvent, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { type MapZoom, WHOLE_MAP } from '../../store/table-state.ts';
import type { TableView } from '../../trace/table-views.ts';
import { Callouts } from './bucket-map/callouts.tsx';
import { bucketText } from './bucket-map/describe.ts';
import {
  bucketAt,
  cellOf,
  layoutMap,
  type MapLayout,
  moveBucket,
  movedTo,
  zoomedAt,
} from './bucket-map/layout.ts';
import { Minimap } from './bucket-map/minimap.tsx';
import { paintMap } from './bucket-map/paint.ts';
import { Twin } from './bucket-map/twin.tsx';
import { useMapZoom } from './bucket-map/use-map-zoom.ts';
import styles from './bucket-map.module.css';
import { usePalette } from './canvas/palette.ts';
import { useCanvas, useSize } from './canvas/use-canvas.ts';

export interface BucketMapProps {
  table: TableView;
  /** Bucket whose chain is shown; null = the lookup's. */
  selected: number | null;
  onSelect: (bucket: number) => void;
  zoom: MapZoom;
  onZoom: (zoom: MapZoom) => void;
  /** Gets how many buckets stand along each side of a cell, which the legend tells. */
  onBlock: (block: number) => void;
}

const ZOOM_KEYS: ReadonlyMap<string, number> = new Map([
  ['+', 1.6],
  ['=', 1.6],
  ['-', 1 / 1.6],
]);
/** Where a cell is many buckets, a click looks closer by this much first. */
const CLOSER = 4;

/** The hash table as a picture: a cell a bucket, in the way of the chosen mode. */
export function BucketMap({ table, selected, onSelect, zoom, onZoom, onBlock }: BucketMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const field = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const palette = usePalette();
  const [pointed, setPointed] = useState<number | null>(null);
  const [keyed, setKeyed] = useState<number | null>(null);
  const layout = useMemo(
    () => (size ? layoutMap(table.size, size.width, size.height, zoom) : null),
    [size, zoom, table.size],
  );
  const block = layout?.block ?? 1;
  useEffect(() => onBlock(block), [block, onBlock]);
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (layout) paintMap(context, { table, layout, palette, selected, focused: keyed });
    },
    [table, layout, palette, selected, keyed],
  );
  const canvas = useCanvas(size, draw);
  useMapZoom(field, layout, onZoom);
  const current = selected ?? table.lookup;
  useKeptInView(layout, current, onZoom);
  const onKeyDown = useMapKeys({ layout, from: keyed ?? current ?? 0, setKeyed, onSelect, onZoom });
  const open = (bucket: number | null, at: { x: number; y: number }) => {
    if (bucket === null || !layout) return;
    if (layout.block > 1) onZoom(zoomedAt(layout, CLOSER, at.x - layout.left, at.y - layout.top));
    else onSelect(bucket);
  };
  return (
    <div
      ref={box}
      className={styles.map}
      role="application"
      aria-roledescription="bucket map"
      aria-label={`Hash table of ${table.size} buckets. Arrows move, Enter shows the chain, plus and minus zoom, 0 shows all`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a map that is moved through with the arrow keys
      tabIndex={0}
      data-bucket-map
      data-scale={layout?.zoom.scale.toFixed(3)}
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.currentTarget.matches(':focus-visible')) setKeyed(current ?? 0);
      }}
      onBlur={() => setKeyed(null)}
      onPointerMove={(event) => setPointed(layout ? at(layout, event, box.current).bucket : null)}
      onPointerLeave={() => setPointed(null)}
    >
      <canvas ref={canvas} className={styles.canvas} />
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the window of the map; the map itself takes the keys */}
      {/* biome-ignore lint/a11y/useKeyWithClickEvents: Enter does the same */}
      <div
        ref={field}
        className={styles.field}
        style={
          layout
            ? { left: layout.left, top: layout.top, width: layout.width, height: layout.height }
            : undefined
        }
        onClick={(event) => {
          if (!layout) return;
          const found = at(layout, event, box.current);
          open(found.bucket, found);
        }}
      />
      <Callouts table={table} layout={layout} size={size} current={current} pointed={keyed ?? pointed} />
      {layout && layout.zoom.scale > 1.001 ? (
        <Minimap table={table} layout={layout} palette={palette} current={current} onZoom={onZoom} />
      ) : null}
      <Twin table={table} />
      <div className="visually-hidden" aria-live="polite">
        {keyed !== null && layout ? bucketText(table, keyed, layout) : ''}
      </div>
    </div>
  );
}

/** The bucket under the pointer, and where that is in the box of the map. */
function at(
  layout: MapLayout,
  event: { clientX: number; clientY: number },
  box: HTMLElement | null,
): { bucket: number | null; x: number; y: number } {
  const rect = box?.getBoundingClientRect();
  const [x, y] = [event.clientX - (rect?.left ?? 0), event.clientY - (rect?.top ?? 0)];
  return { bucket: bucketAt(layout, x, y), x, y };
}

/** When another bucket becomes the current one, the map moves so that it is seen. What a reader moves stays. */
function useKeptInView(
  layout: MapLayout | null,
  current: number | null,
  onZoom: (zoom: MapZoom) => void,
): void {
  const seen = useRef<number | null>(null);
  useEffect(() => {
    if (!layout || current === seen.current) return;
    seen.current = current;
    if (current !== null && current < layout.size) moveIntoView(layout, current, onZoom);
  }, [layout, current, onZoom]);
}

function moveIntoView(layout: MapLayout, bucket: number, onZoom: (zoom: MapZoom) => void): void {
  const to = movedTo(layout, bucket);
  if (to.x !== layout.zoom.x || to.y !== layout.zoom.y) onZoom(to);
}

interface KeyParts {
  layout: MapLayout | null;
  /** Bucket that a key moves from. */
  from: number;
  setKeyed: (bucket: number) => void;
  onSelect: (bucket: number) => void;
  onZoom: (zoom: MapZoom) => void;
}

/** Arrows, Home, End and pages move, + and - zoom around the bucket, 0 shows all, Enter shows the chain. */
function useMapKeys({ layout, from, setKeyed, onSelect, onZoom }: KeyParts) {
  return (event: KeyboardEvent) => {
    if (!layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const factor = ZOOM_KEYS.get(event.key);
    const to = moveBucket(layout, from, event.key);
    if (to !== null) {
      setKeyed(to);
      moveIntoView(layout, to, onZoom);
    } else if (factor !== undefined) onZoom(zoomedAround(layout, from, factor));
    else if (event.key === '0') onZoom(WHOLE_MAP);
    else if (event.key !== 'Enter') return;
    else if (layout.block > 1) onZoom(zoomedAround(layout, from, CLOSER));
    else onSelect(from);
    event.preventDefault();
    event.stopPropagation();
  };
}

function zoomedAround(layout: MapLayout, bucket: number, factor: number): MapZoom {
  const place = cellOf(layout, bucket);
  const x = place ? place.x + place.width / 2 - layout.left : layout.width / 2;
  const y = place ? place.y + place.height / 2 - layout.top : layout.height / 2;
  return zoomedAt(layout, factor, x, y);
}
