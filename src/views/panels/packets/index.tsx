import { type CSSProperties, useCallback, useMemo, useRef } from 'react';
import { PACKET_FIELDS } from '../../../analysis/filter/packet-fields.ts';
import { readsAs } from '../../../expression/reads-as.ts';
import { useApp } from '../../../store/use-app.ts';

import type { CaseInfo, EventRow } from '../../../trace/views.ts';
import {
  Button,
  count,
  counted,
  Empty,
  KeyCap,
  loaded,
  Panel,
  tip,
  useRunMenu,
  VirtualList,
} from '../../ui/index.ts';

import { FilterField } from './filter-field.tsx';
import { PacketsFooter } from './footer.tsx';
import styles from './packets.module.css';
import { columnWidths, longestOf, NOTHING_LONG, PacketRow } from './row.tsx';

const PACKETS: readonly EventRow['kind'][] = ['packet'];
const ALL: readonly EventRow['kind'][] = ['packet', 'timer', 'command', 'note'];

/** The list of packets (and, if wanted, of timers and commands) through windows of rows. */
export function PacketsPanel() {
  const kinds = useApp((state) => state.rowKinds);
  const setKinds = useApp((state) => state.setRowKinds);
  const withAll = kinds.length > 1;
  return (
    <Panel
      id="packets"
      title={withAll ? 'Events' : 'Packets'}
      fixed
      search={
        <>
          <FilterField />
          <Button
            look="quiet"
            icon="timer"
            className={styles.kinds}
            aria-label="Show timers and commands between the packets"
            aria-pressed={withAll}
            onClick={() => setKinds(withAll ? PACKETS : ALL)}
            {...tip(withAll ? 'Show packets only' : 'Show timers, commands and notes between the packets')}
          >
            <span className={styles.kindsWord}>Timers, commands</span>
          </Button>
        </>
      }
      footer={<PacketsFooter />}
    >
      <PacketList />
    </Panel>
  );
}

const rowName = ({ packet, kind }: EventRow): string => (packet === null ? kind : `Packet ${packet}`);

function PacketList() {
  const total = useApp((state) => state.rowTotal);
  const cache = useApp((state) => state.rowCache);
  const active = useApp((state) => state.activeRow);
  const near = useApp((state) => state.nearRow);
  const go = useApp((state) => state.go);
  const needRows = useApp((state) => state.needRows);
  const filter = useApp((state) => state.rowFilter);
  const scanning = useApp((state) => state.rowsScanned !== null);
  const info = useApp((state) => state.info);
  const setOverlay = useApp((state) => state.setOverlay);
  const menu = useRunMenu();
  const widths = useWidths(cache, info);
  const select = useCallback(
    (index: number) => {
      const row = cache.get(index);
      if (row) go({ event: row.event, step: Number.POSITIVE_INFINITY });
    },
    [cache, go],
  );
  if (total === 0 && filter && !scanning) return <NoMatch />;
  if (info && info.packets === 0 && total === 0)
    return <NoPackets info={info} onOpen={() => setOverlay('open')} />;
  return (
    <div className={styles.wrap} style={widths}>
      <div className={styles.head} aria-hidden="true">
        <span className={styles.num}>#</span>
        <span>Time</span>
        <span>Client</span>
        <span className={styles.wideOnly}>Destination</span>
        <span>Flags</span>
        <span className={styles.what}>What happened</span>
        <span className={styles.to}>To</span>
        <span className={styles.wideOnly}>Hook</span>
        <span className={`${styles.wideOnly} ${styles.right}`}>Length</span>
        <span className={styles.wideOnly}>Verdict</span>
      </div>
      <div className={styles.list}>
        <VirtualList
          label="Packets"
          count={total}
          active={active}
          near={near}
          onMove={select}
          onRange={needRows}
          onMenu={(index, at) => {
            const row = cache.get(index);
            if (row) menu.open(rowName(row), { event: row.event, step: Number.POSITIVE_INFINITY }, at);
          }}
          renderRow={(index) =>
            loaded(cache.get(index), (row) => <PacketRow row={row} now={index === active} />)
          }
        />
        {menu.node}
      </div>
    </div>
  );
}

/** Widths of the columns of one case. */
function useWidths(cache: ReadonlyMap<number, EventRow>, info: CaseInfo | null): CSSProperties {
  const kept = useRef({ info, longest: NOTHING_LONG });
  return useMemo(() => {
    const before = kept.current.info === info ? kept.current.longest : NOTHING_LONG;
    kept.current = { info, longest: longestOf(before, cache) };
    return columnWidths(kept.current.longest, info?.packets ?? 0);
  }, [cache, info]);
}

/** Nothing passes the filter. */
function NoMatch() {
  const filter = useApp((state) => state.rowFilter);
  const setFilter = useApp((state) => state.setRowFilter);
  const kinds = useApp((state) => state.rowKinds);
  const packets = useApp((state) => state.info?.packets ?? 0);
  const words = readsAs(filter, PACKET_FIELDS) === 'words';
  const what = kinds.length > 1 ? 'event' : 'packet';
  return (
    <Empty
      headline={words ? `No ${what} has all these words` : `No ${what} passes the filter`}
      action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
    >
      <p>
        <code>{filter}</code> leaves 0 of {count(packets)}.{' '}
        {words
          ? 'Words are looked for in client, flags, what happened and server. A field like tcp.port makes it an expression.'
          : null}
      </p>
    </Empty>
  );
}

/** No capture at all, or a capture in which nothing was for IPVS: most often its rules are missing. */
function NoPackets({ info, onOpen }: { info: CaseInfo; onOpen: () => void }) {
  if (info.ignored === 0)
    return (
      <Empty headline="No packets" action={<Button onClick={onOpen}>Open a capture</Button>}>
        {info.started > 0 ? (
          <p>
            The case begins with entries of a listing, and there is no capture: only their timers run. They
            are in Table, Templates and Timers; <KeyCap keys="e" /> goes to the next expiry.
          </p>
        ) : (
          <p>Rules and settings are open, but no capture, and a case text without packets moves nothing.</p>
        )}
      </Empty>
    );
  return (
    <Empty
      headline="No packet of the capture was for IPVS"
      action={<Button onClick={onOpen}>Open rules</Button>}
    >
      <p>
        {counted(info.ignored, 'packet')} {info.ignored === 1 ? 'was' : 'were'} read, none to or from a
        virtual service or a real server of the rules. Open the rules of the director at that time, as{' '}
        <code>ipvsadm -Sn</code> prints them.
      </p>
    </Empty>
  );
}
