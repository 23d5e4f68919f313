import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { TableView } from '../../../trace/views.ts';
import type { Span } from '../../charts/bucket-map/layout.ts';
import { BucketMap } from '../../charts/bucket-map.tsx';
import { Button, bucketName, count, Panel, Tabs } from '../../ui/index.ts';
import { EntryList } from './entry-list.tsx';
import { KernelSeed } from './kernel-seed.tsx';
import { Legend } from './legend.tsx';
import styles from './table.module.css';

export type TableTab = 'map' | 'entries';

const TABS = [
  { id: 'map', label: 'Buckets' },
  { id: 'entries', label: 'Entries' },
];

export interface TablePanelProps {
  tab: TableTab;
  onTab: (tab: TableTab) => void;
}

/** ip_vs_conn_tab as a map of buckets or as a list of entries. */
export function TablePanel({ tab, onTab }: TablePanelProps) {
  const table = useApp((state) => (state.moment?.parts.includes('table') ? state.moment.table : null));
  const [span, setSpan] = useState<Span | null>(null);
  const whole = { first: 0, count: table?.size ?? 0 };
  const shown = span && table && span.first + span.count <= table.size ? span : null;
  return (
    <Panel
      id="table"
      title="ip_vs_conn_tab"
      kernel
      fixed
      facts={table ? <Facts table={table} /> : null}
      actions={
        <Tabs
          label="How the table is shown"
          items={TABS}
          selected={tab}
          onSelect={(id) => onTab(id === 'entries' ? 'entries' : 'map')}
        />
      }
      subbar={<KernelSeed />}
      footer={
        tab === 'map' && table ? (
          <>
            {shown ? <Zoomed table={table} span={shown} onWhole={() => setSpan(null)} /> : null}
            <Legend table={table} />
          </>
        ) : undefined
      }
    >
      {!table ? null : tab === 'entries' ? (
        <EntryList />
      ) : (
        <Buckets table={table} span={shown ?? whole} onSpan={setSpan} />
      )}
    </Panel>
  );
}

function Facts({ table }: { table: TableView }) {
  const seedKnown = useApp((state) => state.info?.seedFrom !== 'assumed');
  return (
    <>
      <span>
        {count(table.size)} buckets{seedKnown ? '' : ', seed not known'}
      </span>
      <span>
        <code>{count(table.entries)}</code> {table.entries === 1 ? 'entry' : 'entries'}
        {table.templateEntries > 0 ? (
          <>
            , <code className={styles.template}>{count(table.templateEntries)}</code>{' '}
            {table.templateEntries === 1 ? 'template' : 'templates'}
          </>
        ) : null}
      </span>
    </>
  );
}

function Buckets({ table, span, onSpan }: { table: TableView; span: Span; onSpan: (span: Span) => void }) {
  const bucket = useApp((state) => state.bucket);
  const selectBucket = useApp((state) => state.selectBucket);
  return <BucketMap table={table} selected={bucket} onSelect={selectBucket} span={span} onSpan={onSpan} />;
}

function Zoomed({ table, span, onWhole }: { table: TableView; span: Span; onWhole: () => void }) {
  const last = bucketName(span.first + span.count - 1, table.size);
  if (span.count === table.size) return null;
  return (
    <span className={styles.zoomed}>
      <code>{bucketName(span.first, table.size)}</code> to <code>{last}</code>
      <Button look="quiet" className={styles.small} onClick={onWhole}>
        Show all
      </Button>
    </span>
  );
}
