import { commandOf } from '../store/commands.ts';
import { PACES } from '../store/play.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { IconButton } from '../views/ui/index.ts';
import styles from './app.module.css';

/** Lets time run, at one of the paces. */
export function PlayControl() {
  const store = useAppStore();
  const playing = useApp((state) => state.playing);
  const isPossible = useApp((state) => commandOf('play').enabled(state));
  const pace = useApp((state) => state.pace);
  const setPace = useApp((state) => state.setPace);
  return (
    <div className={styles.play}>
      <IconButton
        icon={playing ? 'pause' : 'play'}
        name={playing ? 'Pause' : 'Let time run'}
        keys="Space"
        disabled={!isPossible}
        onClick={() => commandOf('play').run(store.getState())}
      />
      <select value={pace} aria-label="How fast time runs" onChange={(event) => setPace(event.target.value)}>
        {PACES.map(({ id, label }) => (
          <option key={id} value={id}>
            {label}
          </option>
        ))}
      </select>
    </div>
  );
}
