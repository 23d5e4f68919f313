import { useMemo } from 'react';
import { TIMELINE } from '../store/panels.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import { Timeline } from '../views/charts/timeline.tsx';
import { type PaneActions, PaneContext, PanelFrame } from '../views/ui/index.ts';
import styles from './app.module.css';
import { Guarded } from './guarded.tsx';

/** The timeline with its place for the menu of panels. */
export function TimelinePanel({ slim }: { slim: boolean }) {
  return (
    <Guarded name="The timeline">
      <PanelFrame id={TIMELINE} labelledBy="timeline-title" menu="pointed">
        <h2 id="timeline-title" className="visually-hidden">
          Timeline
        </h2>
        <Timeline slim={slim} />
      </PanelFrame>
    </Guarded>
  );
}

/** The strip under the other views; it can be hidden. */
export function SlimTimeline() {
  const store = useAppStore();
  const hidden = useApp(({ hiddenPanes, view }) => hiddenPanes[view]?.includes(TIMELINE) ?? false);
  const actions = useMemo<PaneActions>(
    () => ({ label: 'Timeline', canHide: true, hide: () => store.getState().hidePanel(TIMELINE), moves: [] }),
    [store],
  );
  if (hidden) return null;
  return (
    <div className={styles.slim}>
      <PaneContext.Provider value={actions}>
        <TimelinePanel slim />
      </PaneContext.Provider>
    </div>
  );
}
