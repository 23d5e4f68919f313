import { LOG_FIELDS } from '../../../analysis/filter/log-fields.ts';
import { useApp } from '../../../store/use-app.ts';
import { ExpressionField, IconButton, usePanelList } from '../../ui/index.ts';
import styles from './log.module.css';

/** Leaves the lines that have all words or pass an expression, and leads the cursor from one to the next. */
export function LogFilter() {
  const filter = useApp((state) => state.logFilter);
  const setFilter = useApp((state) => state.setLogFilter);
  const scanning = useApp((state) => state.logScanning);
  const total = useApp((state) => state.logTotal);
  const goLine = useApp((state) => state.goLogLine);
  const [box, toList] = usePanelList();
  return (
    <div ref={box} className={styles.search}>
      <ExpressionField
        kind="log"
        label="Filter the kernel log"
        placeholder="Filter lines"
        value={filter}
        fields={LOG_FIELDS}
        words
        busy={scanning}
        onApply={setFilter}
        onLeave={toList}
      />
      {filter ? (
        <>
          <IconButton
            icon="chevron-down"
            className={styles.up}
            name="Go to the line before"
            disabled={total <= 0}
            onClick={() => void goLine(-1)}
          />
          <IconButton
            icon="chevron-down"
            name="Go to the next line"
            disabled={total <= 0}
            onClick={() => void goLine(1)}
          />
        </>
      ) : null}
    </div>
  );
}
