import { type FormEvent, useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { EvidencePart } from '../../../trace/evidence-views.ts';
import { Button, packetTime, tip } from '../../ui/index.ts';
import styles from './evidence.module.css';

/** When a listing was made, in seconds of uptime: typed, or where the cursor is. */
export function TimeField({ part }: { part: EvidencePart }) {
  const change = useApp((state) => state.changeEvidence);
  const now = useApp((state) => state.moment?.time ?? null);
  const shown = part.time === null ? '' : packetTime(part.time);
  const [text, setText] = useState(shown);
  const [wrong, setWrong] = useState(false);
  const set = (time: number): void => void change(part.id, { time });
  const commit = (event?: FormEvent): void => {
    event?.preventDefault();
    if (text.trim() === shown) return;
    const time = Number(text.trim().replace(/\s*s$/, ''));
    if (text.trim() === '' || !Number.isFinite(time) || time < 0) setWrong(true);
    else set(time);
  };
  return (
    <form className={styles.time} onSubmit={commit} noValidate>
      <label>
        <span>at</span>
        <input
          value={text}
          placeholder="time"
          size={10}
          inputMode="decimal"
          spellCheck={false}
          autoComplete="off"
          aria-label={`Time of ${part.title} in seconds of uptime`}
          aria-invalid={wrong}
          className={wrong ? styles.wrong : ''}
          onChange={(event) => {
            setText(event.target.value);
            setWrong(false);
          }}
          onKeyDown={(event) => {
            if (event.key !== 'Escape') return;
            setText(shown);
            setWrong(false);
            event.currentTarget.blur();
          }}
        />
        <span>s</span>
      </label>
      <Button
        type="button"
        look="quiet"
        disabled={now === null}
        onClick={() => now !== null && set(now)}
        {...tip('The listing was made where the cursor is now')}
      >
        At the cursor
      </Button>
      <span role="status" className={styles.complaint}>
        {wrong ? 'Seconds of uptime, such as 1000.25' : ''}
      </span>
    </form>
  );
}
