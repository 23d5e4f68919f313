import { shownFinding } from '../../../store/findings-state.ts';
import { useApp } from '../../../store/use-app.ts';
import { Empty, Pane, Panel, ProgressBar, Split } from '../../ui/index.ts';
import { Finding } from './finding.tsx';
import styles from './findings.module.css';
import { FindingList } from './list.tsx';
import { Lower } from './lower.tsx';

/** What is wrong in the case, each with its proof and what can be done. */
export function FindingsView() {
  const layout = useApp((state) => state.sizes['findings-columns']);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <Split
      id="findings-columns"
      direction="horizontal"
      layout={layout}
      onLayout={(next) => setSizes('findings-columns', next)}
    >
      <Pane id="list" label="the list of findings" size={332} min={220} keepsPixels>
        <FindingList />
      </Pane>
      <Pane id="finding" label="the finding" min={380}>
        <WithLower />
      </Pane>
    </Split>
  );
}

function WithLower() {
  const finding = useApp(shownFinding);
  const layout = useApp((state) => state.sizes['finding-rows']);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <Split
      id="finding-rows"
      direction="vertical"
      layout={layout}
      onLayout={(next) => setSizes('finding-rows', next)}
    >
      <Pane id="shown" label="the finding and its proof" min={160}>
        <Shown />
      </Pane>
      <Pane id="lower" label="what helps" size={300} min={90} keepsPixels>
        <Lower finding={finding} />
      </Pane>
    </Split>
  );
}

function Shown() {
  const findings = useApp((state) => state.findings);
  const { done, of } = useApp((state) => state.findingsDone);
  const growing = useApp((state) => state.growing);
  const finding = useApp(shownFinding);
  if (finding) return <Finding finding={finding} />;
  if (findings)
    return (
      <Panel id="finding" title="Finding">
        <Empty headline="Nothing is wrong in this case, as far as it can be seen">
          <p>
            {findings.detectors} detectors have looked at its packets, entries and rules. The list says which.
          </p>
          {findings.limits.map((limit) => (
            <p key={limit}>{limit}</p>
          ))}
        </Empty>
      </Panel>
    );
  return (
    <Panel id="finding" title="Finding">
      <div className={styles.waiting}>
        {growing ? (
          <p>The model is still running. Detectors look at the whole case when it is done.</p>
        ) : (
          <ProgressBar done={done} total={of} unit="detectors" phase="looking" />
        )}
      </div>
    </Panel>
  );
}
