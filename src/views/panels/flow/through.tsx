import { type CSSProperties, useCallback, useMemo } from 'react';
import { type Chart, placeOf } from '../../../analysis/flow/chart.ts';
import { useApp, useDetailed } from '../../../store/use-app.ts';
import type { EventRow } from '../../../trace/views.ts';
import {
  count,
  counted,
  Empty,
  IconButton,
  loaded,
  Panel,
  packetTime,
  slowTip,
  VirtualList,
} from '../../ui/index.ts';
import styles from './through.module.css';

/** The events that came through the chosen place; a row leads to the step at which its event did. */
export function Through({ chart, place }: { chart: Chart; place: string }) {
  const total = useApp((state) => state.flowTotal);
  const detailed = useDetailed();
  const events = useApp((state) => state.overview?.events ?? 0);
  const loaded = useApp((state) => state.flowRows.size > 0 || state.pending === 0);
  const choosePlace = useApp((state) => state.choosePlace);
  const goThrough = useApp((state) => state.goThrough);
  const found = placeOf(chart, place);
  if (!found) return null;
  const { node, outcome } = found;
  const title = outcome === null ? node.text : `${node.text}: ${node.outcomes[outcome].label}`;
  return (
    <Panel
      id="flow-through"
      title={title}
      kernel
      actions={
        <>
          <IconButton
            icon="packet"
            mirrored
            name="Previous event through here"
            keys="{"
            onClick={() => void goThrough(-1)}
          />
          <IconButton
            icon="packet"
            name="Next event through here"
            keys="}"
            onClick={() => void goThrough(1)}
          />
          <IconButton icon="cross" name="Close the list" onClick={() => choosePlace(null)} />
        </>
      }
      footer={
        <span>
          {detailed ? `${counted(total, 'event')} of ${count(events)} came through here` : 'not counted'}
        </span>
      }
      fixed
    >
      {total === 0 && loaded ? (
        <Empty headline={detailed ? 'No event came through here' : 'Not known of a run this long'}>
          {detailed ? null : (
            <p>Which events came through here is not indexed. A stop here finds the next one.</p>
          )}
          <p hidden={!detailed}>
            {outcome === null ? 'In this case it never ran.' : 'In this case it never came to this.'}
          </p>
        </Empty>
      ) : (
        <List title={title} />
      )}
    </Panel>
  );
}

function List({ title }: { title: string }) {
  const total = useApp((state) => state.flowTotal);
  const rows = useApp((state) => state.flowRows);
  const near = useApp((state) => state.flowNear);
  const needFlowRows = useApp((state) => state.needFlowRows);
  const goThrough = useApp((state) => state.goThrough);
  const go = useCallback(
    (at: number) => {
      const row = rows.get(at);
      if (row) void goThrough(1, { event: row.event, step: 0 });
    },
    [rows, goThrough],
  );
  const widths = useMemo(() => columnWidths(rows), [rows]);
  return (
    <div className={styles.list} style={widths}>
      <VirtualList
        label={`Events through ${title}`}
        count={total}
        active={near >= 0 ? near : -1}
        near={near < 0 ? Math.max(0, -near - 2) : near}
        rowKey={(at) => rows.get(at)?.event ?? `loading ${at}`}
        onMove={go}
        onRange={needFlowRows}
        renderRow={(at) => loaded(rows.get(at), (row) => <Row row={row} />)}
      />
    </div>
  );
}

const numberOf = (row: EventRow): string => (row.packet === null ? row.kind : String(row.packet));

/** Times and addresses are never cut. Iosevka is half an em wide: 6 px at 12 px. */
function columnWidths(rows: ReadonlyMap<number, EventRow>): CSSProperties {
  let [number, time, client] = [2, 5, 12];
  for (const row of rows.values()) {
    number = Math.max(number, numberOf(row).length);
    time = Math.max(time, packetTime(row.time).length);
    client = Math.max(client, row.client.length);
  }
  const px = (characters: number) => `${characters * 6}px`;
  return { '--w-number': px(number), '--w-time': px(time), '--w-client': px(client) } as CSSProperties;
}

function Row({ row }: { row: EventRow }) {
  return (
    <div className={styles.row} {...slowTip([row.client, row.flags, row.what].filter(Boolean).join(', '))}>
      <span className={styles.number}>{numberOf(row)}</span>
      <span>{packetTime(row.time)}</span>
      <span>{row.client}</span>
      <span>{row.flags}</span>
      <span className={`${styles.what} ${row.template ? styles.template : ''}`}>{row.what}</span>
    </div>
  );
}
