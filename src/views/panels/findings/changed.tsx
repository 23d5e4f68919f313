import { useApp } from '../../../store/use-app.ts';
import type { ChangedPacket } from '../../../trace/whatif-views.ts';
import { loaded, packetTime, ServerChip, VirtualList } from '../../ui/index.ts';
import styles from './whatif.module.css';

/** Packets that went otherwise under the chosen alternative: Enter or a click shows both sides there. */
export function ChangedPackets() {
  const chosen = useApp((state) => state.whatIfChosen);
  const total = useApp((state) => state.changedTotal);
  const rows = useApp((state) => state.changedRows);
  const need = useApp((state) => state.needChanged);
  const both = useApp((state) => state.showBothSides);
  const go = useApp((state) => state.go);
  const cursor = useApp((state) => state.cursor.event);
  if (chosen === '') return <p className={styles.none}>Choose an alternative in the table.</p>;
  if (total === 0) return <p className={styles.none}>No packet went otherwise.</p>;
  const active = [...rows].find(([, row]) => row.base.at.event === cursor)?.[0] ?? -1;
  const open = (at: number) => {
    const row = rows.get(at);
    if (row) void both(chosen, row);
  };
  return (
    <VirtualList
      label="Changed packets"
      count={total}
      active={active}
      rowKey={(at) => `${chosen} ${at}`}
      onMove={(at) => {
        const row = rows.get(at);
        if (row) go(row.base.at);
      }}
      onPick={open}
      onOpen={open}
      onRange={need}
      renderRow={(at) => loaded(rows.get(at), (row) => <Line row={row} />)}
    />
  );
}

function Line({ row: { packet, time, client, base, other } }: { row: ChangedPacket }) {
  return (
    <div className={styles.changed}>
      <span>{packet}</span>
      <span>{packetTime(time)}</span>
      <span>{client}</span>
      <span>{base.server ? <ServerChip server={base.server} /> : base.what}</span>
      <span>{other.server ? <ServerChip server={other.server} /> : other.what}</span>
    </div>
  );
}
