import { type ReactNode, useContext, useId, useSyncExternalStore } from 'react';
import { AppContext } from '../../store/use-app.ts';
import styles from './panel.module.css';
import { PanelMenu } from './panel-menu.tsx';

export interface PanelProps {
  /** Name of the panel for `m` (maximise) and for tests. */
  id: string;
  title: ReactNode;
  /** The title is a name of the kernel's: mono. */
  kernel?: boolean;
  /** Next to the title, in label size. */
  facts?: ReactNode;
  actions?: ReactNode;
  /** A field and its buttons that take the rest of the header. */
  search?: ReactNode;
  subbar?: ReactNode;
  footer?: ReactNode;
  /** The body does not scroll by itself (a virtual list or a canvas fills it). */
  fixed?: boolean;
  children: ReactNode;
}

/** The frame of a panel: `m` maximises it by its id, so that it covers all between top bar and status line. */
export function PanelFrame({
  id,
  labelledBy,
  menu = null,
  children,
}: {
  id: string;
  labelledBy: string;
  /** A panel without a header has its menu in the corner, or there while it is pointed at or has the focus. */
  menu?: 'corner' | 'pointed' | null;
  children: ReactNode;
}) {
  const store = useContext(AppContext);
  const maximised = useSyncExternalStore(
    store?.subscribe ?? (() => () => {}),
    () => store?.getState().maximised === id,
  );
  return (
    <section
      className={`${styles.panel} ${maximised ? styles.maximised : ''}`}
      data-panel-id={id}
      aria-labelledby={labelledBy}
    >
      {menu ? <PanelMenu panel={id} floating={menu} /> : null}
      {children}
    </section>
  );
}

/** Header 32 with the title first and facts next to it, optional sub-bar and footer, body that scrolls. */
export function Panel(props: PanelProps) {
  const titleId = useId();
  return (
    <PanelFrame id={props.id} labelledBy={titleId}>
      <header className={styles.header}>
        <h2 id={titleId} className={`${styles.title} ${props.kernel ? styles.kernel : ''}`}>
          {props.title}
        </h2>
        {props.facts ? <div className={styles.facts}>{props.facts}</div> : null}
        {props.search ? <div className={styles.search}>{props.search}</div> : null}
        {props.actions ? <div className={styles.actions}>{props.actions}</div> : null}
        <PanelMenu panel={props.id} />
      </header>
      {props.subbar ? <div className={styles.subbar}>{props.subbar}</div> : null}
      <div className={`${styles.body} ${props.fixed ? styles.fixed : ''}`}>{props.children}</div>
      {props.footer ? <footer className={styles.footer}>{props.footer}</footer> : null}
    </PanelFrame>
  );
}

export interface SectionProps {
  title: ReactNode;
  facts?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
}

/** A titled part inside a panel's body. */
export function Section({ title, facts, actions, children }: SectionProps) {
  const id = useId();
  return (
    <section className={styles.section} aria-labelledby={id}>
      <div className={styles.sectionTitle}>
        <h3 id={id} className={styles.title}>
          {title}
        </h3>
        {facts ? <div className={styles.facts}>{facts}</div> : null}
        {actions ? <div className={styles.actions}>{actions}</div> : null}
      </div>
      {children}
    </section>
  );
}
