import { useState } from 'react';
import { useApp } from '../../store/use-app.ts';
import { Button, count, counted, Dialog } from '../../views/ui/index.ts';
import { FileList } from '../file-list.tsx';
import styles from '../reading.module.css';

/** The case as readable text: rules, settings and packets, to keep or to send. */
function CaseText() {
  const caseText = useApp((state) => state.caseText);
  const title = useApp((state) => state.info?.title ?? 'case');
  const [said, setSaid] = useState('');
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(await caseText());
      setSaid('Copied');
    } catch {
      setSaid('The browser did not allow it; save the file instead');
    }
  };
  const save = async () => {
    const url = URL.createObjectURL(new Blob([await caseText()], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = url;
    link.download = `${title.replace(/[^\w.-]+/g, '-')}.txt`;
    link.click();
    URL.revokeObjectURL(url);
    setSaid('Saved');
  };
  return (
    <div className={styles.buttons} style={{ marginTop: 0 }}>
      <Button icon="copy" onClick={() => void copy()}>
        Copy the case as text
      </Button>
      <Button icon="file" onClick={() => void save()}>
        Save it
      </Button>
      <span className={styles.hint} role="status">
        {said}
      </span>
    </div>
  );
}

/** Files, kernel, and where something had to be assumed. */
export function AboutCase({ onClose }: { onClose: () => void }) {
  const info = useApp((state) => state.info);
  if (!info) return null;
  return (
    <Dialog title={info.title} onClose={onClose}>
      {info.about ? (
        <section className={styles.section}>
          <p>{info.about}</p>
        </section>
      ) : null}
      <section className={styles.section}>
        <h3>Kernel</h3>
        <dl className={styles.facts}>
          <dt>Profile</dt>
          <dd>
            <code>{info.profile}</code>, HZ {info.hz}
          </dd>
          <dt>Connection table</dt>
          <dd>
            {count(info.buckets)} buckets{info.seed ? ', seed ' : ''}
            <code>{info.seed}</code>
          </dd>
          <dt>Packets</dt>
          <dd>
            {counted(info.packets, 'input')}, {counted(info.consequences, 'consequence')} of them in the
            capture, {count(info.ignored)} that IPVS never saw
          </dd>
        </dl>
      </section>
      <section className={styles.section}>
        <h3>Assumed</h3>
        {info.assumptions.length > 0 ? (
          <ul>
            {info.assumptions.map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        ) : (
          <p>Nothing: clock, seed, hooks and rules are all given.</p>
        )}
      </section>
      {info.files.length > 0 ? (
        <section className={styles.section}>
          <h3>Files</h3>
          <FileList files={info.files} notes />
        </section>
      ) : null}
      <section className={styles.section}>
        <CaseText />
      </section>
    </Dialog>
  );
}
