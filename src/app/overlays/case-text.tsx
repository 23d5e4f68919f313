import { useState } from 'react';
import { useApp } from '../../store/use-app.ts';
import { Button, saveFile } from '../../views/ui/index.ts';
import styles from '../reading.module.css';

/** The case as readable text: rules, settings and packets, to keep or to send. */
export function CaseText() {
  const caseText = useApp((state) => state.caseText);
  const title = useApp((state) => state.info?.title ?? 'case');
  const [said, setSaid] = useState('The case as text: rules, settings, packets, stops. It opens here again.');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await caseText());
      setSaid('Copied');
    } catch {
      setSaid('The browser does not allow copying; save the case instead');
    }
  };
  const save = async () => {
    const name = fileName(title);
    saveFile(name, new Blob([await caseText()], { type: 'text/plain' }));
    setSaid(`Saved as ${name}`);
  };
  return (
    <div className={styles.buttons} style={{ marginTop: 0 }}>
      <Button icon="file" onClick={() => void save()}>
        Save case
      </Button>
      <Button icon="copy" onClick={() => void copy()}>
        Copy
      </Button>
      <span className={styles.hint} role="status">
        {said}
      </span>
    </div>
  );
}

/** `session-loss-under-wlc.ipvscope.txt`. */
function fileName(title: string): string {
  const words = title.toLowerCase().replace(/\.(pcap|pcapng|txt)$/, '');
  return `${words.replace(/[^\w.]+/g, '-').replace(/^-|-$/g, '') || 'case'}.ipvscope.txt`;
}
