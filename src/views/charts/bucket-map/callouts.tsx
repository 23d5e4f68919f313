import type { CSSProperties } from 'react';
import type { TableView } from '../../../trace/table-views.ts';
import { bucketName } from '../../ui/index.ts';
import styles from '../bucket-map.module.css';
import type { Size } from '../canvas/use-canvas.ts';
import { bucketText } from './describe.ts';
import { cellOf, type MapLayout } from './layout.ts';

export interface CalloutsProps {
  table: TableView;
  layout: MapLayout | null;
  size: Size | null;
  /** Bucket whose chain is shown. */
  current: number | null;
  /** Bucket under the pointer or the keyboard. */
  pointed: number | null;
}

/** The words at the bucket whose chain is shown, and at the one that is pointed at. */
export function Callouts({ current, pointed, ...rest }: CalloutsProps) {
  return (
    <>
      <Callout {...rest} bucket={current} now={current === rest.table.lookup} />
      {pointed !== null && pointed !== current ? <Callout {...rest} bucket={pointed} pointed /> : null}
    </>
  );
}

interface CalloutProps extends Pick<CalloutsProps, 'table' | 'layout' | 'size'> {
  bucket: number | null;
  now?: boolean;
  pointed?: boolean;
}

/** `0xfa2  5 entries, 1 template` beside its cell, on the side where there is room. */
function Callout({ table, layout, size, bucket, now = false, pointed = false }: CalloutProps) {
  const place = layout && bucket !== null ? cellOf(layout, bucket) : null;
  if (!layout || !size || !place || bucket === null) return null;
  const top = Math.max(0, Math.min(size.height - 20, place.y + place.height / 2 - 9));
  const style: CSSProperties =
    place.x > size.width / 2
      ? { top, right: size.width - place.x + 6 }
      : { top, left: place.x + place.width + 6 };
  return (
    <div
      className={`${styles.callout} ${pointed ? styles.pointed : ''}`}
      style={style}
      data-callout={pointed ? 'pointed' : 'current'}
    >
      <span className={now ? styles.now : ''}>{bucketName(bucket, table.size)}</span>
      <span>{bucketText(table, bucket, pointed ? layout : undefined, false)}</span>
    </div>
  );
}
