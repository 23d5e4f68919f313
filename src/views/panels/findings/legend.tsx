import type { LanesChart } from '../../../trace/finding-views.ts';
import type { ServerRef } from '../../../trace/views.ts';
import { ServerChip } from '../../ui/index.ts';
import styles from './chart.module.css';

const MOST = 8;

/** The servers that marks stand for, and what a red line below one means. */
export function ServerLegend({ chart }: { chart: LanesChart }) {
  const servers = new Map<number, ServerRef>();
  for (const { marks } of chart.lanes)
    for (const { server } of marks) if (server) servers.set(server.series, server);
  const list = [...servers.values()].sort((a, b) => a.series - b.series);
  return (
    <span className={styles.legend}>
      {list.slice(0, MOST).map((server) => (
        <ServerChip key={server.series} server={server} />
      ))}
      {list.length > MOST ? <span>and {list.length - MOST} more</span> : null}
      <span>
        <i className={styles.badSign} /> {chart.bad}
      </span>
    </span>
  );
}
