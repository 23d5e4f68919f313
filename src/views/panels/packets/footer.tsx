import { useMemo } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { EventRow } from '../../../trace/views.ts';
import { count } from '../../ui/index.ts';
import { constants } from './constants.ts';
import styles from './packets.module.css';

/** What is the same in every row, how many the filter leaves, and what could not be read. */
export function PacketsFooter() {
  const total = useApp((state) => state.rowTotal);
  const cache = useApp((state) => state.rowCache);
  const filter = useApp((state) => state.rowFilter);
  const info = useApp((state) => state.info);
  const setOverlay = useApp((state) => state.setOverlay);
  const same = useMemo(() => (cache.size === total ? constants([...cache.values()]) : null), [cache, total]);
  const row = useApp((state) => state.moment?.row ?? null);
  const active = useApp((state) => state.activeRow);
  const kinds = useApp((state) => state.rowKinds);
  const scanned = useApp((state) => state.rowsScanned);
  const events = useApp((state) => state.overview?.events ?? 0);
  const setKinds = useApp((state) => state.setRowKinds);
  const isBetween = row !== null && active < 0 && !kinds.includes(row.kind);
  const hidden =
    filter && row && active < 0 && !isBetween
      ? `${row.packet ? `packet ${row.packet}` : `this ${row.kind}`} is filtered out`
      : '';
  const partly = info?.files
    .flatMap((file) => file.problems)
    .find((problem) => problem.code.includes('truncated'));
  return (
    <div className={styles.foot}>
      {filter ? (
        <span>{passed(total, kinds.length > 1 ? events : (info?.packets ?? 0), scanned, events)}</span>
      ) : null}
      {hidden ? <span>{hidden}</span> : null}
      {isBetween ? (
        <span>
          The cursor is at a {row.kind}.{' '}
          <button type="button" className="plain-link" onClick={() => setKinds([...kinds, row.kind])}>
            Show it here
          </button>
        </span>
      ) : null}
      {partly ? (
        <button type="button" className={`${styles.note} plain-link`} onClick={() => setOverlay('case')}>
          {partly.message}
        </button>
      ) : null}
      <Same same={same} />
    </div>
  );
}

/** `12 of 96`; while the filter is looking, how far it is. */
function passed(total: number, of: number, scanned: number | null, events: number): string {
  if (scanned === null) return `${count(total)} of ${count(of)}`;
  return `${count(total)} so far, ${count(scanned)} of ${count(events)} events looked at`;
}

function Same({ same }: { same: ReturnType<typeof constants> | null }) {
  if (!same) return null;
  return (
    <>
      {same.dst ? (
        <span>
          all to <code>{same.dst}</code>
        </span>
      ) : null}
      {same.hook ? (
        <span>
          in at <code>{same.hook satisfies EventRow['hook']}</code>
        </span>
      ) : null}
      {same.lengths ? <span>{`length ${same.lengths}`}</span> : null}
    </>
  );
}
