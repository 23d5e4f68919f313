import type { Progress } from '../engine/protocol/progress.ts';
import { commandOf } from '../store/commands.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { Button, count, ProgressBar } from '../views/ui/index.ts';
import styles from './opening.module.css';
import { howFar } from './opening-words.ts';

const MB = 1e6;

/** What is being opened, how far it is, and what can be done about it. Drawn when it takes a while. */
export function Opening() {
  const store = useAppStore();
  const opening = useApp((state) => state.opening);
  const progress = useApp((state) => state.progress);
  const limit = useApp((state) => state.memoryLimit);
  const paused = useApp((state) => state.openingPaused);
  if (!opening || !(paused || (progress && takesLong(progress)))) return null;
  const run = (id: string) => () => commandOf(id).run(store.getState());
  const phase = progress?.phase ?? 'opening';
  return (
    <section className={styles.card} aria-label="Opening">
      <h2>{capital(phase)}</h2>
      <p className={styles.words}>
        {paused ? 'Paused. ' : ''}
        {progress ? howFar(progress) : ''}
      </p>
      {progress?.memory !== undefined && progress.memory > limit * MB ? (
        <p className={styles.words}>
          It will need about {count(Math.round(progress.memory / MB))} MB of memory: before it is played you
          will be asked which part of it to open.
        </p>
      ) : null}
      <div aria-hidden="true">
        <ProgressBar done={progress?.done ?? 0} total={progress?.total ?? 0} unit="" phase={phase} bare />
      </div>
      <div className={styles.actions}>
        <Button keys="W" onClick={run('pause-opening')}>
          {paused ? 'Go on' : 'Pause'}
        </Button>
        <Button keys="Esc" onClick={run('cancel-opening')}>
          Cancel
        </Button>
      </div>
    </section>
  );
}

/** It is worth a card once it has a speed and will not be over in a moment. */
function takesLong({ secondsLeft }: Progress): boolean {
  return secondsLeft !== undefined && secondsLeft > 0.5;
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}
