import { type CSSProperties, useCallback, useMemo } from 'react';
import { useApp, useNow } from '../../../store/use-app.ts';
import type { FamilyRow } from '../../../trace/queue-views.ts';
import { endpoint, loaded, rowsAround, ServerChip, timerTime, tip, VirtualList } from '../../ui/index.ts';
import styles from './templates.module.css';

const ROW = 24;
const MOST_ROWS = 12;

/** Templates with the entries they control, as a tree of two levels. */
export function FamilyList() {
  const found = useApp((state) => state.families);
  const selectConn = useApp((state) => state.selectConn);
  const need = useApp((state) => state.needFamilies);
  const rows = useMemo(() => new Map(found?.rows.map((row, at) => [found.from + at, row])), [found]);
  const onRange = useCallback((first: number, last: number) => need(rowsAround(first, last)), [need]);
  if (!found) return null;
  if (found.total === 0) return <p className={styles.nothing}>No template passes the filter.</p>;
  const style = { '--w-client': clientWidth(found.rows) } as CSSProperties;
  return (
    <div style={style}>
      <div className={`${styles.grid} ${styles.header}`} aria-hidden="true">
        <span>Client</span>
        <span>Server</span>
        <span>Time left</span>
        <span className={styles.num}>in</span>
        <span className={styles.num}>fires</span>
      </div>
      <div className={styles.families} style={{ height: Math.min(MOST_ROWS, found.total) * ROW }}>
        <VirtualList
          label="Templates and the entries they control"
          role="tree"
          rowHeight={ROW}
          count={found.total}
          active={found.selectedAt}
          activeIsNow={false}
          rowKey={(at) => rows.get(at)?.conn.id ?? at}
          rowAria={(at) => ({
            'aria-level': rows.get(at)?.conn.template ? 1 : 2,
            'aria-expanded': rows.get(at)?.conn.template ? rows.get(at)?.open : undefined,
          })}
          rowClass={(at) => (at === found.selectedAt ? styles.chosen : '')}
          onMove={(at) => selectConn(rows.get(at)?.conn.id ?? null)}
          onRange={onRange}
          renderRow={(at) => loaded(rows.get(at), (row) => <Row row={row} />)}
        />
      </div>
    </div>
  );
}

/** What stands small behind the name. */
function smallOf({ conn, label, orphan, held }: FamilyRow): string {
  if (!conn.template) return conn.state;
  const parts = [`n_control ${conn.nControl}`, label, orphan, held > 0 ? `held ${held}` : ''];
  return parts.filter(Boolean).join(', ');
}

/** Addresses and states are never cut: the column is as wide as the longest of them. */
function clientWidth(rows: readonly FamilyRow[]): string {
  let most = 150;
  for (const row of rows) {
    const name = endpoint(row.conn.caddr, row.conn.cport);
    most = Math.max(most, name.length * 6.5 + Math.min(24, smallOf(row).length) * 6 + 46);
  }
  return `${Math.ceil(Math.min(most, 330))}px`;
}

function Row({ row }: { row: FamilyRow }) {
  const time = useNow();
  const hz = useApp((state) => state.info?.hz ?? 100);
  const told = useApp((state) => state.info?.observed ?? false);
  // Timers follow states, which are printed at debug_level 8.
  const untimed = useApp((state) => told && (state.sides?.log?.level ?? 12) < 8);
  const { conn, open, orphan } = row;
  const left = conn.fires === null || untimed ? null : Math.max(0, conn.fires - time);
  const share = left === null ? 0 : Math.min(1, left / Math.max(conn.timeout, left, 0.01));
  const isChanged = conn.changed.length > 0;
  const small = smallOf(row);
  return (
    <div
      className={`${styles.grid} ${styles.row} ${conn.template ? styles.template : styles.child}`}
      {...(conn.template ? tip(`${endpoint(conn.caddr, conn.cport)} ${small}, ${summary(row)}`) : {})}
    >
      <span className={styles.client}>
        {conn.template ? (
          <i className={open ? styles.opened : styles.closed} />
        ) : (
          <i className={styles.elbow} />
        )}
        {endpoint(conn.caddr, conn.cport)}{' '}
        <small className={orphan || row.label === 'put aside' ? styles.orphan : ''}>{small}</small>
      </span>
      <span>{conn.server ? <ServerChip server={conn.server} /> : conn.daddr}</span>
      <span className={styles.track}>
        <i style={{ width: `${share * 100}%` }} />
      </span>
      <span className={styles.num}>{left === null ? (told ? 'unknown' : 'off') : timerTime(left, hz)}</span>
      <span className={`${styles.num} ${isChanged ? styles.changed : styles.quiet}`}>
        {left === null || conn.fires === null ? '' : timerTime(conn.fires, hz)}
      </span>
    </div>
  );
}

/** `20 s of affinity asked, 265.28 s given`. */
export function summary({ asked, given }: FamilyRow): string {
  return `${Number(asked.toFixed(3))} s of affinity asked, ${given.toFixed(2)} s given`;
}
