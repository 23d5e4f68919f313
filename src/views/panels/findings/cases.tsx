import { useApp } from '../../../store/use-app.ts';
import type { FindingCase, FindingView } from '../../../trace/finding-views.ts';
import type { Phrase } from '../../../trace/views.ts';
import { count, Phrases, packetTime, VirtualList } from '../../ui/index.ts';
import styles from './findings.module.css';

const NOTHING = () => undefined;

/** The moments of a finding, a line each: Enter or a click goes there. */
export function Cases({ finding: { cases, omitted, id, key } }: { finding: FindingView }) {
  const go = useApp((state) => state.go);
  const cursor = useApp((state) => state.moment?.cursor);
  if (cases.length === 0) return <p className={styles.none}>It is in the rules: no packet shows it.</p>;
  const at = cases.findLastIndex(({ at: { event } }) => event <= (cursor?.event ?? -1));
  return (
    <div className={styles.cases}>
      <VirtualList
        label="Moments"
        count={cases.length}
        measured
        active={at}
        activeIsNow={at >= 0 && cases[at].at.event === cursor?.event}
        rowKey={(row) => `${id} ${key} ${row}`}
        rowAria={(row) => ({ 'aria-label': spoken(cases[row]) })}
        onMove={(row) => go(cases[row].at)}
        renderRow={(row) => <Line one={cases[row]} />}
      />
      {omitted > 0 ? <p className={styles.none}>{count(omitted)} more are not listed.</p> : null}
    </div>
  );
}

const wordsOf = (phrases: readonly Phrase[]): string =>
  phrases.map((phrase) => (phrase.kind === 'server' ? phrase.server.addr : phrase.text)).join('');

const spoken = ({ time, phrases, label }: FindingCase): string =>
  `${packetTime(time)} ${wordsOf(phrases)}, ${label}`;

/** The row itself leads there: nothing inside it is a button. */
const quiet = (phrase: Phrase): Phrase =>
  phrase.kind === 'link' ? { kind: 'text', text: phrase.text } : phrase;

function Line({ one: { time, phrases, label } }: { one: FindingCase }) {
  return (
    <div className={styles.case}>
      <span className={styles.stamp}>{packetTime(time)}</span>
      <span className={styles.words}>
        <Phrases phrases={phrases.map(quiet)} onGo={NOTHING} />
      </span>
      <span className={styles.label}>{label}</span>
    </div>
  );
}
