import { useId, useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { Button } from '../../ui/index.ts';
import styles from './compare.module.css';

/** How the clocks of log and capture lie to each other; the reader may move one. */
export function Alignment() {
  const id = useId();
  const sides = useApp((state) => state.sides);
  const said = useApp((state) => state.info?.assumptions.find((text) => /^Log and capture/.test(text)));
  const nudge = useApp((state) => state.nudge);
  const [typed, setTyped] = useState<string | null>(null);
  if (!sides?.log || !sides.given.capture) return null;
  const value = typed ?? String(sides.nudge);
  const seconds = Number(value);
  const usable = value.trim() !== '' && Number.isFinite(seconds) && Math.abs(seconds) <= 1e9;
  return (
    <form
      className={styles.alignment}
      onSubmit={(event) => {
        event.preventDefault();
        if (usable) void nudge(seconds);
      }}
    >
      {said ? <p>{said}</p> : null}
      <div className={styles.nudge}>
        <label htmlFor={id}>Move the log against the capture by</label>
        <input
          id={id}
          type="number"
          step="any"
          value={value}
          aria-invalid={!usable}
          onChange={(event) => setTyped(event.target.value)}
        />
        <span>s</span>
        <Button type="submit" disabled={!usable || seconds === sides.nudge}>
          Align
        </Button>
      </div>
    </form>
  );
}
