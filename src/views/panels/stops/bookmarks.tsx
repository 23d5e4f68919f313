import type { Bookmark } from '../../../store/stops-state.ts';
import { useApp } from '../../../store/use-app.ts';
import { Icon, IconButton, packetTime, tip } from '../../ui/index.ts';
import styles from './stops.module.css';

/** Marked moments with their notes. */
export function Bookmarks() {
  const bookmarks = useApp((state) => state.bookmarks);
  if (bookmarks.length === 0) return null;
  return (
    <ul className={styles.list} aria-label="Bookmarks">
      {bookmarks.map((bookmark) => (
        <Row key={bookmark.id} bookmark={bookmark} />
      ))}
    </ul>
  );
}

function Row({ bookmark: { id, cursor, label, time, note, exact } }: { bookmark: Bookmark }) {
  const at = useApp((state) => state.moment?.cursor ?? null);
  const go = useApp((state) => state.go);
  const change = useApp((state) => state.noteBookmark);
  const remove = useApp((state) => state.removeBookmark);
  const isHere = at?.event === cursor.event && at.step === cursor.step;
  const place = `${label}, ${packetTime(time)} s`;
  return (
    <li className={`${styles.row} ${isHere ? styles.now : ''}`}>
      <button
        type="button"
        className={styles.jump}
        aria-label={`Go to the bookmark at ${place}`}
        aria-current={isHere ? 'step' : undefined}
        onClick={() => go(cursor)}
        {...tip(exact ? place : `${place}; its own event is not in what is shown`)}
      >
        <Icon name="ribbon" size={14} />
        {label}
      </button>
      <input
        className={styles.note}
        data-bookmark={id}
        value={note}
        placeholder="note"
        aria-label={`Note of the bookmark at ${place}`}
        onChange={(event) => change(id, event.target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' && event.key !== 'Escape') return;
          event.preventDefault();
          event.stopPropagation();
          event.currentTarget.blur();
        }}
      />
      <span className={styles.hits}>{packetTime(time)}</span>
      <IconButton
        icon="cross"
        name={`Remove the bookmark at ${place}`}
        className={styles.action}
        onClick={() => remove(id)}
      />
    </li>
  );
}
