import { useApp } from '../../../store/use-app.ts';
import type { TableView } from '../../../trace/views.ts';
import styles from './table.module.css';

/** What the cells mean, in the order of the map: empty, 1 to 5, a template, the client, the lookup. */
export function Legend({ table }: { table: TableView }) {
  const client = useApp((state) => state.client ?? state.moment?.row?.client ?? '');
  const host = client.replace(/:\d+$/, '');
  return (
    <span className={styles.legend}>
      <span className={styles.key}>
        <i className={`${styles.cell} ${styles.empty}`} /> empty
      </span>
      <span className={styles.key}>
        {[1, 2, 3, 4, 5].map((length) => (
          <i key={length} className={`${styles.cell} ${styles[`length${length}`]}`} />
        ))}
        1 to 5 entries
      </span>
      {table.templateEntries > 0 ? (
        <span className={styles.key}>
          <i className={`${styles.cell} ${styles.violet}`} /> holds a template
        </span>
      ) : null}
      {host && table.clientBuckets.length > 0 ? (
        <span className={styles.key}>
          <i className={`${styles.cell} ${styles.client}`} /> <code>{host}</code>
        </span>
      ) : null}
      {table.lookup !== null ? (
        <span className={styles.key}>
          <i className={`${styles.cell} ${styles.lookup}`} /> looked up
        </span>
      ) : null}
    </span>
  );
}
