import { useApp } from '../../../store/use-app.ts';
import { jiffiesOf, placeOf } from '../../charts/wheel/marks.ts';
import { spanText, type Wheel } from '../../charts/wheel/wheel.ts';
import { endpoint, timerTime } from '../../ui/index.ts';
import styles from './timers.module.css';

/** Why the chosen timer (else the next one) fires when it does, in words and jiffies. */
export function Rounding({ wheel }: { wheel: Wheel }) {
  const moment = useApp((state) => state.moment);
  const chosen = useApp((state) => state.conn);
  const hz = useApp((state) => state.info?.hz ?? 100);
  const timer = moment?.timers.find(({ conn }) => conn.id === chosen) ?? moment?.timers[0];
  if (!moment || !timer) return null;
  const { conn, asked, fires } = timer;
  const place = placeOf(wheel, moment, hz, timer);
  const level = wheel.levels[place.level];
  const asks = jiffiesOf(moment, hz, asked);
  const runs = jiffiesOf(moment, hz, fires);
  const name = (
    <code className={conn.template ? styles.template : ''}>{endpoint(conn.caddr, conn.cport)}</code>
  );
  return (
    <>
      <p>
        {name} was armed for <b>{timerTime(conn.timeout, hz)} s</b> and asks to fire at{' '}
        <code>{timerTime(asked, hz)}</code>
        {wheel.rounds ? (
          <>
            . That is {conn.timeout * hz >= 63 ? 'further ahead than level ' : 'within '}
            {place.level > 0 && conn.timeout * hz >= 63 ? (
              <>
                {place.level - 1} reaches, so it stands on level {place.level}, where a slot is{' '}
                {spanText(level.width / hz)} wide. The slot is run when it is over: at{' '}
                <b>{timerTime(fires, hz)}</b>, {timerTime((runs - asks) / hz, hz)} s late.
              </>
            ) : (
              <>
                level {place.level}, where a slot is {spanText(level.width / hz)} wide: it fires at{' '}
                <b>{timerTime(fires, hz)}</b>.
              </>
            )}
          </>
        ) : (
          <>
            . It stands on level {place.level} and moves down as its time comes nearer, so it fires on time,
            at <b>{timerTime(fires, hz)}</b>.
          </>
        )}
      </p>
      <Sum wheel={wheel} asks={asks} runs={runs} level={place.level} />
    </>
  );
}

interface SumProps {
  wheel: Wheel;
  asks: number;
  runs: number;
  level: number;
}

/** The same in jiffies, as the kernel reckons. */
function Sum({ wheel, asks, runs, level }: SumProps) {
  const width = wheel.levels[level]?.width ?? 1;
  return (
    <table className={styles.sum}>
      <tbody>
        <tr>
          <th scope="row">timer.expires</th>
          <td>{asks}</td>
          <td>jiffies</td>
        </tr>
        {wheel.rounds ? (
          <tr>
            <th scope="row">slot</th>
            <td>
              ({asks} &gt;&gt; {level * 3}) + 1
            </td>
            <td>= {Math.floor(asks / width) + 1}</td>
          </tr>
        ) : null}
        <tr>
          <th scope="row">runs at</th>
          <td>{runs}</td>
          <td>jiffies</td>
        </tr>
      </tbody>
    </table>
  );
}
