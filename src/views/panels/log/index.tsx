import { type CSSProperties, useEffect, useState } from 'react';
import { LOG_FIELDS } from '../../../analysis/filter/log-fields.ts';
import { readsAs } from '../../../expression/reads-as.ts';
import { useApp, useDetailed } from '../../../store/use-app.ts';
import type { LogLine } from '../../../trace/views.ts';
import { Button, count, Empty, loaded, logTime, Panel, useRunMenu, VirtualList } from '../../ui/index.ts';
import styles from './log.module.css';
import { LogFilter } from './log-filter.tsx';

const LEVELS = Array.from({ length: 13 }, (_, level) => level);

/** The kernel log of the model at a debug level: what was printed, the line now, and what will be. */
export function LogPanel() {
  const total = useApp((state) => state.logTotal);
  const current = useApp((state) => state.logCurrent);
  const detailed = useDetailed();
  return (
    <Panel
      id="log"
      title="Kernel log"
      fixed
      facts={<LevelSelect />}
      search={<LogFilter />}
      actions={
        <span>
          {total > 0 ? `${count(current + 1)} of ${count(total)} lines` : ''}
          {detailed ? '' : ' of this event'}
        </span>
      }
    >
      <LogList />
    </Panel>
  );
}

function LevelSelect() {
  const level = useApp((state) => state.logLevel);
  const setLevel = useApp((state) => state.setLogLevel);
  return (
    <label className={styles.level}>
      level
      <select
        value={level}
        onChange={(event) => setLevel(Number(event.target.value))}
        aria-label="Debug level of the log"
      >
        {LEVELS.map((n) => (
          <option key={n} value={n}>
            {n}
          </option>
        ))}
      </select>
    </label>
  );
}

function LogList() {
  const total = useApp((state) => state.logTotal);
  const level = useApp((state) => state.logLevel);
  const current = useApp((state) => state.logCurrent);
  const cache = useApp((state) => state.logCache);
  const needLog = useApp((state) => state.needLog);
  const filter = useApp((state) => state.logFilter);
  const scanning = useApp((state) => state.logScanning);
  const go = useApp((state) => state.go);
  const toggleAt = useApp((state) => state.toggleAt);
  const detailed = useDetailed();
  const menu = useRunMenu();
  const [focus, setFocus] = useState<number | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new line takes the keyboard's place with it
  useEffect(() => setFocus(null), [current]);
  const enter = (index: number) => {
    const line = cache.get(index);
    if (line) go({ event: line.event, step: line.step });
  };
  const openMenu = (index: number, at: { x: number; y: number }) => {
    const line = cache.get(index);
    if (!line) return;
    const to = { event: line.event, step: line.step };
    menu.open(line.text, to, at, [
      { id: 'stop', label: 'Stop at this message', onSelect: () => void toggleAt(to) },
    ]);
  };
  if (total < 0 || (total === 0 && scanning)) return null;
  if (total === 0 && filter) return <NoLine filter={filter} />;
  if (total === 0)
    return (
      <Empty headline={`Nothing is printed at level ${level}${detailed ? '' : ' by this event'}`}>
        {detailed ? null : <p>In a run this long the log is that of the event at the cursor.</p>}
        <p hidden={!detailed}>
          {level < 12
            ? 'Messages of IPVS come at debug levels 0 to 12. A higher level shows more.'
            : 'No function of IPVS ran in this case: without a service it does not look at packets, and without packets there is nothing to look at.'}
        </p>
      </Empty>
    );
  const last = cache.get(Math.max(0, current)) ?? cache.values().next().value;
  const style = { '--w-stamp': `${Math.ceil(logTime(last?.stamp ?? 0).length * 6.5)}px` } as CSSProperties;
  return (
    <div style={{ height: '100%', ...style }}>
      <VirtualList
        label="Kernel log"
        count={total}
        active={focus ?? Math.max(0, current)}
        activeIsNow={false}
        measured
        onMove={setFocus}
        onPick={enter}
        onOpen={enter}
        onRange={needLog}
        onMenu={openMenu}
        onKey={(event) => menu.onKey(event, cache.get(focus ?? current) ?? null)}
        rowAria={(index) => ({ 'aria-current': index === current ? 'step' : undefined })}
        renderRow={(index) =>
          loaded(cache.get(index), (line) => <LogRow line={line} index={index} current={current} />)
        }
      />
      {menu.node}
    </div>
  );
}

function NoLine({ filter }: { filter: string }) {
  const setFilter = useApp((state) => state.setLogFilter);
  const words = readsAs(filter, LOG_FIELDS) === 'words';
  return (
    <Empty
      headline={words ? 'No line has all these words' : 'No line passes the filter'}
      action={<Button onClick={() => setFilter('')}>Clear the filter</Button>}
    >
      <p>
        <code>{filter}</code> was looked for in all lines of this level.
      </p>
    </Empty>
  );
}

function LogRow({ line, index, current }: { line: LogLine; index: number; current: number }) {
  const place = index === current ? styles.now : index > current ? styles.ahead : '';
  return (
    <div className={`${styles.row} ${place} ${line.ipvs ? '' : styles.foreign}`}>
      <span className={styles.stamp}>{logTime(line.stamp)}</span>
      <span className={styles.text}>{line.text}</span>
    </div>
  );
}
