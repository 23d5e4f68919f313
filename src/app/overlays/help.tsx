import { useEffect } from 'react';
import { COMMANDS, type Command, keyText } from '../../store/commands.ts';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Dialog, KeyCap } from '../../views/ui/index.ts';
import { Filters } from './help-filters.tsx';
import { FindingsHelp } from './help-findings.tsx';
import { StopsHelp } from './help-stops.tsx';
import { Colours, Modelled, Sharing, Views } from './help-text.tsx';
import styles from './overlays.module.css';

const GROUPS: readonly Command['group'][] = ['Step', 'Go to', 'View', 'Case'];
const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['Arrows', 'Move in a list, a tree or the map; Left and Right close and open a call'],
  ['Enter', 'Put the cursor on the line (path, log), open a bucket'],
  ['PageDown', 'A page down or up in a list'],
  ['Tab', 'Next panel or control'],
  [
    'Ctrl Space',
    'In a filter: what can be written here; Arrow up in the empty field: what was written before',
  ],
  [
    'F4',
    'Run to the line (path, log), unless a stop comes first; Shift F10 or a right click: what else can be done with it',
  ],
  ['Esc', 'Stop loading or a run, close, restore a panel, clear the filter'],
];
const TIMELINE: readonly (readonly [string, string])[] = [
  [
    'Arrows',
    'Left and right event by event, with Shift they pan; up and down choose the entry of another lane',
  ],
  ['+', 'Zoom in; - zooms out, so does the wheel; dragging with Shift shows a stretch'],
  ['PageDown', 'Pan by most of the width; PageUp back'],
  ['Tab', 'To the marks: arrows choose one, Enter goes there, or unfolds a gap and folds it again'],
];

/** What one looks at, every key from the registry, the colours, and what the model covers. */
export function Help({ onClose }: { onClose: () => void }) {
  const topic = useApp((state) => state.helpTopic);
  const store = useAppStore();
  useEffect(() => {
    const part = topic ? document.getElementById(`help-${topic}`) : null;
    part?.scrollIntoView({ block: 'start' });
    part?.focus({ preventScroll: true });
    // The next time the help begins at its beginning.
    return () => store.setState({ helpTopic: null });
  }, [topic, store]);
  return (
    <Dialog title="Help" look="wide" onClose={onClose}>
      <div id="help-views" tabIndex={-1}>
        <Views />
      </div>
      <div className={styles.help} id="help-keys" tabIndex={-1}>
        {GROUPS.map((group) => (
          <section key={group}>
            <h3>{group}</h3>
            <dl>
              {COMMANDS.filter((command) => command.group === group).map((command) => (
                <HelpRow key={command.id} keys={command.keys.map(keyText)} label={command.label} />
              ))}
            </dl>
          </section>
        ))}
        <Keys title="In lists" rows={ELSEWHERE} />
        <Keys title="On the timeline, when it has the focus" rows={TIMELINE} />
      </div>
      <FindingsHelp />
      <StopsHelp />
      <Filters />
      <div id="help-colours" tabIndex={-1}>
        <Colours />
      </div>
      <div id="help-modelled" tabIndex={-1}>
        <Sharing />
        <Modelled />
      </div>
    </Dialog>
  );
}

function Keys({ title, rows }: { title: string; rows: readonly (readonly [string, string])[] }) {
  return (
    <section>
      <h3>{title}</h3>
      <dl>
        {rows.map(([key, label]) => (
          <HelpRow key={key} keys={[key]} label={label} />
        ))}
      </dl>
    </section>
  );
}

function HelpRow({ keys, label }: { keys: readonly string[]; label: string }) {
  return (
    <div className={styles.helpRow}>
      <dt>
        {keys.map((key) => (
          <KeyCap key={key} keys={key} />
        ))}
      </dt>
      <dd>{label}</dd>
    </div>
  );
}
