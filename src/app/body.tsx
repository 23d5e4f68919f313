import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { VIEWS } from '../store/commands.ts';
import type { ViewName } from '../store/state.ts';
import { useApp } from '../store/use-app.ts';
import { WithLife } from '../views/charts/life/life-panel.tsx';
import { Timeline } from '../views/charts/timeline.tsx';
import { CompareView } from '../views/panels/compare/index.tsx';
import { DifferencesView } from '../views/panels/differences/index.tsx';
import { EvidenceView } from '../views/panels/evidence/index.tsx';
import { FlowView } from '../views/panels/flow/index.tsx';
import { InspectorPanel } from '../views/panels/inspector/index.tsx';
import { LogPanel } from '../views/panels/log/index.tsx';
import { PacketsPanel } from '../views/panels/packets/index.tsx';
import { PathPanel } from '../views/panels/path/index.tsx';
import { ServicesView } from '../views/panels/services/index.tsx';
import { TableView } from '../views/panels/table/index.tsx';
import { TemplatesView } from '../views/panels/templates/index.tsx';
import { TimersView } from '../views/panels/timers/index.tsx';
import { Button, Pane, Split, Tabs } from '../views/ui/index.ts';
import styles from './app.module.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { PlayControl } from './play-control.tsx';

/** The row of views, and under it the one that is chosen. */
export function Body() {
  const view = useApp((state) => state.view);
  const [sheet, setSheet] = useState(false);
  const narrow = useMedia('(max-width: 900px)');
  const hasSheet = view === 'path' && narrow;
  return (
    <div className={styles.view}>
      <div className={styles.viewTabs}>
        <ViewTabs />
        <PlayControl />
        {hasSheet ? (
          <Button look="quiet" aria-expanded={sheet} onClick={() => setSheet(!sheet)}>
            Objects
          </Button>
        ) : null}
      </div>
      <div className={styles.viewBody}>
        {view === 'path' ? (
          <PathBody narrow={narrow} sheet={hasSheet && sheet} closeSheet={() => setSheet(false)} />
        ) : (
          <OtherView view={view} />
        )}
      </div>
      {view === 'path' ? null : (
        <div className={styles.slim} style={{ borderTop: '1px solid var(--line-1)' }}>
          <Guarded name="The timeline">
            <Timeline slim />
          </Guarded>
        </div>
      )}
    </div>
  );
}

function OtherView({ view }: { view: Exclude<ViewName, 'path'> }) {
  const views: Record<typeof view, () => ReactNode> = {
    flow: () => <FlowView />,
    table: () => <TableView />,
    templates: () => <TemplatesView />,
    timers: () => <TimersView />,
    services: () => <ServicesView />,
    evidence: () => <EvidenceView />,
    compare: () => <CompareView />,
    differences: () => <DifferencesView />,
  };
  const label = VIEWS.find((item) => item.id === view)?.label ?? view;
  return (
    <Guarded key={view} name={`The view ${label}`}>
      <WithLife>{views[view]()}</WithLife>
    </Guarded>
  );
}

function Guarded({ name, children }: { name: string; children: ReactNode }) {
  return <ErrorBoundary name={name}>{children}</ErrorBoundary>;
}

function ViewTabs() {
  const view = useApp((state) => state.view);
  const setView = useApp((state) => state.setView);
  return (
    <Tabs
      label="Views"
      items={VIEWS}
      selected={view}
      onSelect={(id) => {
        const found = VIEWS.find((item) => item.id === id);
        if (found) setView(found.id);
      }}
    />
  );
}

/** Remembers the sizes of one split. */
function useSizes(split: string) {
  const layout = useApp((state) => state.sizes[split]);
  const setSizes = useApp((state) => state.setSizes);
  return { id: split, layout, onLayout: (next: Record<string, number>) => setSizes(split, next) };
}

/** Packets, path and objects over the timeline and the kernel log. */
function PathBody({ narrow, sheet, closeSheet }: SheetProps & { narrow: boolean }) {
  const small = useMedia('(max-width: 1180px)');
  const rows = useSizes('path-rows');
  return (
    <Split {...rows} direction="vertical">
      <Pane id="upper" label="the panels above" min={180}>
        {narrow ? <NarrowColumns sheet={sheet} closeSheet={closeSheet} /> : <WideColumns small={small} />}
      </Pane>
      <Pane id="timeline-row" label="timeline with log" size={small ? 168 : 222} min={64} keepsPixels>
        <LowerRow small={small} />
      </Pane>
    </Split>
  );
}

function WideColumns({ small }: { small: boolean }) {
  const columns = useSizes(small ? 'path-columns-small' : 'path-columns');
  return (
    <Split {...columns} direction="horizontal">
      <Pane id="packets" size={small ? 272 : 424} min={small ? 230 : 272} keepsPixels>
        <Guarded name="The packet list">
          <PacketsPanel />
        </Guarded>
      </Pane>
      <Pane id="path" min={small ? 300 : 420}>
        <Guarded name="The path">
          <PathPanel />
        </Guarded>
      </Pane>
      <Pane id="inspector" size={small ? 286 : 372} min={small ? 250 : 286} keepsPixels>
        <Guarded name="The inspector">
          <InspectorPanel />
        </Guarded>
      </Pane>
    </Split>
  );
}

interface SheetProps {
  sheet: boolean;
  closeSheet: () => void;
}

/** Below 900 px the inspector is a sheet from the right. */
function NarrowColumns({ sheet, closeSheet }: SheetProps) {
  const columns = useSizes('path-columns-narrow');
  useEffect(() => {
    if (!sheet) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key === 'Escape') closeSheet();
    };
    document.addEventListener('keydown', onKey);
    return () => document.removeEventListener('keydown', onKey);
  }, [sheet, closeSheet]);
  return (
    <div style={{ position: 'relative', height: '100%' }}>
      <Split {...columns} direction="horizontal">
        <Pane id="packets" size={240} min={200} keepsPixels>
          <Guarded name="The packet list">
            <PacketsPanel />
          </Guarded>
        </Pane>
        <Pane id="path" min={260}>
          <Guarded name="The path">
            <PathPanel />
          </Guarded>
        </Pane>
      </Split>
      {sheet ? (
        <div className={styles.sheet}>
          <Guarded name="The inspector">
            <InspectorPanel />
          </Guarded>
        </div>
      ) : null}
    </div>
  );
}

function LowerRow({ small }: { small: boolean }) {
  const lower = useSizes(small ? 'path-lower-small' : 'path-lower');
  return (
    <Split {...lower} direction="horizontal">
      <Pane id="timeline" min={260}>
        <Guarded name="The timeline">
          <Timeline slim={false} />
        </Guarded>
      </Pane>
      <Pane id="log" size={small ? 330 : 560} min={220} keepsPixels>
        <Guarded name="The kernel log">
          <LogPanel />
        </Guarded>
      </Pane>
    </Split>
  );
}

function useMedia(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const media = window.matchMedia(query);
      media.addEventListener('change', changed);
      return () => media.removeEventListener('change', changed);
    },
    () => window.matchMedia(query).matches,
  );
}
