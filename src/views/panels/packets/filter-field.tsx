import { useEffect, useMemo } from 'react';
import { DETAILED_FIELDS, NOT_KEPT, PACKET_FIELDS } from '../../../analysis/filter/packet-fields.ts';
import { withExamples, withMissing } from '../../../expression/catalogue.ts';
import { useApp } from '../../../store/use-app.ts';
import { ExpressionField, usePanelList } from '../../ui/index.ts';
import styles from './packets.module.css';

/** An expression, or words that must all occur in a row. Enter and Arrow down go to the list, Esc clears. */
export function FilterField() {
  const filter = useApp((state) => state.rowFilter);
  const setFilter = useApp((state) => state.setRowFilter);
  const scanned = useApp((state) => state.rowsScanned);
  const info = useApp((state) => state.info);
  const examples = useApp((state) => state.examples);
  const loadExamples = useApp((state) => state.loadExamples);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case has other values
  useEffect(() => void loadExamples(), [info, loadExamples]);
  const detailed = info?.detailed ?? true;
  const fields = useMemo(() => {
    const list = withExamples(PACKET_FIELDS, examples);
    return detailed ? list : withMissing(list, DETAILED_FIELDS, NOT_KEPT);
  }, [examples, detailed]);
  const [box, toList] = usePanelList();
  return (
    <div ref={box} className={styles.search}>
      <ExpressionField
        kind="packets"
        label="Filter packets"
        placeholder="Filter packets"
        value={filter}
        fields={fields}
        words
        busy={scanned !== null}
        keys="/"
        onApply={setFilter}
        onLeave={toList}
      />
    </div>
  );
}
