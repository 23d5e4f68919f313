import { useMemo } from 'react';
import { useApp, useNow } from '../../../store/use-app.ts';
import { jiffiesOf, placeOf, type Timer } from '../../charts/wheel/marks.ts';
import { spanText, type Wheel } from '../../charts/wheel/wheel.ts';
import { Empty, endpoint, timerTime, VirtualList } from '../../ui/index.ts';
import styles from './timers.module.css';

/** All armed timers, the next to fire first: what was asked, when the wheel runs it, and where it stands. */
export function TimerList({ wheel }: { wheel: Wheel }) {
  const moment = useApp((state) => state.moment);
  const chosen = useApp((state) => state.conn);
  const selectConn = useApp((state) => state.selectConn);
  const timers = useMemo(() => [...(moment?.timers ?? [])].sort((a, b) => a.fires - b.fires), [moment]);
  if (!moment) return null;
  if (timers.length === 0)
    return (
      <Empty headline="No timer is armed">
        Every entry of the table has a timer. There are no entries at this moment.
      </Empty>
    );
  return (
    <div className={styles.wrap}>
      <div className={`${styles.grid} ${styles.header}`} aria-hidden="true">
        <span>Entry</span>
        <span className={styles.state}>State</span>
        <span className={styles.num}>asked</span>
        <span className={styles.num}>fires</span>
        <span className={`${styles.num} ${styles.second}`}>late</span>
        <span className={styles.num}>in</span>
        <span className={`${styles.num} ${styles.second}`}>level</span>
        <span className={`${styles.num} ${styles.second}`}>slot of</span>
      </div>
      <div className={styles.list}>
        <VirtualList
          label="Coming timers"
          count={timers.length}
          active={timers.findIndex((timer) => timer.conn.id === chosen)}
          activeIsNow={false}
          rowKey={(at) => timers[at].conn.id}
          rowAria={(at) => ({
            'aria-label': `${endpoint(timers[at].conn.caddr, timers[at].conn.cport)} ${timers[at].conn.state}, fires ${timers[at].fires.toFixed(2)}`,
          })}
          rowClass={(at) => (timers[at].conn.id === chosen ? styles.chosen : '')}
          onMove={(at) => selectConn(timers[at].conn.id)}
          renderRow={(at) => <Row timer={timers[at]} wheel={wheel} />}
        />
      </div>
    </div>
  );
}

function Row({ timer, wheel }: { timer: Timer; wheel: Wheel }) {
  const now = useNow();
  const moment = useApp((state) => state.moment);
  const hz = useApp((state) => state.info?.hz ?? 100);
  if (!moment) return null;
  const { conn, asked, fires } = timer;
  const place = placeOf(wheel, moment, hz, timer);
  const late = jiffiesOf(moment, hz, fires) - jiffiesOf(moment, hz, asked);
  const isChanged = conn.changed.some((name) => name === 'timer.expires' || name === 'timeout');
  return (
    <div className={`${styles.grid} ${styles.row}`}>
      <span className={conn.template ? styles.template : styles.entry}>
        {endpoint(conn.caddr, conn.cport)}
      </span>
      <span className={styles.state}>{conn.template ? 'template' : conn.state}</span>
      <span className={styles.num}>{timerTime(asked, hz)}</span>
      <span className={`${styles.num} ${styles.fires} ${isChanged ? styles.changed : ''}`}>
        {timerTime(fires, hz)}
      </span>
      <span className={`${styles.num} ${styles.second}`}>{late > 0 ? timerTime(late / hz, hz) : '0'}</span>
      <span className={styles.num}>{timerTime(Math.max(0, fires - now), hz)}</span>
      <span className={`${styles.num} ${styles.second}`}>{place.level}</span>
      <span className={`${styles.num} ${styles.second}`}>
        {spanText((wheel.levels[place.level]?.width ?? 1) / hz)}
      </span>
    </div>
  );
}
