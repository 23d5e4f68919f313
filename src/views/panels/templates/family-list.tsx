import { type CSSProperties, useMemo } from 'react';
import { useApp, useNow } from '../../../store/use-app.ts';
import type { ConnView, FamilyView } from '../../../trace/views.ts';
import { endpoint, ServerChip, timerTime, VirtualList } from '../../ui/index.ts';
import styles from './templates.module.css';

interface Row {
  conn: ConnView;
  /** Templates: whether their entries are listed below. */
  open: boolean;
}

/** With up to this many families all are open; else only the selected one. */
const OPEN_ALL = 6;
const ROW = 24;
const MOST_ROWS = 12;

/** Templates with the entries they control, as a tree of two levels. */
export function FamilyList({
  families,
  selected,
}: {
  families: readonly FamilyView[];
  selected: FamilyView;
}) {
  const chosen = useApp((state) => state.conn);
  const selectConn = useApp((state) => state.selectConn);
  const rows = useMemo(() => {
    const all: Row[] = [];
    for (const family of families) {
      const open = families.length <= OPEN_ALL || family === selected;
      all.push({ conn: family.template, open });
      if (open) for (const conn of family.children) all.push({ conn, open: false });
    }
    return all;
  }, [families, selected]);
  const ids = chosen !== null && rows.some((row) => row.conn.id === chosen) ? chosen : selected.template.id;
  const style = { '--w-client': clientWidth(rows) } as CSSProperties;
  return (
    <div style={style}>
      <div className={`${styles.grid} ${styles.header}`} aria-hidden="true">
        <span>Client</span>
        <span>Server</span>
        <span>Time left</span>
        <span className={styles.num}>in</span>
        <span className={styles.num}>fires</span>
      </div>
      <div className={styles.families} style={{ height: Math.min(MOST_ROWS, rows.length) * ROW }}>
        <VirtualList
          label="Templates and the entries they control"
          role="tree"
          rowHeight={ROW}
          count={rows.length}
          active={rows.findIndex((row) => row.conn.id === ids)}
          activeIsNow={false}
          rowKey={(at) => rows[at].conn.id}
          rowAria={(at) => ({
            'aria-level': rows[at].conn.template ? 1 : 2,
            'aria-expanded': rows[at].conn.template ? rows[at].open : undefined,
          })}
          rowClass={(at) => (rows[at].conn.id === ids ? styles.chosen : '')}
          onMove={(at) => selectConn(rows[at].conn.id)}
          renderRow={(at) => <FamilyRow row={rows[at]} />}
        />
      </div>
    </div>
  );
}

/** Addresses and states are never cut: the column is as wide as the longest of them. */
function clientWidth(rows: readonly Row[]): string {
  let most = 150;
  for (const { conn } of rows) {
    const small = conn.template ? `n_control ${conn.nControl}` : conn.state;
    most = Math.max(most, endpoint(conn.caddr, conn.cport).length * 6.5 + small.length * 6 + 34);
  }
  return `${Math.ceil(most)}px`;
}

function FamilyRow({ row: { conn, open } }: { row: Row }) {
  const time = useNow();
  const hz = useApp((state) => state.info?.hz ?? 100);
  const told = useApp((state) => state.info?.observed ?? false);
  // Timers follow states, which are printed at debug_level 8.
  const untimed = useApp((state) => told && (state.sides?.log?.level ?? 12) < 8);
  const left = conn.fires === null || untimed ? null : Math.max(0, conn.fires - time);
  const share = left === null ? 0 : Math.min(1, left / Math.max(conn.timeout, left, 0.01));
  const isChanged = conn.changed.length > 0;
  return (
    <div className={`${styles.grid} ${styles.row} ${conn.template ? styles.template : styles.child}`}>
      <span className={styles.client}>
        {conn.template ? (
          <i className={open ? styles.opened : styles.closed} />
        ) : (
          <i className={styles.elbow} />
        )}
        {endpoint(conn.caddr, conn.cport)}{' '}
        <small>{conn.template ? `n_control ${conn.nControl}` : conn.state}</small>
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
