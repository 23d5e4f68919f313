import { useCallback, useMemo, useState } from 'react';
import type { ConnQuery } from '../../../engine/protocol/case-api.ts';
import { useApp } from '../../../store/use-app.ts';
import { count, Empty, VirtualList } from '../../ui/index.ts';
import styles from './entries.module.css';
import { EntryRow } from './entry-row.tsx';

const COLUMNS: readonly { name: string; className?: string; sort?: ConnQuery['sort'] }[] = [
  { name: 'Pro', className: 'least' },
  { name: 'Source', sort: 'client' },
  { name: 'Virtual', className: 'second' },
  { name: 'Destination', sort: 'server' },
  { name: 'State', sort: 'state' },
  { name: 'in', className: 'num' },
  { name: 'fires', className: 'num', sort: 'expires' },
  { name: 'refcnt', className: 'num third' },
  { name: 'n_control', className: 'num third' },
  { name: 'flags', className: 'num second' },
  { name: 'in_pkts', className: 'num second' },
  { name: 'Bucket', className: 'num', sort: 'bucket' },
];
/** Rows asked for around those that are seen. */
const AROUND = 60;

const classesOf = (names = '') =>
  names
    .split(' ')
    .map((name) => styles[name] ?? '')
    .join(' ');

/** Every entry of the table with the fields of struct ip_vs_conn, in the order of /proc or sorted. */
export function EntryList() {
  const conns = useApp((state) => state.conns);
  const query = useApp((state) => state.connQuery);
  const setQuery = useApp((state) => state.setConnQuery);
  const needConns = useApp((state) => state.needConns);
  const selectConn = useApp((state) => state.selectConn);
  const selectBucket = useApp((state) => state.selectBucket);
  const [active, setActive] = useState(-1);
  const rows = useMemo(() => new Map(conns?.rows.map((conn, at) => [conns.from + at, conn])), [conns]);
  const onRange = useCallback(
    (first: number, last: number) =>
      needConns(
        Math.max(0, Math.floor(first / AROUND - 1) * AROUND),
        (Math.ceil((last - first) / AROUND) + 3) * AROUND,
      ),
    [needConns],
  );
  const choose = (at: number) => {
    setActive(at);
    const conn = rows.get(at);
    if (!conn) return;
    selectConn(conn.id);
    selectBucket(conn.bucket);
  };
  return (
    <div className={styles.entries}>
      <Filter
        value={query.filter}
        total={conns?.total ?? 0}
        onChange={(filter) => {
          setActive(-1);
          setQuery({ filter });
        }}
      />
      <Header />
      <div className={styles.list}>
        <Rows total={conns?.total ?? null} filter={query.filter}>
          <VirtualList
            label="Entries of the connection table"
            role="grid"
            count={conns?.total ?? 1}
            active={active}
            activeIsNow={false}
            onMove={choose}
            onRange={onRange}
            rowClass={(at) => (at === active ? styles.chosen : '')}
            renderRow={(at) => {
              const conn = rows.get(at);
              return conn ? <EntryRow conn={conn} /> : null;
            }}
          />
        </Rows>
      </div>
    </div>
  );
}

/** Names of the columns; those that can be sorted are buttons. */
function Header() {
  const query = useApp((state) => state.connQuery);
  const setQuery = useApp((state) => state.setConnQuery);
  return (
    <div className={`${styles.grid} ${styles.header}`}>
      {COLUMNS.map(({ name, className, sort }) =>
        sort ? (
          <button
            key={name}
            type="button"
            className={`${styles.sort} ${classesOf(className)}`}
            aria-pressed={query.sort === sort}
            onClick={() => setQuery({ sort })}
          >
            {name}
          </button>
        ) : (
          <span key={name} className={classesOf(className)}>
            {name}
          </span>
        ),
      )}
    </div>
  );
}

interface RowsProps {
  total: number | null;
  filter: string;
  children: React.ReactNode;
}

function Rows({ total, filter, children }: RowsProps) {
  if (total !== 0) return children;
  if (filter)
    return (
      <Empty headline="No entry has all these words">
        Words are looked for in the addresses, ports, the server and the state.
      </Empty>
    );
  return <Empty headline="No entries yet">The first packet that is scheduled makes one.</Empty>;
}

interface FilterProps {
  value: string;
  total: number;
  onChange: (filter: string) => void;
}

function Filter({ value, total, onChange }: FilterProps) {
  return (
    <div className={styles.filter}>
      <input
        value={value}
        placeholder="Filter entries: 172.16.0.1 SYN_RECV .12"
        aria-label="Filter entries"
        spellCheck={false}
        onChange={(event) => onChange(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur();
        }}
      />
      <span className="label">{value ? `${count(total)} match` : `${count(total)} listed`}</span>
    </div>
  );
}
