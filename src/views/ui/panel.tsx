import { type ReactNode, useId } from 'react';
import styles from './panel.module.css';

export interface PanelProps {
  /** Name of the panel for `m` (maximise) and for tests. */
  id: string;
  title: ReactNode;
  /** The title is a name of the kernel's: mono. */
  kernel?: boolean;
  /** Next to the title, in label size. */
  facts?: ReactNode;
  actions?: ReactNode;
  subbar?: ReactNode;
  footer?: ReactNode;
  /** The body does not scroll by itself (a virtual list or a canvas fills it). */
  fixed?: boolean;
  children: ReactNode;
}

/** Header 32 with the title first and facts next to it, optional sub-bar and footer, body that scrolls. */
export function Panel(props: PanelProps) {
  const titleId = useId();
  return (
    <section className={styles.panel} data-panel-id={props.id} aria-labelledby={titleId}>
      <header className={styles.header}>
        <h2 id={titleId} className={`${styles.title} ${props.kernel ? styles.kernel : ''}`}>
          {props.title}
        </h2>
        {props.facts ? <div className={styles.facts}>{props.facts}</div> : null}
        {props.actions ? <div className={styles.actions}>{props.actions}</div> : null}
      </header>
      {props.subbar ? <div className={styles.subbar}>{props.subbar}</div> : null}
      <div className={`${styles.body} ${props.fixed ? styles.fixed : ''}`}>{props.children}</div>
      {props.footer ? <footer className={styles.footer}>{props.footer}</footer> : null}
    </section>
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
