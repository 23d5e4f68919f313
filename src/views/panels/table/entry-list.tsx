import { useCallback, useMemo, useRef, useState } from 'react';
import { ENTRY_FIELDS } from '../../../analysis/filter/entry-fields.ts';
import type { ConnQuery } from '../../../engine/protocol/case-api.ts';
import { readsAs } from '../../../expression/reads-as.ts';
import { useApp } from '../../../store/use-app.ts';
import { count, Empty, ExpressionField, loaded, rowsAround, VirtualList } from '../../ui/index.ts';
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
    (first: number, last: number) => {
      const asked = rowsAround(first, last);
      needConns(asked.from, asked.count);
    },
    [needConns],
  );
  const setFilter = useCallback(
    (filter: string) => {
      setActive(-1);
      setQuery({ filter });
    },
    [setQuery],
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
      <Filter value={query.filter} total={conns?.total ?? 0} onChange={setFilter} />
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
            renderRow={(at) => loaded(rows.get(at), (conn) => <EntryRow conn={conn} />)}
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
  if (filter && readsAs(filter, ENTRY_FIELDS) === 'words')
    return (
      <Empty headline="No entry has all these words">
        Words are looked for in the addresses, ports, the server and the state.
      </Empty>
    );
  if (filter)
    return (
      <Empty headline="No entry passes the filter">
        <code>{filter}</code> holds for none of them at this moment.
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
  const box = useRef<HTMLDivElement>(null);
  return (
    <div ref={box} className={styles.filter}>
      <ExpressionField
        kind="entries"
        label="Filter entries"
        placeholder="Filter entries: conn.state == TIME_WAIT, or words"
        value={value}
        fields={ENTRY_FIELDS}
        words
        onApply={onChange}
        onLeave={() => box.current?.parentElement?.querySelector<HTMLElement>('[role=grid]')?.focus()}
      />
      <span className="label">{value ? `${count(total)} match` : `${count(total)} listed`}</span>
    </div>
  );
}
