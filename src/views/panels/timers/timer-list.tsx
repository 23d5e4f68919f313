import { useCallback, useMemo } from 'react';
import { useApp, useNow } from '../../../store/use-app.ts';
import type { TimerEnd, TimerRow } from '../../../trace/queue-views.ts';
import { spanText } from '../../charts/wheel/wheel.ts';
import { Empty, loaded, rowsAround, timerTime, VirtualList } from '../../ui/index.ts';
import styles from './timers.module.css';

/** The queue of timers, the next to fire first: what was asked, when the wheel runs it, what becomes of it. Enter goes there. */
export function TimerList() {
  const queue = useApp((state) => state.timerQueue);
  const selectConn = useApp((state) => state.selectConn);
  const need = useApp((state) => state.needTimers);
  const filtered = useApp((state) => state.timerQuery.filter !== '' || state.timerQuery.kinds.length > 0);
  const go = useApp((state) => state.go);
  const rows = useMemo(() => new Map(queue?.rows.map((row, at) => [queue.from + at, row])), [queue]);
  const onRange = useCallback((first: number, last: number) => need(rowsAround(first, last)), [need]);
  if (!queue) return null;
  if (queue.total === 0)
    return (
      <Empty headline={filtered ? 'No timer passes the filter' : 'No timer is armed'}>
        {filtered
          ? 'Choose all kinds, or take words out of the filter.'
          : 'Every entry of the table has a timer. There are no entries at this moment.'}
      </Empty>
    );
  const end = (at: number) => rows.get(at)?.end;
  return (
    <div className={styles.wrap}>
      <div className={`${styles.grid} ${styles.header}`} aria-hidden="true">
        <span>Timer</span>
        <span className={styles.state}>State</span>
        <span className={styles.num}>asked</span>
        <span className={styles.num}>fires</span>
        <span className={`${styles.num} ${styles.second}`}>late</span>
        <span className={styles.num}>in</span>
        <span className={`${styles.num} ${styles.second}`}>slot of</span>
        <span className={styles.end}>then</span>
      </div>
      <div className={styles.list}>
        <VirtualList
          label="Coming timers"
          count={queue.total}
          active={queue.chosenAt}
          activeIsNow={false}
          rowKey={(at) => rows.get(at)?.id ?? at}
          rowAria={(at) => ({ 'aria-label': spoken(rows.get(at)) })}
          rowClass={(at) => (at === queue.chosenAt ? styles.chosen : '')}
          onMove={(at) => selectConn(rows.get(at)?.id ?? null)}
          onOpen={(at) => {
            const to = end(at);
            if (to && to.what !== 'open') go(to.at);
          }}
          onRange={onRange}
          renderRow={(at) => loaded(rows.get(at), (timer) => <Row timer={timer} />)}
        />
      </div>
    </div>
  );
}

function spoken(timer: TimerRow | undefined): string {
  if (!timer) return 'not loaded yet';
  const then = timer.end ? `, ${THEN[timer.end.what]} ${timer.end.label}` : '';
  return `${timer.label} ${timer.state}, fires ${timer.fires.toFixed(2)}${then}`;
}

const THEN: Readonly<Record<TimerEnd['what'], string>> = {
  again: 'again',
  held: 'held',
  released: 'released',
  fires: 'fires',
  open: 'after the run',
};

function Row({ timer }: { timer: TimerRow }) {
  const clock = useNow();
  const now = useApp((state) => state.moment?.time ?? 0);
  const hz = useApp((state) => state.info?.hz ?? 100);
  const { asked, fires, kind, end } = timer;
  const late = fires - asked;
  const isNew = timer.armed === now;
  return (
    <div className={`${styles.grid} ${styles.row}`}>
      <span
        className={
          kind === 'template' ? styles.template : timer.conn ? styles.entry : `${styles.entry} ${styles.work}`
        }
      >
        {timer.label}
      </span>
      <span className={styles.state}>{timer.state}</span>
      <span className={styles.num}>{timerTime(asked, hz)}</span>
      <span className={`${styles.num} ${styles.fires} ${isNew ? styles.changed : ''}`}>
        {timerTime(fires, hz)}
      </span>
      <span className={`${styles.num} ${styles.second}`}>{late > 0.0005 ? timerTime(late, hz) : '0'}</span>
      <span className={styles.num}>{timerTime(Math.max(0, fires - clock), hz)}</span>
      <span className={`${styles.num} ${styles.second}`}>
        {timer.level < 0 ? '' : spanText(timer.width / hz)}
      </span>
      <span className={styles.end}>
        {end ? (
          <>
            {THEN[end.what]} <b>{end.what === 'again' ? end.label : ''}</b>
          </>
        ) : null}
      </span>
    </div>
  );
}
