import { useEffect, useMemo } from 'react';
import { lineAt } from '../../../store/lives-state.ts';
import { useApp } from '../../../store/use-app.ts';
import type { LifeLine } from '../../../trace/life-views.ts';
import type { Phrase } from '../../../trace/views.ts';
import { loaded, Phrases, packetTime, VirtualList } from '../../ui/index.ts';
import styles from './life.module.css';

const FIRST = 60;
const NOTHING = () => undefined;

/** The biography of an entry in lines: past loud, now marked, ahead dim; each leads to where it happened. */
export function LifeList({ conn }: { conn: string }) {
  const life = useApp((state) => state.lives.get(conn));
  const need = useApp((state) => state.needLife);
  const cursor = useApp((state) => state.moment?.cursor);
  const info = useApp((state) => state.info);
  const go = useApp((state) => state.go);
  // The case is a dependency: another one has other lives under the same ids.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => need(conn, 0, FIRST), [conn, need, info]);
  const current = life && cursor ? lineAt(life.view, cursor) : -1;
  const range = useMemo(() => (first: number, last: number) => need(conn, first, last), [conn, need]);
  if (life === undefined) return null;
  if (life === null || !cursor) return <p className={styles.nothing}>This entry is not in this run.</p>;
  const { lines, view } = life;
  const goTo = (at: number) =>
    go({ event: view.events[at], step: view.steps[at] || Number.POSITIVE_INFINITY });
  const isNow = (at: number) => {
    const until = lines.get(at)?.until ?? view.events[at];
    return at === current && cursor.event <= until;
  };
  return (
    <VirtualList
      label={`Life of ${view.label}`}
      count={view.total}
      measured
      active={current}
      activeIsNow={current >= 0 && isNow(current)}
      rowKey={(at) => `${conn} ${at}`}
      rowClass={(at) => (at > current ? styles.ahead : '')}
      rowAria={(at) => ({ 'aria-label': spoken(lines.get(at)) })}
      onMove={goTo}
      onRange={range}
      renderRow={(at) => loaded(lines.get(at), (line) => <Line line={line} />)}
    />
  );
}

function spoken(line: LifeLine | undefined): string {
  if (!line) return 'not loaded yet';
  return `${packetTime(line.time)} ${words(line.phrases)}, ${line.label}`;
}

function words(phrases: readonly Phrase[]): string {
  return phrases.map((phrase) => (phrase.kind === 'server' ? phrase.server.addr : phrase.text)).join('');
}

function Line({ line }: { line: LifeLine }) {
  return (
    <div className={`${styles.line} ${styles[line.kind] ?? ''}`}>
      <span className={styles.stamp}>{packetTime(line.time)}</span>
      <span className={styles.words}>
        <Phrases phrases={line.phrases.map(quiet)} onGo={NOTHING} short />
      </span>
      <span className={styles.label}>{line.label}</span>
    </div>
  );
}

/** The row itself leads there: nothing inside it is a button. */
function quiet(phrase: Phrase): Phrase {
  return phrase.kind === 'link' ? { kind: 'text', text: phrase.text } : phrase;
}
