import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FindingView } from '../../../trace/finding-views.ts';
import { IconButton, Pane, Panel, Phrases, Split, Tabs } from '../../ui/index.ts';
import { Cases } from './cases.tsx';
import { Chart, chartFacts } from './chart.tsx';
import styles from './findings.module.css';
import { Remedies } from './remedies.tsx';

/** A finding: the sentence, the mechanism, the proof, and what can be done about it. */
export function Finding({ finding }: { finding: FindingView }) {
  const layout = useApp((state) => state.sizes['finding-rows']);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <div className={styles.finding}>
      <Headline finding={finding} />
      <div className={styles.rest}>
        <Split
          id="finding-rows"
          direction="vertical"
          layout={layout}
          onLayout={(next) => setSizes('finding-rows', next)}
        >
          <Pane id="proof" label="the proof" min={120}>
            <Proof finding={finding} />
          </Pane>
          <Pane id="remedies" label="what can be done" size={190} min={80} keepsPixels>
            <Remedies finding={finding} />
          </Pane>
        </Split>
      </div>
    </div>
  );
}

function Headline({ finding }: { finding: FindingView }) {
  const go = useApp((state) => state.go);
  const showHelp = useApp((state) => state.showHelp);
  return (
    <section className={styles.top} aria-label="The finding">
      <div className={styles.title}>
        <h2 className={styles.headline}>{finding.headline}</h2>
        <IconButton
          icon="help"
          name={`Help: ${finding.title}`}
          onClick={() => showHelp(`finding-${finding.id}`)}
        />
      </div>
      <p>
        <Phrases phrases={finding.why} onGo={go} />
      </p>
    </section>
  );
}

function Proof({ finding }: { finding: FindingView }) {
  const [wanted, setWanted] = useState<'chart' | 'cases'>('chart');
  const { chart, cases, omitted } = finding;
  const look = chart === null ? 'cases' : wanted;
  const total = (cases.length + omitted).toLocaleString('en');
  const items = [
    ...(chart ? [{ id: 'chart', label: chart.title }] : []),
    { id: 'cases', label: `Moments ${total}` },
  ];
  return (
    <Panel
      id="proof"
      title="Proof"
      facts={look === 'chart' && chart ? chartFacts(chart) : undefined}
      search={
        <Tabs
          label="Proof"
          items={items}
          selected={look}
          onSelect={(id) => setWanted(id === 'cases' ? 'cases' : 'chart')}
          look="objects"
        />
      }
      fixed={look === 'cases'}
    >
      {look === 'chart' && chart ? <Chart chart={chart} /> : <Cases finding={finding} />}
    </Panel>
  );
}
