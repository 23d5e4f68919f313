import { useApp } from '../../../store/use-app.ts';
import type { TableView, WalkView } from '../../../trace/table-views.ts';
import type { ChainView } from '../../../trace/views.ts';
import { bucketName } from '../../ui/index.ts';
import styles from './walks.module.css';

/** The searches of the event, in their order. A press goes to the step that ends the search. */
export function Walks({ table, chain }: { table: TableView; chain: ChainView | null }) {
  const cursor = useApp((state) => state.moment?.cursor ?? null);
  const go = useApp((state) => state.go);
  const selectBucket = useApp((state) => state.selectBucket);
  const isByHand = useApp((state) => state.bucket !== null);
  if (table.walks.length === 0 || !cursor) return null;
  return (
    <ol className={styles.walks} aria-label="Searches of this event">
      {table.walks.map((walk) => {
        const isShown = !isByHand && chain !== null && chain.walkFrom === walk.from;
        return (
          <li key={walk.from}>
            <button
              type="button"
              className={`${styles.walk} ${isShown ? styles.shown : ''} ${walk.from > cursor.step ? styles.ahead : ''}`}
              aria-current={isShown ? 'step' : undefined}
              aria-label={nameOf(walk, table.size)}
              onClick={() => {
                selectBucket(null);
                go({ event: cursor.event, step: walk.to });
              }}
            >
              <span>{walk.title}</span>
              <code>{bucketName(walk.bucket, table.size)}</code>
              <span className={styles.outcome}>{walk.outcome}</span>
            </button>
          </li>
        );
      })}
    </ol>
  );
}

function nameOf(walk: WalkView, size: number): string {
  return `${walk.title} of ${walk.of} in bucket ${bucketName(walk.bucket, size)}, ${walk.outcome}, step ${walk.to}`;
}
