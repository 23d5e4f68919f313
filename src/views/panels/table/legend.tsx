import { useApp } from '../../../store/use-app.ts';
import type { TableView } from '../../../trace/table-views.ts';
import { CELL_TEMPLATE } from '../../../trace/table-views.ts';
import { classCount, classDetail, classWords, MODE_WORDS } from '../../charts/bucket-map/modes.ts';
import { SignSwatch, Swatch } from '../../charts/bucket-map/swatch.tsx';
import { count, counted, tip } from '../../ui/index.ts';
import styles from './map.module.css';

/** What the cells mean in words and numbers, in the order of the map: classes, then the signs. `block` = buckets along a cell's side. */
export function Legend({ table, block }: { table: TableView; block: number }) {
  const words = MODE_WORDS[table.mode];
  const unit = table.mode === 'states' || table.mode === 'servers' ? 'entries' : 'buckets';
  return (
    <section className={styles.legend} aria-label="Legend">
      <span className={styles.about}>
        {words.about}, {unit} of each:
      </span>
      <Classes table={table} />
      {table.mode === 'length' && table.templateEntries > 0 ? (
        <span className={styles.key}>
          <Swatch mode="length" cell={2 | CELL_TEMPLATE} /> holds a template
        </span>
      ) : null}
      <Signs table={table} />
      {block > 1 ? (
        <span className={styles.joined}>
          A cell is {block} x {block} buckets and shows {words.joined}.
        </span>
      ) : null}
    </section>
  );
}

function Classes({ table }: { table: TableView }) {
  const { mode, classes } = table;
  const empty = table.size - classes.reduce((sum, one) => sum + one.buckets, 0);
  // Age and length are scales: from little to much. The others begin with what matters most.
  const isScale = mode !== 'states' && mode !== 'event';
  const shown = isScale ? classes : [...classes].reverse();
  return (
    <>
      <span className={styles.key}>
        <Swatch mode={mode} cell={0} /> {mode === 'templates' ? 'none' : 'empty'}{' '}
        {mode === 'states' || mode === 'servers' ? null : <b>{count(empty)}</b>}
      </span>
      {shown.map((one) => (
        <span key={one.value} className={styles.key} {...tip(classDetail(mode, one.value))}>
          <Swatch mode={mode} cell={one.value} /> {classWords(table, one.value)}{' '}
          <b>{count(classCount(mode, one).count)}</b>
        </span>
      ))}
    </>
  );
}

function Signs({ table }: { table: TableView }) {
  const clearMarked = useApp((state) => state.clearMarked);
  const isChosen = useApp((state) => state.server !== null || state.client !== null);
  const { marked } = table;
  return (
    <>
      {marked && (marked.entries > 0 || isChosen) ? (
        <span className={styles.key} data-marked>
          <SignSwatch sign="marked" /> <code>{marked.name}</code>{' '}
          {counted(marked.entries, 'entry', 'entries')} in {counted(marked.buckets, 'bucket')}
          {isChosen ? (
            <button type="button" className={styles.clear} onClick={clearMarked}>
              Clear
            </button>
          ) : null}
        </span>
      ) : null}
      {table.lookup !== null ? (
        <span className={styles.key}>
          <SignSwatch sign="lookup" /> looked up now
        </span>
      ) : null}
      {table.mode === 'event' ? null : (
        <span className={styles.key}>
          <SignSwatch sign="changed" /> changed by this event
        </span>
      )}
    </>
  );
}
