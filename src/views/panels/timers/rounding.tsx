import { useApp } from '../../../store/use-app.ts';
import type { TimerEnd } from '../../../trace/queue-views.ts';
import type { Wheel } from '../../charts/wheel/wheel.ts';
import { Phrases, timerTime } from '../../ui/index.ts';
import { roundingPhrases, roundingSum } from './rounding-words.ts';
import styles from './timers.module.css';

/** Why the chosen timer (else the next one) fires when it does, in words and jiffies, and what becomes of it. */
export function Rounding({ wheel }: { wheel: Wheel }) {
  const timer = useApp((state) => state.timerQueue?.chosen ?? null);
  const hz = useApp((state) => state.info?.hz ?? 100);
  const go = useApp((state) => state.go);
  if (!timer) return null;
  return (
    <>
      <p>
        <Phrases phrases={roundingPhrases(timer, wheel, hz)} onGo={go} />
      </p>
      <p className={styles.made}>
        {timer.armedAt ? (
          <>
            Armed by{' '}
            <button type="button" className="plain-link" onClick={() => timer.armedAt && go(timer.armedAt)}>
              {timer.armedLabel}
            </button>
            .{' '}
          </>
        ) : null}
        {timer.end ? <End end={timer.end} hz={hz} /> : null}
      </p>
      <table className={styles.sum}>
        <tbody>
          {roundingSum(timer, wheel).map(({ name, value, unit }) => (
            <tr key={name}>
              <th scope="row">{name}</th>
              <td>{value}</td>
              <td>{unit}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

const ENDS: Readonly<Record<TimerEnd['what'], string>> = {
  again: 'Before it fires it is armed anew by',
  held: 'It fires, is held and armed anew by',
  released: 'It fires and its entry is released by',
  fires: 'It fires:',
  open: 'It fires behind the end of the run.',
};

function End({ end, hz }: { end: TimerEnd; hz: number }) {
  const go = useApp((state) => state.go);
  if (end.what === 'open') return ENDS.open;
  return (
    <>
      {ENDS[end.what]}{' '}
      <button type="button" className="plain-link" onClick={() => go(end.at)}>
        {end.label}
      </button>{' '}
      at {timerTime(end.time, hz)}.
    </>
  );
}
