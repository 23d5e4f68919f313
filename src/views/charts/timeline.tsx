import { useCallback, useMemo, useRef, useState } from 'react';
import { useApp } from '../../store/use-app.ts';
import type { Overview } from '../../trace/views.ts';
import { type Palette, usePalette } from './canvas/palette.ts';
import { type Size, useCanvas, useSize } from './canvas/use-canvas.ts';
import { hintAt } from './timeline/hint.ts';
import { focusOf, withLanes } from './timeline/lanes.ts';
import { gutterFor, lanesFor, type Picture, paintFull, paintSlim } from './timeline/paint.ts';
import { findFolds, timeScale } from './timeline/scale.ts';
import { useTimelineInput } from './timeline/use-input.ts';
import styles from './timeline.module.css';

export interface TimelineProps {
  /** 64 high without lanes; else 222. */
  slim: boolean;
}

/** The whole run on one axis, and where the cursor is in it. Click goes there; wheel zooms, drag pans, `0` fits. */
export function Timeline({ slim }: TimelineProps) {
  const overview = useApp((state) => state.overview);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const picture = usePicture(overview, size, slim);
  const draw = useCallback(
    (context: CanvasRenderingContext2D, at: Size) => {
      if (picture) (slim ? paintSlim : paintFull)(context, at, picture);
    },
    [picture, slim],
  );
  const canvas = useCanvas(size, draw);
  const [pointed, setPointed] = useState<{ x: number; y: number } | null>(null);
  const moment = useApp((state) => state.moment);
  const input = useTimelineInput(box, picture, setPointed);
  const hint =
    pointed !== null && picture && size ? hintAt(picture, pointed.x, size, slim ? null : pointed.y) : null;
  return (
    <div
      ref={box}
      className={styles.timeline}
      role="slider"
      tabIndex={0}
      aria-label="Timeline of the run: arrows go from event to event, plus and minus zoom, 0 shows all"
      aria-valuemin={-1}
      aria-valuemax={Math.max(0, (overview?.events ?? 0) - 1)}
      aria-valuenow={moment?.cursor.event ?? -1}
      aria-valuetext={moment ? `${moment.time.toFixed(3)} s, ${moment.announcement}` : ''}
      data-timeline={slim ? 'slim' : 'full'}
      {...input}
    >
      <canvas ref={canvas} className={styles.canvas} />
      {hint ? (
        <>
          <div className={styles.hover} style={{ left: hint.x }} />
          <div className={styles.hint} style={hint.place}>
            {hint.text}
          </div>
        </>
      ) : null}
    </div>
  );
}

/** All that a drawing needs, kept while nothing that it depends on changes. */
function usePicture(overview: Overview | null, size: Size | null, slim: boolean): Picture | null {
  const moment = useApp((state) => state.moment);
  const chosen = useApp((state) => state.conn);
  const zoom = useApp((state) => state.zoom);
  const palette: Palette = usePalette();
  const folds = useMemo(() => {
    if (!overview) return [];
    const moments = overview.marks.map((mark) => mark.time);
    return findFolds(overview.from, overview.to, overview.density, moments);
  }, [overview]);
  const templateEvents = useMemo(() => eventsOfTemplates(overview), [overview]);
  const playTime = useApp((state) => state.playTime);
  const picture = useMemo(() => {
    if (!overview || !size) return null;
    const all = withLanes(overview.lanes, moment?.lanes ?? []);
    const focus = focusOf(all, chosen, moment);
    const lanes = lanesFor(overview, all, focus, size.height);
    const left = slim ? 12 : gutterFor(lanes);
    const pad = (overview.to - overview.from) * 0.012 || 1;
    const width = Math.max(10, size.width - left - 8);
    const scale = timeScale(overview.from - pad, overview.to + pad, width, folds, zoom);
    const now = moment && moment.cursor.event >= 0 ? moment.time : null;
    return { overview, scale, left, palette, now, lanes, focus, templateEvents };
  }, [overview, size, slim, moment, chosen, zoom, palette, folds, templateEvents]);
  return useMemo(
    () => (picture && playTime !== null ? { ...picture, now: playTime } : picture),
    [picture, playTime],
  );
}

/** Events whose timer is a template's: it was re-armed or released then. */
function eventsOfTemplates(overview: Overview | null): ReadonlySet<number> {
  const times = new Set<number>();
  for (const lane of overview?.lanes ?? [])
    if (lane.template) for (const time of [...lane.renewals, lane.spans.at(-1)?.to ?? -1]) times.add(time);
  const marks = overview?.marks.filter((mark) => mark.kind === 'timer' && times.has(mark.time)) ?? [];
  return new Set(marks.map((mark) => mark.event));
}
