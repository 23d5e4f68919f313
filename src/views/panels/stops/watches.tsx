import type { Watch } from '../../../store/stops-state.ts';
import { useApp } from '../../../store/use-app.ts';
import { IconButton, TypedField, tip } from '../../ui/index.ts';
import styles from './stops.module.css';

/** Expressions with their values at the cursor. */
export function Watches() {
  const watches = useApp((state) => state.watches);
  const add = useApp((state) => state.addWatch);
  const complete = useApp((state) => state.completeWatch);
  return (
    <>
      <ul className={styles.list} aria-label="Watches">
        {watches.map((watch) => (
          <Row key={watch.id} watch={watch} />
        ))}
      </ul>
      <div className={styles.add}>
        <TypedField
          label="Watch"
          name="add-watch"
          placeholder="cp.state, dest.weight, conn_count"
          complete={complete}
          onEnter={add}
        />
      </div>
    </>
  );
}

function Row({ watch: { id, text, value, gloss, changed } }: { watch: Watch }) {
  const remove = useApp((state) => state.removeWatch);
  return (
    <li className={`${styles.row} ${changed ? styles.now : ''}`} data-watch={text}>
      <span className={styles.expression} {...tip(text)}>
        {text}
      </span>
      {value === null ? (
        <span className={styles.nothing}>not in scope here</span>
      ) : (
        <span className={styles.value} {...tip(`${text}: ${value} ${gloss}`.trim())}>
          {value}
          {gloss ? <span className={styles.gloss}> {gloss}</span> : null}
          {changed ? <span className="visually-hidden"> changed</span> : null}
        </span>
      )}
      <IconButton
        icon="cross"
        name={`Stop watching ${text}`}
        className={styles.action}
        onClick={() => remove(id)}
      />
    </li>
  );
}
