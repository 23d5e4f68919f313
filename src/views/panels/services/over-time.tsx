import { useApp, useDetailed } from '../../../store/use-app.ts';
import { CHART_NAMES, type ChartName } from '../../../trace/series-views.ts';
import { SeriesChart } from '../../charts/series/chart.tsx';
import { CHARTS } from '../../charts/series/names.ts';
import { Button, Empty, Panel } from '../../ui/index.ts';
import styles from './services.module.css';

/** A log has no counters of packets and bytes. */
const UNTOLD: readonly ChartName[] = ['packets', 'bytes'];
/** Fields of servers, which are not indexed in very long runs. */
const OF_SERVERS: readonly ChartName[] = ['conns', 'active', 'inactive', 'persistent'];

/** The charts that were chosen, all over the same range of time. */
export function OverTime() {
  const charts = useApp((state) => state.charts);
  const told = useApp((state) => state.info?.observed ?? false);
  const zoom = useApp((state) => state.zoom);
  const setZoom = useApp((state) => state.setZoom);
  const detailed = useDetailed();
  const names = CHART_NAMES.filter(
    (chart) => (!told || !UNTOLD.includes(chart)) && (detailed || !OF_SERVERS.includes(chart)),
  );
  const shown = names.filter((chart) => charts.includes(chart));
  return (
    <Panel
      id="charts"
      title="Over time"
      facts="drag zooms all charts and the timeline, click goes there"
      actions={
        zoom.from > 0 || zoom.to < 1 ? (
          <Button look="quiet" keys="0" onClick={() => setZoom({ from: 0, to: 1 })}>
            Show all
          </Button>
        ) : undefined
      }
      subbar={<Chooser names={names} shown={shown} />}
    >
      {detailed ? null : (
        <p className={styles.note}>
          In a run this long the figures of servers are not kept over time, so they are not drawn here.
        </p>
      )}
      {shown.length === 0 ? (
        <Empty headline="No chart is chosen">Choose what to see over time in the row above.</Empty>
      ) : (
        <div className={styles.charts}>
          {shown.map((chart) => (
            <SeriesChart key={chart} chart={chart} />
          ))}
        </div>
      )}
    </Panel>
  );
}

function Chooser({ names, shown }: { names: readonly ChartName[]; shown: readonly ChartName[] }) {
  const toggleChart = useApp((state) => state.toggleChart);
  return (
    <ul className={styles.chooser} aria-label="Charts">
      {names.map((chart) => (
        <li key={chart}>
          <button
            type="button"
            className={styles.choice}
            aria-pressed={shown.includes(chart)}
            onClick={() => toggleChart(chart)}
          >
            {CHARTS[chart].short}
          </button>
        </li>
      ))}
    </ul>
  );
}
