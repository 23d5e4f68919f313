import { type Command, commandOf, keyText, lastStep } from '../store/commands.ts';
import type { AppState } from '../store/state.ts';
import { noRunBecause } from '../store/stop-commands.ts';
import { useApp, useAppStore } from '../store/use-app.ts';
import type { Moment } from '../trace/views.ts';
import { count, counted, Icon, type IconName, packetTime, tip } from '../views/ui/index.ts';
import styles from './top-bar.module.css';

const BACK: readonly [string, IconName][] = [
  ['first', 'continue'],
  ['run-back', 'run'],
  ['previous-packet', 'packet'],
  ['out-back', 'out'],
  ['over-back', 'over'],
  ['into-back', 'into'],
];
const FORWARD: readonly [string, IconName][] = [
  ['into', 'into'],
  ['over', 'over'],
  ['out', 'out'],
  ['next-packet', 'packet'],
  ['run', 'run'],
  ['last', 'continue'],
];

/** Steps mirrored around the readout; Shift reverses time. */
export function Transport() {
  return (
    <div className={styles.transport} role="toolbar" aria-label="Steps">
      {BACK.map(([id, icon]) => (
        <StepButton key={id} command={commandOf(id)} icon={icon} mirrored />
      ))}
      <Readout />
      {FORWARD.map(([id, icon]) => (
        <StepButton key={id} command={commandOf(id)} icon={icon} />
      ))}
    </div>
  );
}

function StepButton({
  command,
  icon,
  mirrored = false,
}: {
  command: Command;
  icon: IconName;
  mirrored?: boolean;
}) {
  const store = useAppStore();
  const enabled = useApp((state) => command.enabled(state));
  const why = useApp((state) => (icon === 'run' ? noRunBecause(state) : ''));
  const [key] = command.keys;
  return (
    <button
      type="button"
      className={`${styles.step} ${/continue|out|run/.test(icon) ? styles.mediumOnly : ''}`}
      aria-label={command.label}
      aria-keyshortcuts={key}
      aria-disabled={!enabled}
      onClick={() => {
        const state = store.getState();
        if (command.enabled(state)) command.run(state);
      }}
      {...tip(why ? `${command.label}. ${why}` : command.label, keyText(key))}
    >
      <Icon name={icon} mirrored={mirrored} />
      <span className={styles.stepKey} aria-hidden="true">
        {key}
      </span>
    </button>
  );
}

function Readout() {
  const moment = useApp((state) => state.moment);
  const overview = useApp((state) => state.overview);
  if (!moment || !overview) return <div className={styles.readout} />;
  return (
    <div className={styles.readout} style={{ minWidth: `${widest(overview.packets)}ch` }} data-readout>
      <div>{where(moment, overview)}</div>
      <div>
        <span>
          {moment.cursor.event < 0
            ? overview.packets === 0
              ? 'no packets'
              : `of ${counted(overview.packets, 'packet')}`
            : moment.sketch
              ? 'working out its steps'
              : `step ${moment.cursor.step} of ${lastStep(moment)}`}
        </span>
      </div>
    </div>
  );
}

/** Characters of the longest readout, so that it keeps its width whatever the packet. */
function widest(packets: number): number {
  return 2 + 2 * count(packets).length + 'packet  of '.length;
}

function where({ row, cursor }: Moment, overview: NonNullable<AppState['overview']>) {
  if (cursor.event < 0) return overview.events === 0 ? 'rules only' : 'before packet 1';
  if (row?.packet)
    return (
      <>
        <b>packet {count(row.packet)}</b> <span>of {count(overview.packets)}</span>
      </>
    );
  return (
    <>
      <b>{packetTime(row?.time ?? 0)} s</b> <span>{row?.kind ?? ''}</span>
    </>
  );
}
