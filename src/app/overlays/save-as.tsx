import { type ReactNode, useState } from 'react';
import type { ExportKind } from '../../engine/protocol/exports.ts';
import { useApp } from '../../store/use-app.ts';
import { Button, saveFile } from '../../views/ui/index.ts';
import styles from './save-as.module.css';

interface Form {
  readonly kind: ExportKind;
  readonly label: string;
  readonly about: ReactNode;
}

const FORMS: readonly Form[] = [
  {
    kind: 'report',
    label: 'Report',
    about: 'Markdown for a bug report: kernel, rules, this moment and why it went so, what was assumed.',
  },
  {
    kind: 'capture',
    label: 'Capture',
    about: (
      <>
        <code>pcapng</code> of the packets and of what the model sends on, each with its decision as a
        comment: opens in Wireshark.
      </>
    ),
  },
  {
    kind: 'rules',
    label: 'Rules',
    about: (
      <>
        Services and servers for <code>ipvsadm -R</code>.
      </>
    ),
  },
  {
    kind: 'script',
    label: 'Script',
    about: (
      <>
        A shell script that lets a real kernel decide the case: network namespaces, <code>ipvsadm</code>,{' '}
        <code>tcpreplay</code>, and the log at the end.
      </>
    ),
  },
  {
    kind: 'log',
    label: 'Log',
    about: (
      <>
        What the model&apos;s kernel prints, as <code>dmesg</code> shows it.
      </>
    ),
  },
  {
    kind: 'table-csv',
    label: 'Table, CSV',
    about: 'All entries of the connection table at this moment, with every field.',
  },
  { kind: 'table-json', label: 'Table, JSON', about: 'The same for programs.' },
];

/** Files for other tools and other people. Nothing is sent anywhere: the browser saves them. */
export function SaveAs() {
  const exporting = useApp((state) => state.exporting);
  const exportCase = useApp((state) => state.exportCase);
  const [said, setSaid] = useState('Addresses are as they are in the case.');
  const save = async (kind: ExportKind) => {
    const result = await exportCase(kind);
    if (!result) return setSaid('It could not be made. Go to another moment, or open the case again.');
    if (!result.ok) return setSaid(result.message);
    saveFile(result.name, result.data);
    setSaid(`Saved as ${result.name}`);
  };
  return (
    <>
      <dl className={styles.forms}>
        {FORMS.map(({ kind, label, about }) => (
          <div key={kind}>
            <dt>
              <Button
                icon="file"
                aria-describedby={`save-${kind}`}
                disabled={exporting !== null}
                onClick={() => void save(kind)}
              >
                {label}
              </Button>
            </dt>
            <dd id={`save-${kind}`}>{about}</dd>
          </div>
        ))}
      </dl>
      <p className={styles.said} role="status">
        {exporting === null ? said : 'Making it\u2026'}
      </p>
    </>
  );
}
