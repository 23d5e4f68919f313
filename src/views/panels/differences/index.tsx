import type { DifferencesView as View } from '../../../engine/protocol/differences.ts';
import { useApp } from '../../../store/use-app.ts';
import { Button, counted, Empty, KeyCap, Panel } from '../../ui/index.ts';
import styles from './differences.module.css';
import { Kinds } from './kinds.tsx';
import { DifferenceList } from './list.tsx';
import { Filter, LookSelect } from './looks.tsx';
import { Moments, SetA } from './moments.tsx';
import { tallyOf, total } from './words.ts';

/** Two moments of a case, or of two of its sides, side by side: what differs, and who changed it. */
export function DifferencesView() {
  const marked = useApp((state) => state.momentA !== null);
  const view = useApp((state) => state.differences);
  if (!marked)
    return (
      <Panel id="differences" title="Differences">
        <NoMoment />
      </Panel>
    );
  if (!view) return null;
  return (
    <div className={styles.view}>
      <Moments view={view} />
      <div className={styles.rest}>
        <Panel
          id="differences"
          title="What differs"
          facts={<Facts view={view} />}
          search={<Filter />}
          actions={<LookSelect />}
          subbar={view.query.look === 'fields' && total(view.counts) > 0 ? <Kinds view={view} /> : undefined}
          footer={isPart(view) ? <NotCompared view={view} /> : undefined}
          fixed
        >
          {view.rows > 0 && !isEqual(view) ? <DifferenceList view={view} /> : <Nothing view={view} />}
        </Panel>
      </div>
    </div>
  );
}

function NoMoment() {
  return (
    <Empty headline="No moment to compare with yet" action={<SetA first />}>
      <p>
        Two moments stand side by side here: A, which you mark, and B, which is the cursor. Entries, servers,
        timers, buckets, counters and settings that differ are listed field by field, each with the event that
        changed it.
      </p>
      <p>
        <KeyCap keys="a" /> marks the cursor as A in every view. Then step on, or go anywhere, and come back.
      </p>
    </Empty>
  );
}

const isEqual = ({ lines }: View): boolean =>
  lines !== null && lines.added + lines.gone + lines.changed === 0;

function Facts({ view }: { view: View }) {
  const { lines, counts } = view;
  if (lines) return <code>{tallyOf(lines) || '0'}</code>;
  return <span>{counted(total(counts), 'difference')}</span>;
}

/** Something is left out. */
const isPart = ({ query, tablesDiffer, told }: View): boolean =>
  query.look === 'fields' && (tablesDiffer || told);

function NotCompared({ view: { tablesDiffer, told } }: { view: View }) {
  return (
    <>
      {told ? (
        <span>A log does not tell counters, nor in_pkts or sched_data: they are not compared.</span>
      ) : null}
      {tablesDiffer ? <span>The tables hash differently: buckets are not compared.</span> : null}
    </>
  );
}

function Nothing({ view }: { view: View }) {
  const lookAt = useApp((state) => state.lookAtDifferences);
  const { filter, group } = view.query;
  const { a, b, across } = view;
  const same = !across && a.cursor.event === b.cursor.event && a.cursor.step === b.cursor.step;
  if (same)
    return (
      <Empty headline="Nothing differs: A and B are the same moment">
        <p>Step on or go elsewhere, and what has changed since A is listed here.</p>
      </Empty>
    );
  if (view.query.look === 'fields' && (filter || group) && total(view.counts) > 0)
    return (
      <Empty
        headline="No difference passes the filter"
        action={<Button onClick={() => lookAt({ filter: '', group: null })}>Show all</Button>}
      >
        <p>{counted(total(view.counts), 'difference')} in all.</p>
      </Empty>
    );
  return (
    <Empty headline="Nothing differs">
      <p>
        {view.query.look === 'fields'
          ? 'Every object, timer and setting is the same at both moments.'
          : `${view.query.look} prints the same at both moments.`}
      </p>
    </Empty>
  );
}
