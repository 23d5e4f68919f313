import type { CursorInside, WrrInside } from '../../../../trace/scheduler-views.ts';
import type { ServerRef } from '../../../../trace/views.ts';
import { Badge, ServerChip } from '../../../ui/index.ts';
import styles from './inside.module.css';
import { Next, PassedOver } from './next.tsx';

/** rr: the list with the place of the cursor, and what comes. */
export function Cursor({ inside, servers }: { inside: CursorInside; servers: readonly ServerRef[] }) {
  return (
    <>
      <div className={styles.line}>
        <span className={styles.label}>list</span>
        <ol className={styles.ring} aria-label="Servers in the order of the list, round and round">
          {servers.map((server, i) => (
            <li
              key={`${server.addr}:${server.port}`}
              className={inside.at === i ? styles.current : ''}
              aria-current={inside.at === i ? 'true' : undefined}
            >
              <ServerChip server={server} />
              {inside.at === i ? <Badge tone="now">chosen last</Badge> : null}
              <PassedOver why={inside.passedOver[i]} />
            </li>
          ))}
        </ol>
        {inside.at === null ? (
          <span className={styles.quiet}>the cursor is at the head of the list</span>
        ) : null}
      </div>
      <Next next={inside.next} servers={servers} />
    </>
  );
}

/** wrr: which servers are heavy enough for the current weight, and what comes. */
export function Wrr({ inside, servers }: { inside: WrrInside; servers: readonly ServerRef[] }) {
  const { at, cw, mw, di, weights } = inside;
  const most = Math.max(1, ...weights);
  return (
    <>
      <p className={styles.note}>
        Takes servers that weigh at least <code>cw</code>; at each end of the list <code>cw</code> falls by{' '}
        <code>di</code>, the greatest common divisor of the weights, and begins again at <code>mw</code>.
      </p>
      <dl className={styles.facts}>
        <div>
          <dt>current weight</dt>
          <dd>cw {cw}</dd>
        </div>
        <div>
          <dt>highest</dt>
          <dd>mw {mw}</dd>
        </div>
        <div>
          <dt>step</dt>
          <dd>di {di}</dd>
        </div>
      </dl>
      <Next next={inside.next} servers={servers} />
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Weight</th>
            <th scope="col" />
            <th scope="col" className={styles.left}>
              at least cw
            </th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server, i) => (
            <tr key={`${server.addr}:${server.port}`} className={at === i ? styles.current : ''}>
              <th scope="row">
                <ServerChip server={server} show="full" />
              </th>
              <td>{weights[i]}</td>
              <td className={styles.barCell} aria-hidden="true">
                <i
                  className={weights[i] >= cw ? styles.bar : `${styles.bar} ${styles.low}`}
                  style={{ width: `${(weights[i] / most) * 100}%` }}
                />
                <b className={styles.mark} style={{ left: `${Math.min(1, cw / most) * 100}%` }} />
              </td>
              <td className={styles.left}>
                {weights[i] >= cw && inside.passedOver[i] === '' ? 'yes' : 'no'}{' '}
                {at === i ? <Badge tone="now">chosen last</Badge> : null}{' '}
                <PassedOver why={inside.passedOver[i]} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
