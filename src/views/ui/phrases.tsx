import type { Cursor, Phrase } from '../../trace/views.ts';
import { ServerChip } from './badge.tsx';
import styles from './phrases.module.css';

export interface PhrasesProps {
  phrases: readonly Phrase[];
  /** Evidence was clicked. */
  onGo: (to: Cursor) => void;
  /** Servers by their labels, `.12`: where room is scarce. */
  short?: boolean;
}

/** A sentence with its names in mono, servers and templates as chips, and evidence that can be followed. */
export function Phrases({ phrases, onGo, short = false }: PhrasesProps) {
  return (
    <span className={styles.phrases}>
      {phrases.map((phrase, at) => (
        // A sentence never reorders: its position is its identity.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <PhraseView key={at} phrase={phrase} onGo={onGo} short={short} />
      ))}
    </span>
  );
}

interface PhraseProps {
  phrase: Phrase;
  onGo: (to: Cursor) => void;
  short: boolean;
}

function PhraseView({ phrase, onGo, short }: PhraseProps) {
  switch (phrase.kind) {
    case 'text':
      return phrase.text;
    case 'code':
      return <code>{phrase.text}</code>;
    case 'strong':
      return <strong className={styles.strong}>{phrase.text}</strong>;
    case 'template':
      return <span className={styles.template}>{phrase.text}</span>;
    case 'server':
      return (
        <span className={styles.server}>
          <ServerChip server={phrase.server} show={short ? 'label' : 'addr'} strong />
        </span>
      );
    case 'link':
      return (
        <button type="button" className={styles.link} onClick={() => onGo(phrase.to)}>
          {phrase.text}
        </button>
      );
  }
}
