import { useApp } from '../../../store/use-app.ts';
import styles from '../timeline.module.css';

/** Shows only the lanes of a client, by any part of its address and port. Escape shows all again. */
export function LaneFilter({ width }: { width: number }) {
  const filter = useApp((state) => state.laneFilter);
  const setFilter = useApp((state) => state.setLaneFilter);
  return (
    <input
      className={styles.filter}
      style={{ width }}
      type="text"
      value={filter}
      placeholder="lanes of a client"
      spellCheck={false}
      autoComplete="off"
      aria-label="Lanes of a client, by part of its address and port"
      onChange={(event) => setFilter(event.target.value)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape') return;
        event.preventDefault();
        event.stopPropagation();
        if (filter === '') event.currentTarget.blur();
        setFilter('');
      }}
    />
  );
}
