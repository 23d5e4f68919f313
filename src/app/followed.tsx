import { useApp } from '../store/use-app.ts';
import { Button, count } from '../views/ui/index.ts';
import styles from './app.module.css';

/** Says that this model decides otherwise than the one with which the sender of a link looked at the case. */
export function FollowedNotice() {
  const changed = useApp((state) => state.followed?.changed ?? null);
  const go = useApp((state) => state.go);
  const dismiss = useApp((state) => state.dismissFollowed);
  if (!changed) return null;
  const { from, to } = changed;
  return (
    <div className={styles.followed} role="status">
      <p>
        This model does not decide all of this case as the one did with which the link was made: the first
        difference is among events {count(from + 1)} to {count(to)}.
      </p>
      <Button onClick={() => go({ event: from, step: Number.POSITIVE_INFINITY })}>Go there</Button>
      <Button look="quiet" onClick={dismiss}>
        Dismiss
      </Button>
    </div>
  );
}
