import { useCallback, useRef } from 'react';
import { useApp } from '../../store/use-app.ts';
import type { Moment } from '../../trace/views.ts';
import { type Size, useCanvas, useSize } from './canvas/use-canvas.ts';
import { hintAt } from './timeline/hint.ts';
import { ItemList } from './timeline/item-list.tsx';
import { LaneFilter } from './timeline/lane-filter.tsx';
import { Legend } from './timeline/legend.tsx';
import { paint } from './timeline/paint.ts';
import { hasLegend, isZoomed, type Picture } from './timeline/scene.ts';
import { useTimelineInput } from './timeline/use-input.ts';
import { usePicture } from './timeline/use-picture.ts';
import styles from './timeline.module.css';

export interface TimelineProps {
  /** 64 high without lanes; else 222. */
  slim: boolean;
}

const LABEL =
  'Timeline of the run: arrows left and right go from event to event, up and down from lane to lane, plus and minus zoom, 0 shows all';

/**
 * The whole run on one axis, and where the cursor is in it. A click goes there, or to what stands there; wheel and keys zoom,
 * dragging pans, dragging with Shift shows a stretch, `0` shows all.
 */
export function Timeline({ slim }: TimelineProps) {
  const overview = useApp((state) => state.overview);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const picture = usePicture(overview, size, slim);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, at: Size) => {
      if (picture) paint(context, at, picture);
    },
    [picture],
  );
  const canvas = useCanvas(size, draw);
  const moment = useApp((state) => state.moment);
  const { handlers, pointed, selection } = useTimelineInput(box, picture);
  const hint = pointed && picture && size ? hintAt(picture, pointed.x, pointed.y, size) : null;
  return (
    <div className={styles.timeline} data-timeline={slim ? 'slim' : 'full'}>
      <div
        ref={box}
        className={styles.axis}
        role="slider"
        tabIndex={0}
        aria-label={LABEL}
        aria-valuemin={-1}
        aria-valuemax={Math.max(0, (overview?.events ?? 0) - 1)}
        aria-valuenow={moment?.cursor.event ?? -1}
        aria-valuetext={valueText(moment, picture)}
        {...handlers}
      >
        <canvas ref={canvas} className={styles.canvas} />
        {selection ? (
          <div
            className={styles.selection}
            style={{ left: selection.from, width: selection.to - selection.from }}
          />
        ) : null}
        {hint ? (
          <>
            <div className={styles.hover} style={{ left: hint.x }} />
            <div className={styles.hint} style={hint.place}>
              {hint.text}
            </div>
          </>
        ) : null}
      </div>
      {picture && size ? <ItemList picture={picture} size={size} /> : null}
      {picture && size && !slim ? <LaneFilter width={picture.left - 24} /> : null}
      {picture && size && hasLegend(slim, size.height) ? <Legend picture={picture} /> : null}
    </div>
  );
}

/** Where the cursor is, and which part of the run is shown. */
function valueText(moment: Moment | null, picture: Picture | null): string {
  if (!moment) return '';
  const at = `${moment.time.toFixed(3)} s, ${moment.announcement}`;
  if (!picture || !isZoomed(picture.zoom)) return at;
  const { scale } = picture;
  return `${at}; shown from ${scale.time(0).toFixed(3)} to ${scale.time(scale.width).toFixed(3)} s`;
}
