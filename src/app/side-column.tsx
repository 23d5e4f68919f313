import type { ReactNode } from 'react';
import { useApp } from '../store/use-app.ts';
import { FoldedStops, StopsPanel } from '../views/panels/stops/index.tsx';
import { Pane, PaneContext, Split } from '../views/ui/index.ts';
import styles from './side-column.module.css';

/** The objects in scope, and under them what is set to stop at and to watch; folded to a line where nothing is. */
export function SideColumn({ children }: { children: ReactNode }) {
  const isOpen = useApp((state) => state.stopsOpen);
  const layout = useApp((state) => state.sizes['side-rows']);
  const setSizes = useApp((state) => state.setSizes);
  if (!isOpen)
    return (
      <div className={styles.column}>
        <div className={styles.rest}>{children}</div>
        <FoldedStops />
      </div>
    );
  return (
    <Split
      id="side-rows"
      direction="vertical"
      layout={layout}
      onLayout={(next) => setSizes('side-rows', next)}
    >
      <Pane id="objects" label="the objects" min={64}>
        {children}
      </Pane>
      <Pane id="stops" label="the stops" size="50%" min={64}>
        <PaneContext.Provider value={null}>
          <StopsPanel />
        </PaneContext.Provider>
      </Pane>
    </Split>
  );
}
