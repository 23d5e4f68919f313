import { useEffect, useMemo } from 'react';
import { placeOf } from '../../../analysis/flow/chart.ts';
import { chartOf } from '../../../analysis/flow/charts.ts';
import { toldNodes } from '../../../analysis/flow/told.ts';
import { wayOf } from '../../../analysis/flow/way.ts';
import { useApp, useDetailed } from '../../../store/use-app.ts';
import type { Step } from '../../../trace/views.ts';
import { CallTree } from '../../charts/call-tree/call-tree.tsx';
import { counted, Empty, OnItsWay, Pane, Panel, Split } from '../../ui/index.ts';
import styles from './bar.module.css';
import { Legend, Said, Tools } from './bar.tsx';
import { FlowChart } from './chart.tsx';
import { lanesShown } from './layout.ts';
import { lit } from './lit.ts';
import { Through } from './through.tsx';

const NO_STEPS: readonly Step[] = [];

/** The ways of a packet through netfilter and IPVS: all that there are, and the one that it took. */
export function FlowView() {
  const layout = useApp((state) => state.sizes.flow);
  const setSizes = useApp((state) => state.setSizes);
  const info = useApp((state) => state.info);
  const needFlow = useApp((state) => state.needFlow);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another case has other numbers
  useEffect(() => needFlow(), [info, needFlow]);
  const chart = chartOf(info?.profile ?? '');
  if (!info) return null;
  if (!chart)
    return (
      <Panel id="flow" title="Flow">
        <Empty headline="No flowchart of this kernel">
          <p>
            The ways through <code>{info.profile}</code> are not written down.
          </p>
        </Empty>
      </Panel>
    );
  return (
    <Split id="flow" direction="horizontal" layout={layout} onLayout={(next) => setSizes('flow', next)}>
      <Pane id="chart" label="the flowchart" min={420}>
        <ChartPanel profile={info.profile} />
      </Pane>
      <Pane id="side" label="the calls" size={340} min={230} keepsPixels>
        <Side profile={info.profile} />
      </Pane>
    </Split>
  );
}

function ChartPanel({ profile }: { profile: string }) {
  const chart = chartOf(profile);
  const moment = useApp((state) => state.moment);
  const counts = useApp((state) => state.flowCounts);
  const heat = useApp((state) => state.flowHeat);
  const all = useApp((state) => state.flowShowsAll);
  const observed = useApp((state) => state.info?.observed ?? false);
  const detailed = useDetailed();
  const events = useApp((state) => state.overview?.events ?? 0);
  const steps = moment?.steps ?? NO_STEPS;
  const cursor = moment?.cursor.step ?? 0;
  const told = useMemo(() => (observed && chart ? toldNodes(chart) : null), [observed, chart]);
  const way = useMemo(() => (chart ? wayOf(chart, steps, told) : null), [chart, steps, told]);
  const shown = useMemo(() => (way ? lit(way, steps, cursor) : null), [way, steps, cursor]);
  const lanes = useMemo(
    () => (chart ? lanesShown(chart, counts, all || !detailed) : []),
    [chart, counts, all, detailed],
  );
  if (!chart || !shown || !moment) return null;
  return (
    <Panel
      id="flow"
      title="Flow"
      search={
        <div className={styles.bar}>
          <Said lit={shown} moment={moment} />
        </div>
      }
      actions={<Tools />}
      footer={
        <>
          <Legend />
          <LeftOut hidden={chart.lanes.length - lanes.length} all={all} />
        </>
      }
      fixed
    >
      {counts ? (
        <FlowChart chart={chart} lanes={lanes} lit={shown} counts={counts} of={heat ? events : 0} />
      ) : null}
    </Panel>
  );
}

/** Schedulers, methods and helpers that the case never comes to. */
function LeftOut({ hidden, all }: { hidden: number; all: boolean }) {
  const setFlow = useApp((state) => state.setFlow);
  const detailed = useDetailed();
  if (!detailed || (hidden === 0 && !all)) return null;
  return (
    <span className={styles.foot}>
      <button type="button" className={styles.plain} onClick={() => setFlow({ flowShowsAll: !all })}>
        {all
          ? 'Hide functions that this case never enters'
          : `Show ${counted(hidden, 'function')} more that this case never enters`}
      </button>
    </span>
  );
}

function Side({ profile }: { profile: string }) {
  const layout = useApp((state) => state.sizes['flow-side']);
  const setSizes = useApp((state) => state.setSizes);
  const place = useApp((state) => state.flowPlace);
  const chart = chartOf(profile);
  return (
    <Split
      id="flow-side"
      direction="vertical"
      layout={layout}
      onLayout={(next) => setSizes('flow-side', next)}
    >
      {place !== null && chart && placeOf(chart, place) ? (
        <Pane id="through" label="the events" size="50%" min={120}>
          <Through chart={chart} place={place} />
        </Pane>
      ) : null}
      <Pane id="calls" label="the calls" min={120}>
        <Calls />
      </Pane>
    </Split>
  );
}

/** The tree of calls at the same cursor. */
function Calls() {
  const moment = useApp((state) => state.moment);
  if (!moment) return null;
  const { steps, cursor, sketch } = moment;
  return (
    <Panel
      id="flow-calls"
      title="Calls"
      facts={steps.length > 0 ? <span>{counted(steps.length, 'step')}</span> : null}
      fixed
    >
      {steps.length > 0 ? (
        <CallTree steps={steps} cursor={cursor} />
      ) : sketch ? (
        <OnItsWay what="Its calls" />
      ) : (
        <Empty headline={cursor.event < 0 ? 'Before the first event' : 'No function of IPVS ran'}>
          <p>
            {cursor.event < 0
              ? 'The kernel is set up and nothing has happened.'
              : 'At this event there is no path to show.'}
          </p>
        </Empty>
      )}
    </Panel>
  );
}
