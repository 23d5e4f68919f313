import { useApp } from '../../../store/use-app.ts';
import type { FamilySort } from '../../../trace/queue-views.ts';
import styles from './templates.module.css';

const SORTS: readonly { id: FamilySort; label: string }[] = [
  { id: 'expires', label: 'by expiry' },
  { id: 'client', label: 'by client' },
  { id: 'server', label: 'by server' },
  { id: 'made', label: 'by when made' },
  { id: 'entries', label: 'by entries' },
  { id: 'held', label: 'by times held' },
];

/** Search and order of the families. */
export function FamilyTools() {
  const { sort, filter } = useApp((state) => state.familyQuery);
  const setQuery = useApp((state) => state.setFamilyQuery);
  return (
    <div className={styles.tools}>
      <input
        className={styles.filter}
        type="text"
        aria-label="Filter templates"
        placeholder="Filter: client, server, mark, put aside"
        spellCheck={false}
        autoComplete="off"
        value={filter}
        onChange={(event) => setQuery({ filter: event.target.value })}
      />
      <select
        className={styles.select}
        aria-label="Order of templates"
        value={sort}
        onChange={(event) => {
          const found = SORTS.find(({ id }) => id === event.target.value);
          if (found) setQuery({ sort: found.id });
        }}
      >
        {SORTS.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
