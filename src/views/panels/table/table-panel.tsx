import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { TableView } from '../../../trace/table-views.ts';
import { BucketMap } from '../../charts/bucket-map.tsx';
import { count, Panel, Tabs } from '../../ui/index.ts';
import { EntryList } from './entry-list.tsx';
import { KernelSeed } from './kernel-seed.tsx';
import { Legend } from './legend.tsx';
import map from './map.module.css';
import { MapBar } from './map-bar.tsx';
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
    >
      {!table ? null : tab === 'entries' ? <EntryList /> : <Buckets table={table} />}
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

/** The map with what it shows above it, and what that means below. */
function Buckets({ table }: { table: TableView }) {
  const bucket = useApp((state) => state.bucket);
  const selectBucket = useApp((state) => state.selectBucket);
  const zoom = useApp((state) => state.mapZoom);
  const setZoom = useApp((state) => state.setMapZoom);
  const [block, setBlock] = useState(1);
  return (
    <div className={map.map}>
      <MapBar table={table} />
      <div className={map.canvas}>
        <BucketMap
          table={table}
          selected={bucket}
          onSelect={selectBucket}
          zoom={zoom}
          onZoom={setZoom}
          onBlock={setBlock}
        />
      </div>
      <Legend table={table} block={block} />
    </div>
  );
}
