import type { Progress } from '../engine/protocol/progress.ts';
import { commandOf } from '../store/commands.ts';
import type { AppState } from '../store/state.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { shortNotice } from '../views/panels/compare/sentences.ts';
import { count, counted, KeyCap, ProgressBar } from '../views/ui/index.ts';
import styles from './app.module.css';

/** What a screen reader hears at the left; kernel, table and keys at the right. */
export function StatusLine() {
  const store = useAppStore();
  const info = useApp((state) => state.info);
  const opening = useApp((state) => state.opening);
  const maximised = useApp((state) => state.maximised);
  const running = useApp((state) => state.running);
  const growing = useApp((state) => state.growing);
  return (
    <footer className={styles.status}>
      {opening ? (
        <Loading />
      ) : growing ? (
        <Growing growing={growing} />
      ) : running?.slow ? (
        <Running />
      ) : (
        <Announcement />
      )}
      <div className={styles.statusRight}>
        {maximised ? (
          <button type="button" onClick={() => store.getState().setMaximised(null)}>
            <KeyCap keys="Esc" /> restores the panel
          </button>
        ) : null}
        {info ? (
          <>
            <span>
              <code>{info.profile}</code>, HZ {info.hz}
            </span>
            <span className={styles.mediumOnly}>
              {count(info.buckets)} buckets, seed <code>{info.seed}</code>
              {info.seedFrom === 'found' ? ' from a listing' : info.seedFrom === 'assumed' ? ' assumed' : ''}
            </span>
            <Comparison />
            <Notes />
            <span className={styles.wideOnly}>Shift reverses time</span>
          </>
        ) : (
          <span>Nothing leaves this browser</span>
        )}
        <button type="button" onClick={() => commandOf('help').run(store.getState())}>
          <KeyCap keys="?" /> help
        </button>
      </div>
    </footer>
  );
}

/** How much was assumed and how much of the files could not be read; opens the list. */
function Notes() {
  const info = useApp((state) => state.info);
  const setOverlay = useApp((state) => state.setOverlay);
  const problems = info?.files.reduce((sum, file) => sum + file.problems.length, 0) ?? 0;
  const assumed = info?.assumptions.length ?? 0;
  if (problems + assumed === 0) return null;
  const words = [
    assumed > 0 ? counted(assumed, 'assumption') : '',
    problems > 0 ? counted(problems, 'note on the files', 'notes on the files') : '',
  ];
  return (
    <button type="button" className="plain-link" onClick={() => setOverlay('case')}>
      {words.filter(Boolean).join(', ')}
    </button>
  );
}

/** How log and model compare, in a few words; opens the comparison. */
function Comparison() {
  const store = useAppStore();
  const comparison = useApp((state) => state.comparison);
  const comparing = useApp((state) => state.comparing);
  if (!comparison && !comparing) return null;
  const share = comparing && comparing.total > 0 ? Math.floor((100 * comparing.done) / comparing.total) : 0;
  return (
    <span role="status" aria-live="polite" aria-label="Comparison">
      <button type="button" className="plain-link" onClick={() => store.getState().setView('compare')}>
        {comparison ? shortNotice(comparison) : `comparing, ${share} %`}
      </button>
    </span>
  );
}

function Announcement() {
  const said = useApp(announcement);
  const failure = useApp((state) => state.failure);
  const engineError = useApp((state) => state.engineError);
  const files = failure?.files ?? [];
  const unread = files.filter((file) => !file.ok).length;
  const text = engineError
    ? `The engine could not answer: ${engineError}. Go to another moment, or open the case again.`
    : failure
      ? files.length > 1
        ? `${unread} of ${files.length} files could not be read`
        : failure.headline
      : said;
  return (
    <div
      className={`${styles.announcement} ${engineError ? styles.bad : ''}`}
      role="status"
      aria-live="polite"
    >
      {text}
    </div>
  );
}

/** What happened at the cursor; behind a run why it ended there. */
function announcement({ moment, stopped }: AppState): string {
  if (!moment) return '';
  const isThere = stopped?.cursor.event === moment.cursor.event && stopped.cursor.step === moment.cursor.step;
  return isThere ? capital(stopped.why) : moment.announcement;
}

const capital = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;

/** A run to a stop that takes long. */
function Running() {
  const progress = useApp((state) => state.running?.progress ?? null);
  return (
    <div className={styles.loading}>
      <ProgressBar
        done={progress?.done ?? 0}
        total={progress?.total ?? 0}
        unit="events"
        phase="running to a stop"
        cancellable
      />
    </div>
  );
}

/** The case can be looked at, and the model is not through yet. */
function Growing({ growing: { done, total, unit, phase } }: { growing: Progress }) {
  const paused = useApp((state) => state.openingPaused);
  return (
    <div className={styles.loading}>
      <ProgressBar
        done={done}
        total={total}
        unit={total > 0 ? unit : ''}
        phase={paused ? `paused, ${phase}` : phase}
      />
    </div>
  );
}

function Loading() {
  const progress = useApp((state) => state.progress);
  return (
    <div className={styles.loading}>
      <ProgressBar
        done={progress?.done ?? 0}
        total={progress?.total ?? 0}
        unit={progress?.unit ?? 'opening'}
        phase={progress?.phase}
        cancellable
      />
    </div>
  );
}
