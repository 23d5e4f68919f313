import { useEffect } from 'react';
import { useApp } from '../../../store/use-app.ts';
import { wheelOf } from '../../charts/wheel/wheel.ts';
import { WheelChart } from '../../charts/wheel.tsx';
import { Button, Empty, Pane, Panel, Split } from '../../ui/index.ts';
import { Kinds } from './kinds.tsx';
import { Rounding } from './rounding.tsx';
import { TimerList } from './timer-list.tsx';
import styles from './timers.module.css';

/** Timers that are asked for before it is known how many are seen. */
const FIRST = 120;
/** debug_level at which the kernel prints changes of state. */
const STATES_LEVEL = 8;

/** Timers that are armed at the cursor, and where they stand in the kernel's wheel. */
export function TimersView() {
  const layout = useApp((state) => state.sizes.timers);
  const setSizes = useApp((state) => state.setSizes);
  const need = useApp((state) => state.needTimers);
  const info = useApp((state) => state.info);
  const level = useApp((state) => state.sides?.log?.level ?? 12);
  useEffect(() => {
    need({ from: 0, count: FIRST });
    return () => need(null);
  }, [need]);
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
          facts={<Facts rounds={wheel.rounds} />}
          actions={<NextExpiry />}
          subbar={<Kinds />}
          fixed
        >
          <TimerList />
        </Panel>
      </Pane>
      <Pane id="wheel" label="timer wheel" min={320}>
        <Panel
          id="wheel"
          title="Timer wheel"
          facts={`HZ ${info?.hz ?? ''}, ${wheel.levels.length} levels, ${
            wheel.rounds
              ? 'expiry rounded up to the slot'
              : 'timers cascade down from tv5 to tv1 and fire on time'
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

function Facts({ rounds }: { rounds: boolean }) {
  const total = useApp((state) => state.timerQueue?.total ?? 0);
  return (
    <span>
      <code>{total.toLocaleString('en')}</code> in the order they fire
      {rounds ? ', rounded up by the wheel' : ', on time'}
    </span>
  );
}

function NextExpiry() {
  const move = useApp((state) => state.move);
  return (
    <Button look="quiet" keys="e" onClick={() => move('next-expiry')}>
      Next expiry
    </Button>
  );
}
