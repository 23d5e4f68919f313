import type { ServerPlace } from '../../../../trace/scheduler-views.ts';
import type { ServerRef } from '../../../../trace/views.ts';
import { Badge, ServerChip } from '../../../ui/index.ts';
import styles from './inside.module.css';

/** The choices that come next, in order. */
export function Next({ next, servers }: { next: readonly ServerPlace[]; servers: readonly ServerRef[] }) {
  if (next.length === 0 || next[0] === null)
    return <p className={styles.note}>The next connection is refused: no server may take it.</p>;
  return (
    <div className={styles.line}>
      <span className={styles.label}>next</span>
      <ol className={styles.next} aria-label="The next choices, if weights and thresholds stay as they are">
        {next.map((place, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the place in the sequence is what an item is
          <li key={i}>{place === null ? 'refused' : <ServerChip server={servers[place]} />}</li>
        ))}
      </ol>
      <span className={styles.quiet}>if weights and thresholds stay as they are</span>
    </div>
  );
}

/** Why a server gets nothing; '' = nothing to say. */
export function PassedOver({ why }: { why: string }) {
  return why === '' ? null : <Badge tone={why === 'weight 0' ? 'plain' : 'bad'}>{why}</Badge>;
}
