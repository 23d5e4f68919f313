import { useState } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FindingView } from '../../../trace/finding-views.ts';
import { Button, Phrases } from '../../ui/index.ts';
import styles from './findings.module.css';

/** What can be done about a finding, with the commands that do it. */
export function Remedies({ finding }: { finding: FindingView }) {
  const go = useApp((state) => state.go);
  return (
    <ul className={styles.remedies} aria-label="Remedies">
      {finding.remedies.map(({ phrases, commands }, at) => (
        // The list of a finding never reorders.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <li key={at}>
          <p>
            <Phrases phrases={phrases} onGo={go} />
          </p>
          {commands.map((command) => (
            <CommandLine key={command} command={command} />
          ))}
        </li>
      ))}
    </ul>
  );
}

/** A command in mono with a button that copies it. */
function CommandLine({ command }: { command: string }) {
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(command);
      setSaid('copied');
    } catch {
      setSaid('the browser does not allow it: select the text');
    }
  };
  return (
    <div className={styles.command}>
      <code>{command}</code>
      <Button look="quiet" icon="copy" aria-label={`Copy ${command}`} onClick={() => void copy()}>
        Copy
      </Button>
      <span role="status">{said}</span>
    </div>
  );
}
