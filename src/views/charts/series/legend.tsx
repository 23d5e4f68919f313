import type { SeriesLine, SeriesView } from '../../../trace/series-views.ts';
import { packetTime, ServerChip } from '../../ui/index.ts';
import { lookOfSeries } from './look.ts';
import { compact } from './plot.tsx';
import styles from './series.module.css';
import { valueAt } from './values.ts';

/** What a chart says of a time, in words. */
export function saidAt(view: SeriesView, time: number): string {
  return view.series.map(({ label }, at) => `${label} ${valueAt(view, at, time) ?? 'not shown'}`).join(', ');
}

/** The series with their signs and their values at the cursor, or where the pointer is. */
export function Legend({ view, time, pointed }: { view: SeriesView; time: number; pointed: boolean }) {
  return (
    <div className={styles.legend} aria-hidden="true">
      <span className={pointed ? styles.at : styles.atNow}>{packetTime(time)} s</span>
      {view.series.map((line, at) => (
        <span key={line.id} className={styles.series}>
          <Sign line={line} at={at} isArea={view.kind === 'bars' || view.chart === 'states'} />
          {line.server ? <ServerChip server={line.server} /> : line.label}
          <b>{shown(valueAt(view, at, time))}</b>
        </span>
      ))}
      {view.omitted > 0 ? <span>and {view.omitted} smaller</span> : null}
    </div>
  );
}

const shown = (value: number | null): string => (value === null ? '' : compact(value));

function Sign({ line, at, isArea }: { line: SeriesLine; at: number; isArea: boolean }) {
  const { stroke, fill, dash, opacity } = lookOfSeries(line, at);
  if (isArea)
    return (
      <svg width="10" height="10" aria-hidden="true">
        <rect x="0.75" y="0.75" width="8.5" height="8.5" fill={fill} fillOpacity={opacity} stroke={stroke} />
      </svg>
    );
  return (
    <svg width="20" height="8" aria-hidden="true">
      <line x1="0" x2="20" y1="4" y2="4" stroke={stroke} strokeWidth="1.5" strokeDasharray={dash} />
    </svg>
  );
}
