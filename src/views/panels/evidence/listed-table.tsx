import type { EvidenceTable } from '../../../trace/evidence-views.ts';
import { counted } from '../../ui/index.ts';
import styles from './evidence.module.css';

/** A listing that the model has no part in, as it was read. */
export function ListedTable({ table, label }: { table: EvidenceTable; label: string }) {
  const keyed = table.rows.map((cells, at) => ({ cells, key: `${at} ${cells.join(' ')}` }));
  return (
    <div className={styles.scroll}>
      <table className={styles.table} aria-label={label}>
        <thead>
          <tr>
            {table.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed.map(({ cells, key }) => (
            <tr key={key}>
              {cells.map((cell, column) => (
                <td key={table.columns[column]}>{cell}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {table.omitted > 0 ? <p className={styles.note}>{counted(table.omitted, 'more row')}</p> : null}
    </div>
  );
}
