import type { TableView } from '../../../trace/views.ts';
import { count, Section, tip } from '../../ui/index.ts';
import { lengthRows } from './poisson.ts';
import styles from './table.module.css';

/** How many buckets have chains of which length, and the ticks where a random hash would put them. */
export function Lengths({ table }: { table: TableView }) {
  const rows = lengthRows(table.lengths, table.size, table.entries);
  const most = Math.max(1, ...rows.map((row) => Math.max(row.buckets, row.expected)));
  const load = table.entries / table.size;
  const longest = table.lengths.length - 1;
  return (
    <Section title="Chain lengths" facts={`load ${load.toFixed(3)}, longest ${longest}`}>
      <table className={styles.lengths}>
        <thead>
          <tr>
            <th scope="col">Length</th>
            <td />
            <th scope="col">buckets</th>
            <th scope="col">
              <span {...tip('What a random hash would give: Poisson with mean entries / buckets.')}>
                <i className={styles.tickKey} /> expected (Poisson)
              </span>
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.label}>
              <th scope="row">{row.label}</th>
              <td>
                <div className={styles.track}>
                  <i className={styles.bar} style={{ width: `${(row.buckets / most) * 100}%` }} />
                  <i className={styles.tick} style={{ left: `${(row.expected / most) * 100}%` }} />
                </div>
              </td>
              <td>{count(row.buckets)}</td>
              <td>{row.expected.toFixed(1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  );
}
