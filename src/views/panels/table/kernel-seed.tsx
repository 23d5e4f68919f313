import { useApp } from '../../../store/use-app.ts';
import { Button } from '../../ui/index.ts';
import styles from './table.module.css';

/** Whose buckets these are, and the way to those of the user's kernel. */
export function KernelSeed() {
  const info = useApp((state) => state.info);
  const askForSeed = useApp((state) => state.askForSeed);
  const searching = useApp((state) => state.seedSearching);
  const progress = useApp((state) => state.seedProgress);
  if (!info) return null;
  const share = progress ? Math.floor((progress.tried / progress.total) * 100) : 0;
  const found = info.seedFrom === 'found';
  return (
    <div className={styles.seedBar}>
      <span className={styles.seedWords}>
        Seed <code>{info.seed}</code>{' '}
        {found
          ? `found from a listing, ${info.seedFit}`
          : info.seedFrom === 'given'
            ? 'as the case gives it'
            : "is assumed: not your kernel's buckets"}
      </span>
      <Button look="quiet" className={styles.small} aria-haspopup="dialog" onClick={() => askForSeed()}>
        {searching ? `Searching, ${share} %` : found ? 'Search again\u2026' : 'Find the real buckets\u2026'}
      </Button>
    </div>
  );
}
