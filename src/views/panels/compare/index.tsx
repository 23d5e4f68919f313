import { type ReactNode, useEffect } from 'react';
import type { ComparisonView } from '../../../engine/protocol/messages.ts';
import { useApp } from '../../../store/use-app.ts';
import { Button, count, Pane, Panel, ProgressBar, Split } from '../../ui/index.ts';
import { Alignment } from './alignment.tsx';
import { BesideActions, NothingBeside } from './beside.tsx';
import { Columns } from './columns.tsx';
import styles from './compare.module.css';
import { Detail } from './detail.tsx';
import { Differences } from './differences.tsx';
import { headline, momentText, nameOf, tally } from './sentences.ts';

/** Two kernels of a case, line by line: how far they agree, where they part and why. */
export function CompareView() {
  const sides = useApp((state) => state.sides);
  const comparison = useApp((state) => state.comparison);
  const comparing = useApp((state) => state.comparing);
  const stopped = useApp((state) => state.comparingStopped);
  const compare = useApp((state) => state.compare);
  const several = (sides?.sides.length ?? 0) > 1;
  useEffect(() => {
    if (several && !comparison && !comparing && !stopped) void compare();
  }, [several, comparison, comparing, stopped, compare]);
  if (!sides) return null;
  if (comparison) return <Compared comparison={comparison} />;
  return (
    <Panel id="compare" title="Compare" actions={several ? <BesideActions /> : null}>
      {several ? <Waiting /> : <NothingBeside />}
    </Panel>
  );
}

function Waiting() {
  const comparing = useApp((state) => state.comparing);
  const stop = useApp((state) => state.stopComparing);
  const compare = useApp((state) => state.compare);
  if (!comparing)
    return (
      <div className={styles.waiting}>
        <p>The comparison was stopped.</p>
        <Button onClick={() => void compare()}>Compare</Button>
      </div>
    );
  return (
    <div className={styles.waiting}>
      <ProgressBar
        done={comparing.done}
        total={comparing.total}
        unit={comparing.unit}
        phase={comparing.phase}
      />
      <Button onClick={stop}>Stop comparing</Button>
    </div>
  );
}

function Compared({ comparison }: { comparison: ComparisonView }) {
  const layout = useApp((state) => state.sizes['compare-rows']);
  const setSizes = useApp((state) => state.setSizes);
  const differs = comparison.differences > 0;
  return (
    <div className={styles.view}>
      <Headline comparison={comparison} />
      <div className={styles.rest}>
        <Split
          id="compare-rows"
          direction="vertical"
          layout={layout}
          onLayout={(next) => setSizes('compare-rows', next)}
        >
          <Pane id="columns" label="the two sides" min={120}>
            <Columns comparison={comparison} />
          </Pane>
          <Pane id="below" label="differences" size={differs ? 176 : 104} min={72} keepsPixels>
            {differs ? <Lower comparison={comparison} /> : <Detail comparison={comparison} />}
          </Pane>
        </Split>
      </div>
    </div>
  );
}

function Lower({ comparison }: { comparison: ComparisonView }) {
  const layout = useApp((state) => state.sizes['compare-lower']);
  const setSizes = useApp((state) => state.setSizes);
  return (
    <Split
      id="compare-lower"
      direction="horizontal"
      layout={layout}
      onLayout={(next) => setSizes('compare-lower', next)}
    >
      <Pane id="differences" label="differences" min={240}>
        <Differences comparison={comparison} />
      </Pane>
      <Pane id="detail" label="the chosen line" min={240}>
        <Detail comparison={comparison} />
      </Pane>
    </Split>
  );
}

function Headline({ comparison }: { comparison: ComparisonView }) {
  const [first] = comparison.list;
  return (
    <section className={styles.top} aria-label="Result of the comparison">
      <div className={styles.result}>
        <h2 className={styles.headline}>{headline(comparison)}</h2>
        {first ? <p>{first.text}</p> : <p>{agreement(comparison)}</p>}
        <p className={styles.facts}>
          {first ? <span>{tally(comparison)}</span> : null}
          {comparison.level >= 0 && comparison.level < 12 ? (
            <span>
              Compared up to debug_level {comparison.level}: {nameOf(comparison.a.name)} has nothing above it
              that could be compared.
            </span>
          ) : null}
          {comparison.until === null ? null : (
            <span>
              Compared up to {momentText(comparison.until)}: the messages of more than a million inputs do not
              fit. Cut the case to look at what comes later.
            </span>
          )}
        </p>
      </div>
      <div className={styles.side}>
        <BesideActions />
        <Alignment />
      </div>
    </section>
  );
}

function agreement({ a, b, lines }: ComparisonView): ReactNode {
  if (lines.a === 0) return 'Neither side prints a message of IPVS.';
  return `Every message of IPVS stands on both sides, in the same order and within the same ticks: ${count(lines.a)} of ${a.title}, ${count(lines.b)} of ${b.title}.`;
}
