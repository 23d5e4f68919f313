import { type KeyboardEvent, useId } from 'react';
import { nameOf, shownFinding } from '../../../store/findings-state.ts';
import { useApp } from '../../../store/use-app.ts';
import type { CheckView, FindingView, Severity } from '../../../trace/finding-views.ts';
import { counted, Icon, type IconName, Panel, tip } from '../../ui/index.ts';
import { targetRow } from '../../ui/list-keys.ts';
import styles from './findings.module.css';

const ICONS: Readonly<Record<Severity, readonly [icon: IconName, means: string]>> = {
  loses: ['trouble', 'Loses traffic or sessions'],
  risk: ['warning', 'Risk'],
  note: ['info', 'Note'],
};

/** What was found, worst first; below it what was looked for and is not there. */
export function FindingList() {
  const findings = useApp((state) => state.findings);
  const shown = useApp(shownFinding);
  const list = findings?.findings ?? [];
  return (
    <Panel
      id="findings"
      title="Findings"
      facts={findings ? <span>whole case, {counted(findings.detectors, 'detector')}</span> : undefined}
    >
      {list.length > 0 ? <Listed findings={list} shown={shown} /> : null}
      {findings ? <Clear checks={findings.clear} /> : null}
    </Panel>
  );
}

/** All of them, because they are few: one tab stop, arrows choose. */
function Listed({ findings, shown }: { findings: readonly FindingView[]; shown: FindingView | null }) {
  const choose = useApp((state) => state.chooseFinding);
  const id = useId();
  const at = shown ? findings.indexOf(shown) : -1;
  const onKeyDown = (event: KeyboardEvent) => {
    const to = targetRow(event, at, findings.length, 5);
    if (to === null) return;
    event.preventDefault();
    choose(nameOf(findings[to]));
    document.getElementById(`${id}-${to}`)?.scrollIntoView({ block: 'nearest' });
  };
  return (
    <div
      role="listbox"
      tabIndex={0}
      aria-label="Findings"
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      className={styles.list}
      onKeyDown={onKeyDown}
    >
      {findings.map((finding, row) => (
        <div
          key={nameOf(finding)}
          id={`${id}-${row}`}
          role="option"
          tabIndex={-1}
          aria-selected={row === at}
          aria-label={spoken(finding)}
          className={styles.row}
          onClick={() => choose(nameOf(finding))}
          onKeyDown={undefined}
        >
          <Row finding={finding} />
        </div>
      ))}
    </div>
  );
}

const spoken = ({ title, summary, severity }: FindingView): string =>
  `${ICONS[severity][1]}: ${title}. ${summary}`;

export function SeverityIcon({ severity }: { severity: Severity }) {
  const [icon, means] = ICONS[severity];
  return (
    <span className={`${styles.severity} ${styles[severity]}`} {...tip(means)}>
      <Icon name={icon} />
    </span>
  );
}

function Row({ finding }: { finding: FindingView }) {
  return (
    <>
      <SeverityIcon severity={finding.severity} />
      <div>
        <div className={styles.rowTitle}>
          {finding.title}
          {finding.service ? <code>{finding.service}</code> : null}
        </div>
        <div className={styles.summary}>{finding.summary}</div>
      </div>
    </>
  );
}

function Clear({ checks }: { checks: readonly CheckView[] }) {
  const looked = checks.filter(({ unable }) => unable === '');
  const could = checks.filter(({ unable }) => unable !== '');
  return (
    <div className={styles.clear}>
      {looked.length > 0 ? (
        <>
          <h3>
            Checked, nothing found <span>{looked.length}</span>
          </h3>
          <ul>
            {looked.map(({ id, title }) => (
              <li key={id}>
                <Icon name="check" /> {title}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {could.length > 0 ? (
        <>
          <h3>
            Not checked <span>{could.length}</span>
          </h3>
          <ul>
            {could.map(({ id, title, unable }) => (
              <li key={id}>
                <Icon name="minus" />
                <span>
                  {title}
                  <small>{unable}</small>
                </span>
              </li>
            ))}
          </ul>
        </>
      ) : null}
    </div>
  );
}
