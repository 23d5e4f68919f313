import type { ComparisonView, DifferenceView } from '../../../engine/protocol/messages.ts';
import { useApp } from '../../../store/use-app.ts';
import { count, counted, KeyCap, Panel, VirtualList } from '../../ui/index.ts';
import styles from './compare.module.css';
import { differenceAt, momentText } from './sentences.ts';

/** The places where the sides part, each with its reason. */
export function Differences({ comparison }: { comparison: ComparisonView }) {
  const { list, differences } = comparison;
  const row = useApp((state) => state.comparedRow);
  const select = useApp((state) => state.selectCompared);
  const goCompared = useApp((state) => state.goCompared);
  const rest = differences - list.length;
  return (
    <Panel
      id="differences"
      title="Differences"
      facts={<span>{counted(differences, 'place')}</span>}
      actions={
        <span className={styles.keys}>
          <KeyCap keys="[" /> <KeyCap keys="]" /> previous, next
        </span>
      }
      footer={rest > 0 ? `${count(rest)} more are marked above and not explained here.` : undefined}
      fixed
    >
      <VirtualList
        label="Differences"
        count={list.length}
        active={differenceAt(list, row)}
        activeIsNow={false}
        onMove={(at) => select(list[at].row)}
        onPick={(at) => void goCompared(list[at].row)}
        onOpen={(at) => void goCompared(list[at].row)}
        rowClass={(at) => (at === differenceAt(list, row) ? styles.chosen : '')}
        renderRow={(at) => <Difference difference={list[at]} />}
      />
    </Panel>
  );
}

function Difference({ difference: { a, b, text, rows } }: { difference: DifferenceView }) {
  const time = a?.time ?? b?.time;
  return (
    <div className={styles.difference}>
      <span className={styles.time}>{time === undefined ? '' : momentText(time)}</span>
      <span className={styles.size}>{counted(rows, 'line')}</span>
      <span className={styles.reason}>{text}</span>
    </div>
  );
}
