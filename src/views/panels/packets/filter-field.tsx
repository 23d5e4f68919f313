import { useEffect, useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { KeyCap } from '../../ui/index.ts';
import styles from './packets.module.css';

const TYPING_MS = 120;

/** Words that must all occur in a row. Enter and Arrow down go to the list, Esc clears. */
export function FilterField() {
  const filter = useApp((state) => state.rowFilter);
  const setFilter = useApp((state) => state.setRowFilter);
  const [typed, setTyped] = useState(filter);
  useEffect(() => setTyped(filter), [filter]);
  useEffect(() => {
    if (typed === filter) return;
    const timer = setTimeout(() => setFilter(typed), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, filter, setFilter]);
  return (
    <div className={styles.search}>
      <input
        className={styles.input}
        type="text"
        data-filter="packets"
        aria-label="Filter packets"
        placeholder="Filter packets"
        spellCheck={false}
        autoComplete="off"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') {
            setTyped('');
            setFilter('');
          } else if (event.key === 'Enter' || event.key === 'ArrowDown') setFilter(typed);
          else return;
          event.preventDefault();
          const panel = event.currentTarget.closest('[data-panel-id]');
          panel?.querySelector<HTMLElement>('[role=listbox]')?.focus();
        }}
      />
      {typed ? null : <KeyCap keys="/" />}
    </div>
  );
}
