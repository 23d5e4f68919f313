import {
  type CSSProperties,
  type KeyboardEvent,
  useCallback,
  useEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import type { TableView } from '../../trace/views.ts';
import { bucketName } from '../ui/index.ts';
import { bucketText, notableBuckets } from './bucket-map/describe.ts';
import {
  bucketAt,
  cellOf,
  layoutMap,
  type MapLayout,
  moveBucket,
  type Span,
  zoomSpan,
} from './bucket-map/layout.ts';
import { paintMap } from './bucket-map/paint.ts';
import styles from './bucket-map.module.css';
import { usePalette } from './canvas/palette.ts';
import { type Size, useCanvas, useSize } from './canvas/use-canvas.ts';

export interface BucketMapProps {
  table: TableView;
  /** Bucket whose chain is shown; null = the lookup's. */
  selected: number | null;
  onSelect: (bucket: number) => void;
  /** The stretch that is shown and how to change it; the header says it. */
  span: Span;
  onSpan: (span: Span) => void;
}

const ZOOM_KEYS: ReadonlyMap<string, boolean> = new Map([
  ['+', true],
  ['=', true],
  ['-', false],
]);

/** The hash table as a picture: a cell a bucket, brighter for longer chains, violet where a template hangs. */
export function BucketMap({ table, selected, onSelect, span, onSpan }: BucketMapProps) {
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const palette = usePalette();
  const [pointed, setPointed] = useState<number | null>(null);
  const [keyed, setKeyed] = useState<number | null>(null);
  const layout = useMemo(
    () => (size ? layoutMap(span, size.width, size.height, table.size) : null),
    [size, span, table.size],
  );
  const draw = useCallback(
    (context: CanvasRenderingContext2D) => {
      if (layout) paintMap(context, { table, layout, palette, selected, focused: keyed });
    },
    [table, layout, palette, selected, keyed],
  );
  const canvas = useCanvas(size, draw);
  useWheelZoom(box, layout, table.size, onSpan);
  const current = selected ?? table.lookup;
  const onKeyDown = (event: KeyboardEvent) => {
    if (!layout || event.ctrlKey || event.metaKey || event.altKey) return;
    const from = keyed ?? current ?? span.first;
    const zoom = ZOOM_KEYS.get(event.key);
    const to = moveBucket(layout, from, event.key);
    if (to !== null) setKeyed(to);
    else if (zoom !== undefined) onSpan(zoomSpan(span, table.size, from, zoom));
    else if (event.key === 'Enter') onSelect(from);
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <div
      ref={box}
      className={styles.map}
      role="application"
      aria-roledescription="bucket map"
      aria-label={`Hash table of ${table.size} buckets. Arrows move, Enter shows the chain, plus and minus zoom`}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a map that is moved through with the arrow keys
      tabIndex={0}
      data-bucket-map
      onKeyDown={onKeyDown}
      onFocus={(event) => {
        if (event.currentTarget.matches(':focus-visible')) setKeyed(current ?? span.first);
      }}
      onBlur={() => setKeyed(null)}
      onPointerMove={(event) => setPointed(at(layout, event))}
      onPointerLeave={() => setPointed(null)}
      onClick={(event) => {
        const bucket = at(layout, event);
        if (bucket === null || !layout) return;
        // Where a cell is many buckets, a click looks closer first.
        if (layout.per > 1) onSpan(zoomSpan(span, table.size, bucket, true));
        else onSelect(bucket);
      }}
    >
      <canvas ref={canvas} className={styles.canvas} />
      <Callouts table={table} layout={layout} size={size} current={current} pointed={keyed ?? pointed} />
      <Twin table={table} />
      <div className="visually-hidden" aria-live="polite">
        {keyed !== null && layout ? bucketText(table, keyed, layout.per) : ''}
      </div>
    </div>
  );
}

/** The buckets that matter as a table for those who cannot see the map. */
function Twin({ table }: { table: TableView }) {
  const rows = useMemo(() => notableBuckets(table), [table]);
  return (
    <table className="visually-hidden">
      <caption>Buckets looked up, of the selected client, and with the longest chains</caption>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col">Holds</th>
          <th scope="col">Why listed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ bucket, why }) => (
          <tr key={bucket}>
            <th scope="row">{bucketName(bucket, table.size)}</th>
            <td>{bucketText(table, bucket, 1, false)}</td>
            <td>{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

interface CalloutsProps {
  table: TableView;
  layout: MapLayout | null;
  size: Size | null;
  current: number | null;
  pointed: number | null;
}

/** The words at the bucket whose chain is shown, and at the one that is pointed at. */
function Callouts({ current, pointed, ...rest }: CalloutsProps) {
  return (
    <>
      <Callout {...rest} bucket={current} now={current === rest.table.lookup} />
      {pointed !== null && pointed !== current ? <Callout {...rest} bucket={pointed} pointed /> : null}
    </>
  );
}

interface CalloutProps {
  table: TableView;
  layout: MapLayout | null;
  size: Size | null;
  bucket: number | null;
  now?: boolean;
  pointed?: boolean;
}

/** `0xfa2  5 entries, 1 template` beside its cell, on the side where there is room. */
function Callout({ table, layout, size, bucket, now = false, pointed = false }: CalloutProps) {
  const place = layout && bucket !== null ? cellOf(layout, bucket) : null;
  if (!layout || !size || !place || bucket === null) return null;
  const top = Math.max(0, Math.min(size.height - 20, place.y + layout.cell / 2 - 9));
  const style: CSSProperties =
    place.x > size.width / 2
      ? { top, right: size.width - place.x + 6 }
      : { top, left: place.x + layout.cell + 6 };
  return (
    <div className={`${styles.callout} ${pointed ? styles.pointed : ''}`} style={style}>
      <span className={now ? styles.now : ''}>{bucketName(bucket, table.size)}</span>
      <span>{bucketText(table, bucket, pointed ? layout.per : 1, false)}</span>
    </div>
  );
}

function at(
  layout: MapLayout | null,
  event: { clientX: number; clientY: number; currentTarget: Element },
): number | null {
  const rect = event.currentTarget.getBoundingClientRect();
  return layout ? bucketAt(layout, event.clientX - rect.left, event.clientY - rect.top) : null;
}

function useWheelZoom(
  box: { readonly current: HTMLElement | null },
  layout: MapLayout | null,
  size: number,
  onSpan: (span: Span) => void,
): void {
  useEffect(() => {
    const element = box.current;
    if (!element || !layout || size <= 4096) return;
    const onWheel = (event: WheelEvent) => {
      const rect = element.getBoundingClientRect();
      const bucket = bucketAt(layout, event.clientX - rect.left, event.clientY - rect.top);
      if (bucket === null) return;
      event.preventDefault();
      onSpan(zoomSpan(layout.span, size, bucket, event.deltaY < 0));
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, layout, size, onSpan]);
}
