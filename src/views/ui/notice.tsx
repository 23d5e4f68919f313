import type { ReactNode } from 'react';
import type { Problem } from '../../base/result.ts';
import { KeyCap } from './key-cap.tsx';
import styles from './notice.module.css';

export interface EmptyProps {
  /** What would be here: "No templates yet". */
  headline: string;
  /** Why it is not here. */
  children?: ReactNode;
  /** The one step that changes it. */
  action?: ReactNode;
  /** A faint dashed outline of the thing. */
  figure?: ReactNode;
}

/** Says what would be here, why it is not, and the one step that changes it. */
export function Empty({ headline, children, action, figure }: EmptyProps) {
  return (
    <div className={styles.notice}>
      <h2 className={styles.headline}>{headline}</h2>
      {children ? <div className={styles.text}>{children}</div> : null}
      {action ? <div className={styles.actions}>{action}</div> : null}
      {figure ? <div className={styles.figure}>{figure}</div> : null}
    </div>
  );
}

/** Stands where something of the moment will be as soon as the model has run up to it. */
export function OnItsWay({ what }: { what: string }) {
  return <p className={styles.onItsWay}>The model runs up to this event. {what} will be here when it has.</p>;
}

export interface ErrorNoticeProps {
  /** Names the file: "director.pcap is not a capture". */
  headline: string;
  problems: readonly Problem[];
  /** What stays and what to do. */
  children?: ReactNode;
  actions?: ReactNode;
}

/** What is wrong, the bytes or the line that show it, what stays, what to do. */
export function ErrorNotice({ headline, problems, children, actions }: ErrorNoticeProps) {
  return (
    <div className={styles.notice} role="alert">
      <h2 className={styles.headline}>{headline}</h2>
      {problems.map((problem) => (
        <div key={`${problem.code} ${problem.line ?? ''} ${problem.offset ?? ''} ${problem.message}`}>
          <p className={styles.text}>{problem.message}</p>
          <Evidence problem={problem} />
        </div>
      ))}
      {children ? <div className={styles.text}>{children}</div> : null}
      {actions ? <div className={styles.actions}>{actions}</div> : null}
    </div>
  );
}

/** The offending bytes or line with its offset or line number. */
export function Evidence({ problem }: { problem: Problem }) {
  const where = whereOf(problem);
  if (!problem.evidence && !where) return null;
  return (
    <pre className={styles.evidence}>
      {where ? <span className={styles.where}>{`${where}  `}</span> : null}
      {problem.evidence ?? ''}
    </pre>
  );
}

/** `line 12`, `byte 0x00000018`, or nothing. */
export function whereOf(problem: Problem): string {
  if (problem.line !== undefined) return `line ${problem.line}`;
  if (problem.offset !== undefined) return `byte 0x${problem.offset.toString(16).padStart(8, '0')}`;
  return '';
}

export interface ProgressBarProps {
  done: number;
  total: number;
  /** `packets`. */
  unit: string;
  phase?: string;
  /** Shows that Esc cancels. */
  cancellable?: boolean;
  /** Without the counts: they stand elsewhere. */
  bare?: boolean;
}

/** 3 px ink bar with counts: "62,140 of 100,000 packets". */
export function ProgressBar({
  done,
  total,
  unit,
  phase,
  cancellable = false,
  bare = false,
}: ProgressBarProps) {
  const share = total > 0 ? Math.min(1, done / total) : 0;
  return (
    <div className={styles.progress}>
      <div
        className={styles.track}
        role="progressbar"
        aria-label={phase ?? unit}
        aria-valuemin={0}
        aria-valuemax={total}
        aria-valuenow={done}
      >
        <div className={styles.bar} style={{ width: `${share * 100}%` }} />
      </div>
      {bare ? null : (
        <span className={styles.counts}>
          {phase ? `${phase}: ` : ''}
          {total > 0 ? `${done.toLocaleString('en')} of ${total.toLocaleString('en')} ${unit}` : unit}
        </span>
      )}
      {cancellable ? <KeyCap keys="Esc" /> : null}
    </div>
  );
}
