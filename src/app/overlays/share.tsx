import { useApp } from '../../store/use-app.ts';
import { Dialog } from '../../views/ui/index.ts';
import styles from '../reading.module.css';
import { CaseText } from './case-text.tsx';
import { SaveAs } from './save-as.tsx';

/** What leaves the page: the case as text, and what the model makes of it as files. */
export function Share({ onClose }: { onClose: () => void }) {
  const info = useApp((state) => state.info);
  if (!info) return null;
  return (
    <Dialog title="Share or save" look="wide" onClose={onClose}>
      <section className={styles.section}>
        <h3>The case</h3>
        <CaseText />
      </section>
      <section className={styles.section}>
        <h3>For other tools</h3>
        <SaveAs />
      </section>
    </Dialog>
  );
}
