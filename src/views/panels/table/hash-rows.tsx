import { useState } from 'react';
import type { HashView } from '../../../trace/table-views.ts';
import { Button } from '../../ui/index.ts';
import { HashRounds } from './hash-rounds.tsx';
import styles from './table.module.css';

/** The computation of a bucket in a few lines: what goes in, and the word that comes out. All rounds unfold below. */
export function HashRows({ hash, isNow }: { hash: HashView | null; isNow: boolean }) {
  const [unfolded, setUnfolded] = useState(false);
  if (!hash)
    return (
      <p className={styles.note}>
        No entry is in it. Look up a client to see how its address and port become a bucket.
      </p>
    );
  return (
    <>
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
      <Button
        look="quiet"
        className={styles.unfold}
        aria-expanded={unfolded}
        onClick={() => setUnfolded(!unfolded)}
      >
        {unfolded ? 'Fold the steps' : 'All steps of the hash'}
      </Button>
      {unfolded ? <HashRounds hash={hash} /> : null}
    </>
  );
}
