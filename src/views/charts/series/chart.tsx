import { useEffect, useId, useMemo, useRef, useState } from 'react';
import { useApp, useNow } from '../../../store/use-app.ts';
import type { ChartName, SeriesView } from '../../../trace/series-views.ts';
import { Button, packetTime } from '../../ui/index.ts';
import { useSize } from '../canvas/use-canvas.ts';
import { Legend, saidAt } from './legend.tsx';
import { CHARTS, sliceText } from './names.ts';
import { PLOT, Plot } from './plot.tsx';
import { timesOf } from './range.ts';
import styles from './series.module.css';
import { SeriesTable } from './table.tsx';
import { useBrush } from './use-brush.ts';

/** A quantity over time, zoomed with the timeline. Click goes there, drag zooms, arrows move a mark, Enter goes to it. */
export function SeriesChart({ chart }: { chart: ChartName }) {
  const overview = useApp((state) => state.overview);
  const zoom = useApp((state) => state.zoom);
  const view = useApp((state) => state.chartViews[chart] ?? null);
  const needChart = useApp((state) => state.needChart);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const titleId = useId();
  const [asTable, setAsTable] = useState(false);
  const unfolded = useApp((state) => state.unfolded);
  const range = useMemo(
    () => (overview ? timesOf(overview, zoom, unfolded) : null),
    [overview, zoom, unfolded],
  );
  const slices = size ? Math.max(20, Math.round((size.width - PLOT.left - PLOT.right) / 2)) : 0;
  useEffect(() => {
    if (range && slices > 0) needChart(chart, { ...range, slices });
  }, [range, slices, chart, needChart]);
  const { title, unit, none } = CHARTS[chart];
  const isEmpty = view?.series.every(({ most }) => most === 0) ?? false;
  return (
    <section className={styles.card} aria-labelledby={titleId} data-chart={chart}>
      <header className={styles.head}>
        <h3 id={titleId}>{title}</h3>
        <span className={styles.unit}>
          {unit}
          {view?.kind === 'bars' ? ` in ${sliceText(view.slice)}` : ''}
        </span>
        {isEmpty ? null : (
          <Button
            look="quiet"
            className={styles.asTable}
            aria-pressed={asTable}
            onClick={() => setAsTable(!asTable)}
          >
            Table
          </Button>
        )}
      </header>
      <div ref={box} className={styles.box}>
        {isEmpty ? <p className={styles.none}>{none}</p> : null}
        {view && size && !isEmpty ? (
          asTable ? (
            <SeriesTable view={view} title={title} />
          ) : (
            <Drawn view={view} title={title} size={size} />
          )
        ) : null}
      </div>
    </section>
  );
}

const LEGEND = 20;

function Drawn({
  view,
  title,
  size,
}: {
  view: SeriesView;
  title: string;
  size: { width: number; height: number };
}) {
  const now = useNow();
  const { pointed, dragged, handlers } = useBrush(view, size.width);
  const shown = pointed ?? now;
  const inside = size.width - PLOT.left - PLOT.right;
  const x = (time: number): number => PLOT.left + ((time - view.from) / (view.to - view.from)) * inside;
  const isInside = (time: number): boolean => time >= view.from && time <= view.to;
  return (
    <>
      <Legend view={view} time={shown} pointed={pointed !== null} />
      <div
        className={styles.plot}
        role="slider"
        tabIndex={0}
        aria-label={`${title} over time: arrows move a mark, Enter goes there, plus and minus zoom`}
        aria-valuemin={view.from}
        aria-valuemax={view.to}
        aria-valuenow={Math.max(view.from, Math.min(view.to, shown))}
        aria-valuetext={`${packetTime(shown)} s: ${saidAt(view, shown)}`}
        {...handlers}
      >
        <Plot view={view} width={size.width} height={Math.max(40, size.height - LEGEND)} />
        {dragged ? (
          <i
            className={styles.drag}
            style={{ left: x(dragged.from), width: x(dragged.to) - x(dragged.from) }}
          />
        ) : null}
        {pointed === null ? null : <i className={styles.pointed} style={{ left: x(pointed) }} />}
        {isInside(now) ? <i className={styles.now} style={{ left: x(now) }} /> : null}
      </div>
    </>
  );
}
