import type { OrderInside, RandomInside } from '../../../../trace/scheduler-views.ts';
import type { ServerRef } from '../../../../trace/views.ts';
import { Badge, count, ServerChip } from '../../../ui/index.ts';
import styles from './inside.module.css';
import { PassedOver } from './next.tsx';

/** fo, ovf: servers by weight; the first that may take it does. */
export function Order({ inside, servers }: { inside: OrderInside; servers: readonly ServerRef[] }) {
  return (
    <>
      <p className={styles.note}>
        {inside.overflows
          ? 'The heaviest server gets all connections until it has more active ones than it weighs, then the next.'
          : 'The heaviest server gets all connections; when it is overloaded or its weight is 0, the next.'}
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Weight</th>
            <th scope="col">Active</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {inside.tried.map(({ server, weight, active, passedOver }) => (
            <tr
              key={`${servers[server].addr}:${servers[server].port}`}
              className={inside.winner === server ? styles.current : ''}
            >
              <th scope="row">
                <ServerChip server={servers[server]} show="full" />
              </th>
              <td>{weight}</td>
              <td>{count(active)}</td>
              <td className={styles.left}>
                {inside.winner === server ? <Badge tone="now">next</Badge> : null}{' '}
                <PassedOver why={passedOver} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {inside.winner === null ? <p className={styles.note}>The next connection is refused.</p> : null}
    </>
  );
}

/** twos: how likely each server is in a draw, and what decides between two. */
export function Random({ inside, servers }: { inside: RandomInside; servers: readonly ServerRef[] }) {
  return (
    <>
      <p className={styles.note}>
        Draws two servers by weight and takes the one with less overhead per weight. The draws come from the
        case's seed <code>0x{inside.seed.toString(16)}</code>: which ones a real kernel drew cannot be known.
      </p>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Server</th>
            <th scope="col">Weight</th>
            <th scope="col">Chance in a draw</th>
            <th scope="col">Overhead</th>
            <th scope="col" />
          </tr>
        </thead>
        <tbody>
          {servers.map((server, i) => {
            const { chance, overhead, weight, passedOver } = inside.servers[i];
            return (
              <tr key={`${server.addr}:${server.port}`}>
                <th scope="row">
                  <ServerChip server={server} show="full" />
                </th>
                <td>{weight}</td>
                <td>{(chance * 100).toFixed(1)} %</td>
                <td>{count(overhead)}</td>
                <td className={styles.left}>
                  <PassedOver why={passedOver} />
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </>
  );
}
