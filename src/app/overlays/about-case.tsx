import { useApp } from '../../store/use-app.ts';
import { count, counted, Dialog } from '../../views/ui/index.ts';
import { FileList } from '../file-list.tsx';
import styles from '../reading.module.css';

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
    </Dialog>
  );
}
