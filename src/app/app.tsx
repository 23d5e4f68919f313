import { type CSSProperties, useEffect } from 'react';
import { useApp } from '../store/use-app.ts';
import { TooltipLayer } from '../views/ui/index.ts';
import styles from './app.module.css';
import { Body } from './body.tsx';
import { useFileDrop } from './drop.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { FailureView } from './failure.tsx';
import { Home } from './home.tsx';
import { Opening } from './opening.tsx';
import { Overlays } from './overlays/index.tsx';
import { useShortcuts } from './shortcuts.ts';
import { SideBar } from './side-bar.tsx';
import { StatusLine } from './status-line.tsx';
import { TopBar } from './top-bar.tsx';

/** The window: top bar 44, body, status line 24; what floats lies over it. */
export function App() {
  useShortcuts();
  const dragged = useFileDrop();
  const info = useApp((state) => state.info);
  const failure = useApp((state) => state.failure);
  const rows: CSSProperties = { gridTemplateRows: '44px minmax(0, 1fr) 24px' };
  useEffect(() => {
    document.title = info ? `${info.title} - ipvscope` : 'ipvscope';
  }, [info]);
  return (
    <>
      <div className={styles.app} style={rows}>
        <TopBar />
        <main className={styles.body}>
          <ErrorBoundary name="This page">
            {failure ? <FailureView failure={failure} /> : <Content />}
          </ErrorBoundary>
        </main>
        <StatusLine />
      </div>
      <Overlays />
      <Opening />
      <TooltipLayer />
      {dragged ? <DropOverlay /> : null}
    </>
  );
}

/** The case, the start page, or nothing for the moment in which the first case is made. */
function Content() {
  const title = useApp((state) => state.info?.title ?? null);
  const home = useApp((state) => state.home);
  const opening = useApp((state) => state.opening);
  if (title !== null && !home)
    return (
      <div className={styles.content}>
        <h1 className="visually-hidden">{title}</h1>
        <SideBar />
        <div className={styles.case}>
          <Body />
        </div>
      </div>
    );
  return opening && title === null ? null : <Home />;
}

function DropOverlay() {
  return (
    <div className={styles.drop}>
      <h2>Drop to open</h2>
      <p>
        A capture (<code>pcap</code>, <code>pcapng</code>, also gzipped), a kernel log (<code>dmesg</code>,{' '}
        <code>journalctl -k</code>), <code>ipvsadm -Sn</code>, <code>sysctl</code>, actions, a case.
        <br />
        Several at once, in any order. Files are read by this page and never sent.
      </p>
    </div>
  );
}
