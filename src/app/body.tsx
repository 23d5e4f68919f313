import { type ReactNode, useState } from 'react';
import { VIEWS } from '../store/commands.ts';
import type { ViewName } from '../store/state.ts';
import { useApp } from '../store/use-app.ts';
import { WithLife } from '../views/charts/life/life-panel.tsx';
import { CompareView } from '../views/panels/compare/index.tsx';
import { DifferencesView } from '../views/panels/differences/index.tsx';
import { EvidenceView } from '../views/panels/evidence/index.tsx';
import { FindingsView } from '../views/panels/findings/index.tsx';
import { FlowView } from '../views/panels/flow/index.tsx';
import { ServicesView } from '../views/panels/services/index.tsx';
import { TableView } from '../views/panels/table/index.tsx';
import { TemplatesView } from '../views/panels/templates/index.tsx';
import { TimersView } from '../views/panels/timers/index.tsx';
import { Button } from '../views/ui/index.ts';
import styles from './app.module.css';
import { FollowedNotice } from './followed.tsx';
import { Guarded } from './guarded.tsx';
import { PathBody, useArrangement } from './path-body.tsx';
import { PlayControl } from './play-control.tsx';
import { SlimTimeline } from './timeline-panel.tsx';
import { useRoom } from './use-media.ts';
import { ViewTabs } from './view-tabs.tsx';

/** The row of views, and under it the one that is chosen. */
export function Body() {
  const view = useApp((state) => state.view);
  const [sheet, setSheet] = useState(false);
  const room = useRoom();
  const hasSheet = useArrangement(room).inSheet && view === 'path';
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
      <FollowedNotice />
      <div className={styles.viewBody}>
        {view === 'path' ? (
          <PathBody room={room} sheet={hasSheet && sheet} closeSheet={() => setSheet(false)} />
        ) : (
          <OtherView view={view} />
        )}
      </div>
      {view === 'path' ? null : <SlimTimeline />}
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
    findings: () => <FindingsView />,
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
