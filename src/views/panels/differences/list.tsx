import { useState } from 'react';
import type { DifferencesView } from '../../../engine/protocol/differences.ts';
import { useApp } from '../../../store/use-app.ts';
import type { Changer, DifferenceRow } from '../../../trace/difference-views.ts';
import { loaded, VirtualList } from '../../ui/index.ts';
import styles from './differences.module.css';
import { Row } from './row.tsx';
import { rowText } from './words.ts';

/** Did it happen in the step at the cursor, or, at the end of an event, anywhere in it? */
function isNow(row: DifferenceRow | undefined, { b, query }: DifferencesView, held: boolean): boolean {
  if (held || !row || !('by' in row) || row.by?.side !== 'b' || query.look !== 'fields') return false;
  const { at } = row.by;
  return at.event === b.cursor.event && (at.step === b.cursor.step || b.cursor.step === b.steps);
}

/** Both moments in one list, so that they scroll together. Only what is seen is loaded. */
export function DifferenceList({ view }: { view: DifferencesView }) {
  const cache = useApp((state) => state.differenceCache);
  const held = useApp((state) => state.heldB !== null);
  const need = useApp((state) => state.needDifferences);
  const goChanger = useApp((state) => state.goChanger);
  const lookAt = useApp((state) => state.lookAtDifferences);
  const [active, setActive] = useState(0);
  const go = (changer: Changer) => void goChanger(changer);
  const open = (index: number) => {
    const row = cache.get(index);
    if (row?.kind === 'group') lookAt({ group: row.group });
    else if (row?.kind === 'fold') lookAt({ all: true });
    else if (row && 'by' in row && row.by) go(row.by);
  };
  return (
    <div className={styles.columns}>
      <div
        className={`${styles.heads} ${view.query.look === 'fields' ? '' : styles.line}`}
        aria-hidden="true"
      >
        <span className={styles.headA}>A</span>
        <span className={styles.headB}>B</span>
        {view.query.look === 'fields' ? <span className={styles.headBy}>changed by</span> : null}
      </div>
      <div className={styles.list}>
        <VirtualList
          label="What differs between A and B"
          role="grid"
          count={view.rows}
          active={Math.min(active, view.rows - 1)}
          activeIsNow={false}
          onMove={setActive}
          onOpen={open}
          onRange={need}
          rowAria={(index) => ({ 'aria-label': rowText(cache.get(index)) })}
          rowClass={(index) => (isNow(cache.get(index), view, held) ? styles.now : '')}
          renderRow={(index) =>
            loaded(cache.get(index), (row) => <Row row={row} across={view.across} onGo={go} />)
          }
        />
      </div>
    </div>
  );
}
