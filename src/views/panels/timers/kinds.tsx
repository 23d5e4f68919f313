import { useApp } from '../../../store/use-app.ts';
import { TIMER_KINDS, type TimerKindName } from '../../../trace/queue-views.ts';
import { count } from '../../ui/index.ts';
import styles from './timers.module.css';

const NAMES: Readonly<Record<TimerKindName, string>> = {
  entry: 'Entries',
  template: 'Templates',
  defense: 'Defense',
  trash: 'Trash',
  nodest: 'Removed servers',
  scheduler: 'lblc, lblcr',
  sync: 'Sync',
  estimation: 'Estimation',
};

/** Which kinds of timers are listed; none chosen = all. */
export function Kinds() {
  const counts = useApp((state) => state.timerQueue?.counts ?? null);
  const { kinds, filter } = useApp((state) => state.timerQuery);
  const setQuery = useApp((state) => state.setTimerQuery);
  if (!counts) return null;
  const present = TIMER_KINDS.filter((kind) => counts[kind] > 0 || kinds.includes(kind));
  const toggle = (kind: TimerKindName) =>
    setQuery({ kinds: kinds.includes(kind) ? kinds.filter((one) => one !== kind) : [...kinds, kind] });
  return (
    <div className={styles.kinds}>
      <fieldset className={styles.set}>
        <legend className="visually-hidden">Kinds of timers</legend>
        {present.map((kind) => (
          <button
            key={kind}
            type="button"
            className={styles.kind}
            aria-pressed={kinds.includes(kind)}
            onClick={() => toggle(kind)}
          >
            {NAMES[kind]} <code>{count(counts[kind])}</code>
          </button>
        ))}
      </fieldset>
      <input
        className={styles.filter}
        type="text"
        aria-label="Filter timers"
        placeholder="Filter timers"
        spellCheck={false}
        autoComplete="off"
        value={filter}
        onChange={(event) => setQuery({ filter: event.target.value })}
      />
    </div>
  );
}
