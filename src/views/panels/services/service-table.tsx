import { useApp, useDetailed } from '../../../store/use-app.ts';
import type { RealServerView, ServiceView, StatsView } from '../../../trace/views.ts';
import { ServerSparkline } from '../../charts/series/sparkline.tsx';
import { Badge, count, ServerChip, tip } from '../../ui/index.ts';
import styles from './services.module.css';

/** One service as ipvsadm prints it: its line, then a row a real server. */
export function ServiceTable({ service }: { service: ServiceView }) {
  const told = useApp((state) => state.info?.observed ?? false);
  const detailed = useDetailed();
  const hasThresholds = service.servers.some((one) => one.upperThreshold > 0 || one.lowerThreshold > 0);
  const hasFigure = service.schedulerValueName !== '' && !told;
  return (
    <table className={styles.table}>
      <caption className={styles.caption}>
        <code className={styles.title}>{service.title}</code>
        <span className={styles.facts}>
          {service.inside ? '' : service.schedulerState}
          {service.servers.length === 0 ? 'no real servers: every connection is refused' : ''}
        </span>
      </caption>
      <thead>
        <tr>
          <th scope="col">RemoteAddress:Port</th>
          <th scope="col" className={styles.left}>
            Forward
          </th>
          <th scope="col">Weight</th>
          <th scope="col">ActiveConn</th>
          <th scope="col">InActConn</th>
          <th scope="col">Persist</th>
          <th scope="col">
            <span {...tip('References to the ip_vs_dest: one of its service and one per entry.')}>
              refcnt
            </span>
          </th>
          {hasThresholds ? <th scope="col">Uthresh</th> : null}
          {hasThresholds ? <th scope="col">Lthresh</th> : null}
          {hasFigure ? <th scope="col">{service.schedulerValueName}</th> : null}
          <StatHeads />
          <th scope="col" className={styles.left}>
            {detailed ? 'over time' : ''}
          </th>
          <td className={styles.left} />
        </tr>
      </thead>
      <tbody>
        {service.servers.map((server) => (
          <ServerRow
            key={`${server.server.addr}:${server.server.port}`}
            server={server}
            hasThresholds={hasThresholds}
            hasFigure={hasFigure}
            told={told}
          />
        ))}
      </tbody>
      <tfoot>
        <tr>
          <th scope="row" colSpan={7 + (hasThresholds ? 2 : 0) + (hasFigure ? 1 : 0)}>
            service
          </th>
          <StatCells stats={told ? null : service.stats} />
          <td />
          <td />
        </tr>
      </tfoot>
    </table>
  );
}

interface ServerRowProps {
  server: RealServerView;
  hasThresholds: boolean;
  hasFigure: boolean;
  /** The row is rebuilt from a log, which has no counters. */
  told: boolean;
}

function ServerRow({ server, hasThresholds, hasFigure, told }: ServerRowProps) {
  const detailed = useDetailed();
  const mark = (...fields: string[]) =>
    fields.some((name) => server.changed.includes(name)) ? styles.changed : '';
  return (
    <tr>
      <th scope="row">
        <span aria-hidden="true" className={styles.arrow}>
          -&gt;{' '}
        </span>
        <ServerChip server={server.server} show="full" />
      </th>
      <td className={styles.left}>{server.method}</td>
      <td className={`${mark('weight')} ${server.weight === 0 ? styles.zero : ''}`}>{server.weight}</td>
      <td className={mark('activeconns', 'active')}>{count(server.active)}</td>
      <td className={mark('inactconns', 'inactive')}>{count(server.inactive)}</td>
      <td className={mark('persistconns', 'persistent')}>{count(server.persistent)}</td>
      <td className={mark('refcnt')}>{count(server.refcnt)}</td>
      {hasThresholds ? <td className={mark('u_threshold')}>{server.upperThreshold || 'none'}</td> : null}
      {hasThresholds ? <td className={mark('l_threshold')}>{server.lowerThreshold || 'none'}</td> : null}
      {hasFigure ? <td>{server.schedulerValue}</td> : null}
      <StatCells stats={told ? null : server.stats} changed={mark('stats', 'conns', 'inpkts')} />
      <td className={styles.left}>{detailed ? <ServerSparkline server={server.server} /> : null}</td>
      <td className={styles.badges}>
        {server.weight === 0 ? <Badge>quiesced</Badge> : null}
        {server.overloaded ? <Badge tone="bad">overloaded</Badge> : null}
      </td>
    </tr>
  );
}

function StatHeads() {
  return (
    <>
      <th scope="col" className={styles.stats}>
        Conns
      </th>
      <th scope="col">InPkts</th>
      <th scope="col">OutPkts</th>
      <th scope="col">InBytes</th>
      <th scope="col">OutBytes</th>
    </>
  );
}

/** null = not known. */
function StatCells({ stats, changed = '' }: { stats: StatsView | null; changed?: string }) {
  if (!stats)
    return (
      <>
        <td className={styles.stats}>—</td>
        <td>—</td>
        <td>—</td>
        <td>—</td>
        <td>—</td>
      </>
    );
  return (
    <>
      <td className={`${styles.stats} ${changed}`}>{count(stats.conns)}</td>
      <td className={changed}>{count(stats.inPkts)}</td>
      <td>{count(stats.outPkts)}</td>
      <td>{count(stats.inBytes)}</td>
      <td>{count(stats.outBytes)}</td>
    </>
  );
}
