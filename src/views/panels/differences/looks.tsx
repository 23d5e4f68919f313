import { useEffect, useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { Button } from '../../ui/index.ts';
import styles from './differences.module.css';
import { LOOKS } from './words.ts';

const TYPING_MS = 150;

/** Field by field, or as the lines of a listing. */
export function LookSelect() {
  const look = useApp((state) => state.differenceLook.look);
  const all = useApp((state) => state.differenceLook.all);
  const lookAt = useApp((state) => state.lookAtDifferences);
  return (
    <>
      {look === 'fields' ? null : (
        <Button look="quiet" aria-pressed={all} onClick={() => lookAt({ all: !all })}>
          {all ? 'Fold equal lines' : 'Show equal lines'}
        </Button>
      )}
      <label className={styles.look}>
        as
        <select
          value={look}
          aria-label="Differences as"
          onChange={({ target }) => {
            const found = LOOKS.find(({ id }) => id === target.value);
            if (found) lookAt({ look: found.id });
          }}
        >
          {LOOKS.map(({ id, label }) => (
            <option key={id} value={id}>
              {label}
            </option>
          ))}
        </select>
      </label>
    </>
  );
}

/** Words that must all occur in an object, its fields or their values. */
export function Filter() {
  const filter = useApp((state) => state.differenceLook.filter);
  const lookAt = useApp((state) => state.lookAtDifferences);
  const [typed, setTyped] = useState(filter);
  useEffect(() => setTyped(filter), [filter]);
  useEffect(() => {
    if (typed === filter) return;
    const timer = setTimeout(() => lookAt({ filter: typed }), TYPING_MS);
    return () => clearTimeout(timer);
  }, [typed, filter, lookAt]);
  return (
    <input
      className={styles.input}
      type="text"
      aria-label="Filter differences"
      placeholder="Filter: an address, a field, a value"
      spellCheck={false}
      autoComplete="off"
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && typed !== '') {
          setTyped('');
          lookAt({ filter: '' });
        } else if (event.key === 'Enter') lookAt({ filter: typed });
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    />
  );
}
