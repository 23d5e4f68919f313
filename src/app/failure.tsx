import { commandOf } from '../store/commands.ts';
import type { Failure } from '../store/state.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { Button, ErrorNotice } from '../views/ui/index.ts';
import { FileList } from './file-list.tsx';
import styles from './reading.module.css';

/** What was opened, which file could not be read and why, what stays. */
export function FailureView({ failure }: { failure: Failure }) {
  const store = useAppStore();
  const info = useApp((state) => state.info);
  return (
    <div className={styles.failure}>
      <section className={styles.opened} aria-labelledby="opened-files">
        <h2 id="opened-files">Opened</h2>
        <FileList files={failure.files} />
      </section>
      <div className={styles.scroll}>
        <ErrorNotice
          headline={failure.headline}
          problems={problemsOf(failure)}
          actions={
            <>
              <Button look="primary" keys="o" onClick={() => commandOf('open').run(store.getState())}>
                Open another file
              </Button>
              <Button keys={info ? 'Esc' : undefined} onClick={() => store.getState().dismissFailure()}>
                {info ? `Back to ${info.title}` : 'Back to the start page'}
              </Button>
            </>
          }
        >
          {info ? (
            <p>Nothing was replaced: {info.title} is still open, with its cursor where it was.</p>
          ) : (
            <p>Nothing else was open.</p>
          )}
        </ErrorNotice>
      </div>
    </div>
  );
}

/** Problems of the files that stopped it, each with its file's name when there are several files. */
function problemsOf({ problems, files }: Failure): Failure['problems'] {
  const unread = files.filter((file) => !file.ok);
  const own = unread.flatMap((file) =>
    file.problems.map((problem) =>
      unread.length > 1 ? { ...problem, message: `${file.name}: ${problem.message}` } : problem,
    ),
  );
  return own.length > 0 ? own : problems;
}
