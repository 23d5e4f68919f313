import { useMemo } from 'react';
import type { TableView } from '../../../trace/table-views.ts';
import { bucketName } from '../../ui/index.ts';
import { bucketText, notableBuckets } from './describe.ts';

/** The buckets that matter as a table for those who cannot see the map. */
export function Twin({ table }: { table: TableView }) {
  const rows = useMemo(() => notableBuckets(table), [table]);
  return (
    <table className="visually-hidden">
      <caption>Buckets looked up, changed by the event, marked, and with the longest chains</caption>
      <thead>
        <tr>
          <th scope="col">Bucket</th>
          <th scope="col">Holds</th>
          <th scope="col">Why listed</th>
        </tr>
      </thead>
      <tbody>
        {rows.map(({ bucket, why }) => (
          <tr key={bucket}>
            <th scope="row">{bucketName(bucket, table.size)}</th>
            <td>{bucketText(table, bucket, undefined, false)}</td>
            <td>{why}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
