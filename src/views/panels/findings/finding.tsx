import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FindingView } from '../../../trace/finding-views.ts';
import { IconButton, Panel, Phrases, Tabs } from '../../ui/index.ts';
import { Cases } from './cases.tsx';
import { Chart, chartFacts } from './chart.tsx';
import styles from './findings.module.css';

/** A finding: the sentence, the mechanism, the proof. */
export function Finding({ finding }: { finding: FindingView }) {
  return (
    <div className={styles.finding}>
      <Headline finding={finding} />
      <div className={styles.rest}>
        <Proof finding={finding} />
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
