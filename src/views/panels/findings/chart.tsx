import type { ReactNode } from 'react';
import type { BarsChart, CountsChart, FindingChart } from '../../../trace/finding-views.ts';
import { count, packetTime, serverColor, tip } from '../../ui/index.ts';
import styles from './chart.module.css';
import { Lanes } from './lanes.tsx';
import { ServerLegend } from './legend.tsx';

/** What stands beside the title of a chart: its units and signs. */
export function chartFacts(chart: FindingChart): ReactNode {
  if (chart.kind === 'lanes') return <ServerLegend chart={chart} />;
  return <span>{chart.unit}</span>;
}

export function Chart({ chart }: { chart: FindingChart }) {
  if (chart.kind === 'lanes') return <Lanes chart={chart} />;
  return chart.kind === 'bars' ? <Bars chart={chart} /> : <Counts chart={chart} />;
}

function Bars({ chart: { bars, title, unit } }: { chart: BarsChart }) {
  const most = Math.max(1, ...bars.map(({ value, expected }) => Math.max(value, expected ?? 0)));
  const share = (value: number) => `${(value / most) * 100}%`;
  return (
    <table className={styles.bars} aria-label={title}>
      <thead>
        <tr>
          <th scope="col">{bars.some(({ server }) => server) ? 'server' : ''}</th>
          <th scope="col" className={styles.wide}>
            {unit}
          </th>
          <th scope="col">found</th>
          <th scope="col">{bars.some(({ expected }) => expected !== null) ? 'expected' : ''}</th>
        </tr>
      </thead>
      <tbody>
        {bars.map(({ label, server, value, expected, bad }) => (
          <tr key={label}>
            <th scope="row">
              <code>{label}</code>
            </th>
            <td className={styles.wide}>
              <span
                className={`${styles.bar} ${bad ? styles.badBar : ''}`}
                style={{ width: share(value), background: server ? serverColor(server.series) : undefined }}
              />
              {expected === null ? null : <i className={styles.expected} style={{ left: share(expected) }} />}
            </td>
            <td className={bad ? styles.bad : ''}>{count(value)}</td>
            <td>{expected === null ? '' : expected.toFixed(expected < 10 ? 1 : 0)}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Counts({ chart: { counts, from, slice, title, unit } }: { chart: CountsChart }) {
  const most = Math.max(1, ...counts);
  return (
    <figure className={styles.counts} aria-label={`${title}, at most ${count(most)} ${unit}`}>
      <span className={styles.most}>{`${count(most)} ${unit} in ${Number(slice.toPrecision(3))} s`}</span>
      <div className={styles.columns}>
        {counts.map((value, at) => (
          <i
            // Slices never reorder.
            // biome-ignore lint/suspicious/noArrayIndexKey: see above
            key={at}
            style={{ height: `${(value / most) * 100}%` }}
            {...tip(`${count(value)} ${unit} from ${packetTime(from + at * slice)} s`)}
          />
        ))}
      </div>
      <figcaption>
        <span>{packetTime(from)} s</span>
        <span>{packetTime(from + counts.length * slice)} s</span>
      </figcaption>
    </figure>
  );
}
