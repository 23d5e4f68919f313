import { useApp } from '../../../store/use-app.ts';
import { wheelOf } from '../../charts/wheel/wheel.ts';
import { WheelChart } from '../../charts/wheel.tsx';
import { Empty, Pane, Panel, Split } from '../../ui/index.ts';
import { Rounding } from './rounding.tsx';
import { TimerList } from './timer-list.tsx';
import styles from './timers.module.css';

/** debug_level at which the kernel prints changes of state. */
const STATES_LEVEL = 8;

/** Timers that are armed at the cursor, and where they stand in the kernel's wheel. */
export function TimersView() {
  const layout = useApp((state) => state.sizes.timers);
  const setSizes = useApp((state) => state.setSizes);
  const timers = useApp((state) => state.moment?.totals.timers ?? 0);
  const listed = useApp((state) => state.moment?.timers.length ?? 0);
  const info = useApp((state) => state.info);
  const level = useApp((state) => state.sides?.log?.level ?? 12);
  const wheel = wheelOf(info?.profile ?? '', info?.hz ?? 100);
  if (info?.observed && level < STATES_LEVEL)
    return (
      <Panel id="timers" title="Coming timers">
        <Empty headline="Timers are not known">
          A timer is set by the state of its entry, and states are printed at debug_level {STATES_LEVEL}. The
          lines of this log are of level {Math.max(0, level)} at most.
        </Empty>
      </Panel>
    );
  return (
    <Split id="timers" direction="horizontal" layout={layout} onLayout={(next) => setSizes('timers', next)}>
      <Pane id="list" label="coming timers" size="47%" min={300}>
        <Panel
          id="timers"
          title="Coming timers"
          facts={<Facts timers={timers} listed={listed} rounds={wheel.rounds} />}
          fixed
        >
          <TimerList wheel={wheel} />
        </Panel>
      </Pane>
      <Pane id="wheel" label="timer wheel" min={320}>
        <Panel
          id="wheel"
          title="Timer wheel"
          facts={`HZ ${info?.hz ?? ''}, ${wheel.levels.length} levels, ${
            wheel.rounds ? 'expiry rounded up to the slot' : 'timers cascade down and fire on time'
          }`}
        >
          <WheelChart />
          <div className={styles.rounding}>
            <Rounding wheel={wheel} />
          </div>
        </Panel>
      </Pane>
    </Split>
  );
}

function Facts({ timers, listed, rounds }: { timers: number; listed: number; rounds: boolean }) {
  return (
    <span>
      <code>{timers.toLocaleString('en')}</code> armed, {listed < timers ? `the next ${listed}` : ''} in the
      order they fire
      {rounds ? ', rounded up by the wheel' : ''}
    </span>
  );
}
