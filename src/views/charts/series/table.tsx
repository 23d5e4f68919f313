import { useApp } from '../../../store/use-app.ts';
import type { SeriesView } from '../../../trace/series-views.ts';
import { count, packetTime } from '../../ui/index.ts';
import styles from './series.module.css';

const MOST_ROWS = 250;

/** The same as numbers. Rows in which nothing is different from the row above are left out. */
export function SeriesTable({ view, title }: { view: SeriesView; title: string }) {
  const goTime = useApp((state) => state.goTime);
  const changed = view.times.map((_, at) => at).filter((at) => at === 0 || differs(view, at));
  const every = Math.max(1, Math.ceil(changed.length / MOST_ROWS));
  const rows = changed.filter((_, i) => i % every === 0);
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls can be reached by keys
    <section className={styles.scroll} tabIndex={0} aria-label={`${title}, as a table`}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Time</th>
            {view.series.map(({ id, label }) => (
              <th key={id} scope="col">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((at) => (
            <tr key={at}>
              <th scope="row">
                <button type="button" className="plain-link" onClick={() => void goTime(view.times[at])}>
                  {packetTime(view.times[at])} s
                </button>
              </th>
              {view.series.map(({ id, values }) => (
                <td key={id}>{count(values[at])}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {every > 1 ? (
        <p className={styles.none}>Every {every}th change is listed. Zoom in to see all.</p>
      ) : null}
    </section>
  );
}

function differs({ series }: SeriesView, at: number): boolean {
  return series.some(({ values }) => values[at] !== values[at - 1]);
}
