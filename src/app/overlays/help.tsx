import { COMMANDS, type Command, keyText } from '../../store/commands.ts';
import { Dialog, KeyCap } from '../../views/ui/index.ts';
import styles from './overlays.module.css';

const GROUPS: readonly Command['group'][] = ['Step', 'Go to', 'View', 'Case'];
const ELSEWHERE: readonly (readonly [string, string])[] = [
  ['Arrows', 'Move in a list or a tree; Left and Right close and open'],
  ['Enter', 'Put the cursor on the line (path, log)'],
  ['Tab', 'Next panel or control'],
  ['Esc', 'Cancel loading, close, restore a panel'],
];

/** Every key, from the registry. */
export function Help({ onClose }: { onClose: () => void }) {
  return (
    <Dialog title="Keys" look="wide" onClose={onClose}>
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
        <section>
          <h3>In lists</h3>
          <dl>
            {ELSEWHERE.map(([key, label]) => (
              <HelpRow key={key} keys={[key]} label={label} />
            ))}
          </dl>
        </section>
      </div>
    </Dialog>
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
