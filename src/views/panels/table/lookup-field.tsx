import { type FormEvent, useId, useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { HashView } from '../../../trace/views.ts';
import { Button, KeyCap } from '../../ui/index.ts';
import { parseLookup } from './lookup-text.ts';
import styles from './table.module.css';

/** A field that finds the bucket of a client, or takes a bucket. `onLooked` gets how it was computed. */
export function LookupField({ onLooked }: { onLooked: (hash: HashView | null) => void }) {
  const id = useId();
  const [text, setText] = useState('');
  const [message, setMessage] = useState('');
  const size = useApp((state) => state.moment?.table.size ?? 4096);
  const bucket = useApp((state) => state.bucket);
  const selectBucket = useApp((state) => state.selectBucket);
  const lookUp = useApp((state) => state.lookUp);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    const found = parseLookup(text, size);
    setMessage(found.kind === 'problem' ? found.message : '');
    if (found.kind === 'bucket') selectBucket(found.bucket);
    if (found.kind !== 'tuple') return onLooked(null);
    const hash = await lookUp(found.tuple);
    onLooked(hash);
    if (!hash) setMessage(`${found.tuple.caddr} cannot be hashed in this table.`);
  };
  return (
    <form className={styles.lookupBar} onSubmit={submit} noValidate>
      <label htmlFor={id} className={styles.lookupLabel}>
        Look up
      </label>
      <span className={styles.field}>
        <input
          id={id}
          className={message ? styles.wrong : ''}
          value={text}
          placeholder="172.16.0.1:41000, udp [fd00::1]:53, 172.16.0.1 template, 0x3a7"
          spellCheck={false}
          autoComplete="off"
          aria-invalid={message !== ''}
          aria-describedby={`${id}-message`}
          data-look-up
          onChange={(event) => {
            setText(event.target.value);
            setMessage('');
          }}
          onKeyDown={(event) => {
            if (event.key === 'Escape') event.currentTarget.blur();
          }}
        />
        <KeyCap keys="l" />
      </span>
      {bucket !== null ? (
        <Button look="quiet" onClick={() => selectBucket(null)}>
          This event's bucket
        </Button>
      ) : null}
      <span id={`${id}-message`} className={styles.message} role="status">
        {message}
      </span>
    </form>
  );
}
