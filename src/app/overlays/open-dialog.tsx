import { useRef, useState } from 'react';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Button, Dialog } from '../../views/ui/index.ts';
import { openFiles } from '../drop.ts';
import styles from '../reading.module.css';

const EXAMPLE = `-A -t 10.0.0.100:80 -s wlc -p 360
-a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1`;

/** Choose files, or paste what the kernel, ipvsadm and sysctl print. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const store = useAppStore();
  const open = useApp((state) => state.openFiles);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const openText = () => {
    if (text.trim() === '') return;
    onClose();
    void open([{ name: 'pasted.txt', data: new Blob([text], { type: 'text/plain' }) }]);
  };
  return (
    <Dialog title="Open" onClose={onClose}>
      <section className={styles.section}>
        <h3>Files</h3>
        <p>
          A capture (<code>pcap</code> or <code>pcapng</code>, also gzipped), a kernel log with the messages
          of IPVS (<code>dmesg</code>, <code>journalctl -k</code>, syslog, a console), rules from{' '}
          <code>ipvsadm -Sn</code>, <code>sysctl</code> settings, actions with times, a case. Several at once;
          a capture replaces the capture that is open, rules replace the rules, a log the log.
        </p>
        <div className={styles.buttons}>
          <Button look="primary" data-autofocus onClick={() => picker.current?.click()}>
            Choose files
          </Button>
          <span className={styles.hint}>or drop them anywhere on this window</span>
        </div>
        <input
          ref={picker}
          type="file"
          multiple
          hidden
          aria-label="Files to open"
          onChange={(event) => {
            openFiles(store, event.target.files);
            onClose();
          }}
        />
      </section>
      <section className={styles.section}>
        <h3>Text</h3>
        <textarea
          className={styles.text}
          aria-label="Text to open: a kernel log, ipvsadm -Sn, sysctl, or a case"
          placeholder={EXAMPLE}
          spellCheck={false}
          value={text}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) openText();
          }}
        />
        <div className={styles.buttons}>
          <Button disabled={text.trim() === ''} keys="Ctrl Enter" onClick={openText}>
            Open the text
          </Button>
          <span className={styles.hint}>what it is (a log, rules, settings, a case) is recognised</span>
        </div>
      </section>
    </Dialog>
  );
}
