import { useRef, useState } from 'react';
import { useApp, useAppStore } from '../../store/use-app.ts';
import { Button, Dialog } from '../../views/ui/index.ts';
import { openFiles } from '../drop.ts';
import styles from '../reading.module.css';

const EXAMPLE = `-A -t 10.0.0.100:80 -s wlc -p 360
-a -t 10.0.0.100:80 -r 192.168.1.11:80 -g -w 1`;

/** Characters from which on pasted text is opened at once: a field with so much in it hardly moves. */
const LARGE = 200_000;

/** Choose files, or paste what the kernel, ipvsadm and sysctl print. */
export function OpenDialog({ onClose }: { onClose: () => void }) {
  const store = useAppStore();
  const open = useApp((state) => state.openFiles);
  const picker = useRef<HTMLInputElement>(null);
  const [text, setText] = useState('');
  const openText = (pasted: string) => {
    if (pasted.trim() === '') return;
    onClose();
    void open([{ name: 'pasted.txt', data: new Blob([pasted], { type: 'text/plain' }), pasted: true }]);
  };
  return (
    <Dialog title="Open" onClose={onClose}>
      <section className={styles.section}>
        <h3>Files</h3>
        <p>
          A capture (<code>pcap</code> or <code>pcapng</code>, also gzipped), a kernel log with the messages
          of IPVS (<code>dmesg</code>, <code>journalctl -k</code>, syslog, a console), rules from{' '}
          <code>ipvsadm -Sn</code> or <code>keepalived.conf</code>, listings, <code>sysctl</code> settings,
          actions with times, a case. Several at once; a capture replaces the capture that is open, rules
          replace the rules, a log the log; listings add up.
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
        <p>
          What <code>ipvsadm -Sn</code>, <code>-Ln</code> and <code>-Lnc</code>, <code>/proc/net/ip_vs*</code>
          , <code>conntrack -L</code> and <code>tcpdump</code> print, <code>keepalived.conf</code>,{' '}
          <code>sysctl</code> settings. A line of <code>date</code> before a listing tells when it was made.
        </p>
        <textarea
          className={styles.text}
          aria-label="Text to open: a kernel log, listings, rules, packets, or a case"
          placeholder={EXAMPLE}
          spellCheck={false}
          wrap="off"
          value={text}
          onPaste={(event) => {
            const pasted = event.clipboardData.getData('text');
            if (pasted.length <= LARGE || text !== '') return;
            event.preventDefault();
            openText(pasted);
          }}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={(event) => {
            if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) openText(text);
          }}
        />
        <div className={styles.buttons}>
          <Button disabled={text.trim() === ''} keys="Ctrl Enter" onClick={() => openText(text)}>
            Open the text
          </Button>
          <span className={styles.hint}>each part is recognised: a whole bug report can be pasted</span>
        </div>
      </section>
    </Dialog>
  );
}
