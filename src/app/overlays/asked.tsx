import { useState } from 'react';
import { useApp } from '../../store/use-app.ts';
import { Button, Dialog } from '../../views/ui/index.ts';
import styles from '../reading.module.css';

/** A larger answer is not read: a case that people put on the web is far smaller. */
const MOST_BYTES = 64 << 20;

async function fetched(url: string): Promise<Blob> {
  const answer = await fetch(url, { credentials: 'omit', referrerPolicy: 'no-referrer' });
  if (!answer.ok) throw new Error(`the server answers ${answer.status}`);
  if (Number(answer.headers.get('content-length') ?? 0) > MOST_BYTES)
    throw new Error('it is larger than 64 MiB');
  const data = await answer.blob();
  if (data.size > MOST_BYTES) throw new Error('it is larger than 64 MiB');
  return data;
}

const nameIn = (url: string): string =>
  decodeURIComponent(new URL(url).pathname.split('/').at(-1) ?? '') || 'case';

/** A link asks for something that is elsewhere: a file of the reader's, or an address. Nothing is done before yes. */
export function Asked({ onClose }: { onClose: () => void }) {
  const asked = useApp((state) => state.asked);
  if (!asked) return null;
  return (
    <Dialog title={asked.kind === 'url' ? 'Fetch a case?' : 'This link needs a file'} onClose={onClose}>
      <section className={styles.section}>
        {asked.kind === 'url' ? <FromUrl url={asked.what} /> : <FromFile name={asked.what} />}
      </section>
    </Dialog>
  );
}

function FromUrl({ url }: { url: string }) {
  const openFiles = useApp((state) => state.openFiles);
  const setOverlay = useApp((state) => state.setOverlay);
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const fetchIt = async () => {
    setBusy(true);
    try {
      const data = await fetched(url);
      setOverlay(null);
      await openFiles([{ name: nameIn(url), data }]);
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause);
      setSaid(
        `It could not be fetched: ${why}. The server must allow other pages to read it (CORS); else save the file and open it here.`,
      );
      setBusy(false);
    }
  };
  return (
    <>
      <p>
        The link names a case that lies at <code>{url}</code>. Fetching it tells <b>{new URL(url).host}</b>{' '}
        your address. It is opened as a dropped file is: read by this page, sent nowhere.
      </p>
      <div className={styles.buttons}>
        <Button look="primary" data-autofocus disabled={busy} onClick={() => void fetchIt()}>
          Fetch and open
        </Button>
        <Button onClick={() => setOverlay(null)}>No</Button>
      </div>
      <p role="status">{said}</p>
    </>
  );
}

async function digestOf(file: Blob): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', await file.arrayBuffer());
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function FromFile({ name }: { name: string }) {
  const asked = useApp((state) => state.asked);
  const openFiles = useApp((state) => state.openFiles);
  const setOverlay = useApp((state) => state.setOverlay);
  const [said, setSaid] = useState('');
  const take = async (file: File) => {
    if (!('subtle' in crypto))
      return setSaid('Whether it is the right file can only be checked over https. Open it with o instead.');
    if ((await digestOf(file)) !== asked?.sha256)
      return setSaid(`${file.name} is not the file that the link was made for: its SHA-256 is another.`);
    setOverlay(null);
    await openFiles([{ name: file.name, data: file }]);
  };
  return (
    <>
      <p>
        The case was too long for a link. Choose the file <code>{name}</code> that came with it; whether it is
        the right one is checked.
      </p>
      <div className={styles.buttons}>
        <label className={styles.fieldLabel}>
          <span className="visually-hidden">The file of the link</span>
          <input
            type="file"
            data-autofocus
            onChange={({ target }) => {
              const [file] = target.files ?? [];
              if (file) void take(file);
            }}
          />
        </label>
      </div>
      <p role="status">{said}</p>
    </>
  );
}
