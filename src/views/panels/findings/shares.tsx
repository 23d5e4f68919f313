import type { RunFigures } from '../../../trace/whatif-views.ts';
import { count, serverColor, tip } from '../../ui/index.ts';
import styles from './whatif.module.css';

const MOST_NUMBERS = 4;

/** A bar parted among the real servers, with their connections. */
export function Shares({ figures: { perServer } }: { figures: RunFigures }) {
  const total = Math.max(
    1,
    perServer.reduce((sum, { connections }) => sum + connections, 0),
  );
  const words = perServer
    .map(({ server, connections }) => `${server.label} ${count(connections)}`)
    .join(', ');
  return (
    <span className={styles.share} {...tip(words)}>
      <span className={styles.shareBar} role="img" aria-label={words}>
        {perServer.map(({ server, connections }) => (
          <i
            key={`${server.addr} ${server.port}`}
            style={{ width: `${(connections / total) * 100}%`, background: serverColor(server.series) }}
          />
        ))}
      </span>
      <small>
        {perServer
          .slice(0, MOST_NUMBERS)
          .map(({ connections }) => connections)
          .join(' ')}
        {perServer.length > MOST_NUMBERS ? ' …' : ''}
      </small>
    </span>
  );
}
