import type { HashView } from '../../../trace/views.ts';
import styles from './table.module.css';

/** The computation of a bucket, a line per step: what goes in, and the word that comes out. */
export function HashRows({ hash, isNow }: { hash: HashView | null; isNow: boolean }) {
  if (!hash)
    return (
      <p className={styles.note}>
        No entry is in it. Look up a client to see how its address and port become a bucket.
      </p>
    );
  return (
    <table className={styles.hash}>
      <tbody>
        {hash.rows.map((row, at) => (
          <tr key={row.label}>
            <th scope="row">{row.label}</th>
            <td>{row.value}</td>
            <td className={at < hash.rows.length - 1 ? styles.word : isNow ? styles.result : ''}>
              {row.word}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
