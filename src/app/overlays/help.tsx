import { COMMANDS, type Command, keyText } from '../../store/commands.ts';
import { Dialog, KeyCap } from '../../views/ui/index.ts';
import { Colours, Modelled, Views } from './help-text.tsx';
import styles from './overlays.module.css';

const GROUPS: readonly Command['group'][] = ['Step', 'Go to', 'View', 'Case'];
const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['Arrows', 'Move in a list, a tree or the map; Left and Right close and open a call'],
  ['Enter', 'Put the cursor on the line (path, log), open a bucket'],
  ['PageDown', 'A page down or up in a list'],
  ['Tab', 'Next panel or control'],
  ['Esc', 'Stop loading, close, restore a panel, clear the filter'],
];
const TIMELINE: readonly (readonly [string, string])[] = [
  ['Arrows', 'Event by event; with Shift they pan'],
  ['+', 'Zoom in; - zooms out, so does the wheel'],
  ['PageDown', 'Pan by most of the width; PageUp back'],
];

/** What one looks at, every key from the registry, the colours, and what the model covers. */
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Help" look="wide" onClose={onClose}>
      <Views />
      <div className={styles.help}>
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
      <Colours />
      <Modelled />
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
