import type { ReactNode } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { Empty, PanelFrame, Phrases } from '../../ui/index.ts';
import { CallTree } from './call-tree.tsx';
import styles from './path.module.css';

/** Why the event ended as it did, and the kernel's way there. `tabs` stand above, as in every view. */
export function PathPanel({ tabs }: { tabs: ReactNode }) {
  const moment = useApp((state) => state.moment);
  const go = useApp((state) => state.go);
  return (
    <PanelFrame id="path" labelledBy="path-title">
      <h2 id="path-title" className="visually-hidden">
        Path
      </h2>
      {tabs}
      {moment && moment.why.length > 0 ? (
        <div className={styles.why}>
          <p>
            <Phrases phrases={moment.why} onGo={go} />
          </p>
        </div>
      ) : null}
      <div className={styles.tree}>
        {moment && moment.steps.length > 0 ? (
          <CallTree steps={moment.steps} cursor={moment.cursor} />
        ) : (
          <Empty
            headline={moment?.cursor.event === -1 ? 'Before the first event' : 'No function of IPVS ran'}
          >
            <p>
              {moment?.cursor.event === -1
                ? 'The kernel is set up and no packet has arrived. Step forward to see the first.'
                : 'This event did not enter IPVS, so there is no path to show.'}
            </p>
          </Empty>
        )}
      </div>
    </PanelFrame>
  );
}
