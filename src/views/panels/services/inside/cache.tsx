import type { CacheInside, CacheRow } from '../../../../trace/scheduler-views.ts';
import { Badge, bucketName, count, counted, ServerChip } from '../../../ui/index.ts';
import styles from './inside.module.css';
import { PassedOver } from './next.tsx';

/** lblc, lblcr: the servers that are remembered, and when they are forgotten. */
export function Cache({ inside }: { inside: CacheInside }) {
  const { rows, total, sets } = inside;
  return (
    <>
      <p className={styles.note}>
        {sets ? 'A set of servers' : 'One server'} per destination address, taken while it may take
        connections and is not overloaded; else the rule of <code>wlc</code> finds another.
      </p>
      <Timer inside={inside} />
      {rows.length === 0 ? (
        <p className={styles.note}>Nothing is remembered yet.</p>
      ) : (
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">Destination</th>
              <th scope="col">Bucket</th>
              <th scope="col" className={styles.left}>
                {sets ? 'Servers' : 'Server'}
              </th>
              <th scope="col">Idle</th>
              {sets ? <th scope="col">Set unchanged</th> : null}
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.addr} row={row} sets={sets} buckets={inside.buckets} />
            ))}
          </tbody>
        </table>
      )}
      {total > rows.length ? (
        <p className={styles.note}>
          {count(total - rows.length)} more of {count(total)} entries are not listed.
        </p>
      ) : null}
    </>
  );
}

function Row({ row, sets, buckets }: { row: CacheRow; sets: boolean; buckets: number }) {
  return (
    <tr className={row.asked ? styles.current : ''}>
      <th scope="row">
        {row.addr} {row.asked ? <Badge tone="now">this packet's</Badge> : null}
      </th>
      <td>{bucketName(row.bucket, buckets)}</td>
      <td className={styles.left}>
        <span className={styles.members}>
          {row.servers.map(({ server, passedOver }) => (
            <span key={`${server.addr}:${server.port}`} className={styles.member}>
              <ServerChip server={server} show="full" />
              <PassedOver why={passedOver} />
            </span>
          ))}
        </span>
      </td>
      <td>{row.idle.toFixed(2)} s</td>
      {sets ? <td>{row.unchanged === null ? '' : `${row.unchanged.toFixed(2)} s`}</td> : null}
    </tr>
  );
}

function Timer({ inside }: { inside: CacheInside }) {
  const { total, limit, most, nextRun, fullIn, expiration, sets } = inside;
  return (
    <dl className={styles.facts}>
      <div>
        <dt>entries</dt>
        <dd>
          {count(total)} of {count(most)}
        </dd>
      </div>
      <div>
        <dt>timer runs</dt>
        <dd>{nextRun === null ? 'not armed' : `at ${nextRun.toFixed(3)} s, then each 60 s`}</dd>
      </div>
      <div>
        <dt>looks at all entries</dt>
        <dd>{fullIn === 1 ? 'at the next run' : `in ${counted(fullIn, 'run')}`}</dd>
      </div>
      <div>
        <dt>then goes what is idle for</dt>
        <dd>
          {count(expiration)} s <span className={styles.quiet}>{sets ? 'lblcr' : 'lblc'}_expiration</span>
        </dd>
      </div>
      <div>
        <dt>before that</dt>
        <dd>
          only above {count(limit)} entries <span className={styles.quiet}>idle for 360 s</span>
        </dd>
      </div>
    </dl>
  );
}
