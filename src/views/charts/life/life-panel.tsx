import type { ReactNode } from 'react';
import { type LifeTab, shownEntry } from '../../../store/lives-state.ts';
import { useApp } from '../../../store/use-app.ts';
import type { LifeView } from '../../../trace/life-views.ts';
import { Button, counted, Empty, Panel, packetTime, ServerChip, Tabs } from '../../ui/index.ts';
import { ClientPart } from './client-part.tsx';
import styles from './life.module.css';
import { LifeList } from './life-list.tsx';
import { ServerPart } from './server-part.tsx';

const TABS: readonly { id: LifeTab; label: string }[] = [
  { id: 'entry', label: 'Entry' },
  { id: 'client', label: 'Client' },
  { id: 'server', label: 'Real server' },
];

/** The life of an entry, of its client, and of its real server, beside whatever else is shown. */
export function LifePanel() {
  const conn = useApp(shownEntry);
  const tab = useApp((state) => state.lifeTab);
  const setTab = useApp((state) => state.setLifeTab);
  const close = useApp((state) => state.closeLife);
  const view = useApp((state) => (conn === null ? null : (state.lives.get(conn)?.view ?? null)));
  const chosen = useApp((state) => state.conn !== null);
  const select = useApp((state) => state.selectConn);
  return (
    <Panel
      id="life"
      title="Life"
      facts={view ? <code>{view.label}</code> : null}
      fixed
      actions={
        <>
          {chosen ? (
            <Button look="quiet" onClick={() => select(null)}>
              Follow the event
            </Button>
          ) : null}
          <Button look="quiet" keys="y" onClick={close}>
            Close
          </Button>
        </>
      }
      subbar={
        <Tabs
          label="Whose life"
          look="objects"
          items={TABS}
          selected={tab}
          onSelect={(id) => setTab(TABS.find((one) => one.id === id)?.id ?? 'entry')}
        />
      }
    >
      {conn === null ? <NoEntry /> : <Body conn={conn} view={view} tab={tab} />}
    </Panel>
  );
}

function NoEntry() {
  return (
    <Empty headline="No entry to tell of">
      This event is about no entry of the connection table. Go to one that is, or choose an entry in Table,
      Templates or Timers.
    </Empty>
  );
}

function Body({ conn, view, tab }: { conn: string; view: LifeView | null; tab: LifeTab }) {
  return (
    <div className={styles.body}>
      {view && tab === 'entry' ? <Facts view={view} /> : null}
      {tab === 'entry' || !view ? (
        <div className={styles.list}>
          <LifeList conn={conn} />
        </div>
      ) : null}
      {view && tab === 'client' ? <ClientPart client={view.client} /> : null}
      {view && tab === 'server' ? <ServerPart server={view.server} /> : null}
    </div>
  );
}

/** What it is and what became of it, in a sentence or two. */
function Facts({ view }: { view: LifeView }) {
  const openLife = useApp((state) => state.openLife);
  const { control, died } = view;
  return (
    <p className={styles.facts}>
      {view.template ? 'Template' : `${view.protocol} entry`} of <code>{view.virtual}</code>
      {view.server ? (
        <>
          , sent to <ServerChip server={view.server} />
        </>
      ) : null}
      . From <code>{packetTime(view.bornTime)}</code>{' '}
      {died === null || view.diedTime === null ? (
        'to behind the end of the run'
      ) : (
        <>
          to <code>{packetTime(view.diedTime)}</code>
        </>
      )}
      {view.template
        ? `, controlled ${counted(view.controlled, 'entry', 'entries')}, its timer was held ${counted(view.held, 'time')}.`
        : `, ${counted(view.packetsIn, 'packet')} in, ${counted(view.packetsOut, 'reply', 'replies')}.`}
      {control ? (
        <>
          {' '}
          Controlled by{' '}
          <button type="button" className="plain-link" onClick={() => openLife(control.id)}>
            {control.label}
          </button>
          .
        </>
      ) : null}
    </p>
  );
}

/** The life beside a view; the view alone when it is closed. */
export function WithLife({ children }: { children: ReactNode }) {
  const open = useApp((state) => state.lifeOpen);
  if (!open) return children;
  return (
    <div className={styles.dock}>
      <div>{children}</div>
      <LifePanel />
    </div>
  );
}
