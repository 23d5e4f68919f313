import type { OverheadsInside } from '../../../../trace/scheduler-views.ts';
import type { ServerRef } from '../../../../trace/views.ts';
import { Badge, count, ServerChip } from '../../../ui/index.ts';
import styles from './inside.module.css';
import { PassedOver } from './next.tsx';

/** lc, wlc, sed, nq: what is compared, server by server in the order of the list. */
export function Overheads({ inside, servers }: { inside: OverheadsInside; servers: readonly ServerRef[] }) {
  const condition = inside.looks.find((look) => look.condition !== 'usable')?.condition;
  return (
    <>
      <p className={styles.note}>
        {inside.idleFirst ? 'The first server without active connections is taken at once; else ' : ''}
        overhead = <code>{inside.formula}</code>
        {inside.weighed ? ', compared per weight' : ', the weight does not count'}; on a tie the earlier in
        the list wins.
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Active</th>
            <th scope="col">Inactive</th>
            <th scope="col">Weight</th>
            <th scope="col">Overhead</th>
            {inside.weighed ? <th scope="col">per weight</th> : null}
            <th scope="col" className={styles.left}>
              {condition ? <code>{condition}</code> : 'test'}
            </th>
          </tr>
        </thead>
        <tbody>
          {servers.map((server, i) => {
            const row = inside.servers[i];
            const look = inside.looks.findLast((one) => one.server === i);
            const wins = inside.winner === i;
            return (
              <tr key={`${server.addr}:${server.port}`} className={wins ? styles.current : ''}>
                <th scope="row">
                  <ServerChip server={server} show="full" />
                </th>
                <td>{count(row.active)}</td>
                <td>{count(row.inactive)}</td>
                <td>{row.weight}</td>
                <td>{count(row.overhead)}</td>
                {inside.weighed ? (
                  <td>{row.weight > 0 ? Number((row.overhead / row.weight).toFixed(2)) : '-'}</td>
                ) : null}
                <td className={styles.left}>
                  {look && row.passedOver === '' ? (
                    <code>
                      {look.operands} <span className={styles.quiet}>{look.taken ? 'true' : 'false'}</span>
                    </code>
                  ) : null}{' '}
                  {wins ? <Badge tone="now">next</Badge> : null} <PassedOver why={row.passedOver} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
      {inside.winner === null ? <p className={styles.note}>The next connection is refused.</p> : null}
    </>
  );
}
