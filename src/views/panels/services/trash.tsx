import type { TrashView } from '../../../trace/views.ts';
import { counted, Section, ServerChip } from '../../ui/index.ts';
import styles from './services.module.css';

/** Deleted real servers that entries still refer to; they come back with their counters when added again. */
export function Trash({ trash }: { trash: readonly TrashView[] }) {
  if (trash.length === 0) return null;
  return (
    <Section
      title="Trash"
      facts={
        <span>
          <code>dest_trash</code>: deleted with <code>ipvsadm -d</code>, kept while entries refer to them
        </span>
      }
    >
      <ul className={styles.trash}>
        {trash.map(({ server, refcnt, since }) => (
          <li key={`${server.addr}:${server.port}`}>
            <ServerChip server={server} show="full" />
            <span>
              <code>refcnt {refcnt}</code>
            </span>
            <span className={styles.quiet}>
              {since === null ? '' : `since ${since.toFixed(3)} s, `}
              {refcnt > 0 ? `held by ${counted(refcnt, 'reference')}` : 'nothing holds it'}
            </span>
          </li>
        ))}
      </ul>
    </Section>
  );
}
