import { useApp } from '../../../store/use-app.ts';
import type { ConnView, RealServerView } from '../../../trace/views.ts';
import { Badge, count, endpoint, ServerChip, timerTime } from '../../ui/index.ts';
import styles from './inspector.module.css';

/** Timers that are listed under the inspector; the view Timers has all. */
const TIMERS = 5;

/** Real servers of the service, in the order of its list. */
export function RealServers() {
  const service = useApp((state) => state.moment?.services[0] ?? null);
  if (!service) return <p className={styles.more}>No service is defined at this step.</p>;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Server</th>
          <th scope="col">Weight</th>
          <th scope="col">Active</th>
          <th scope="col">InAct</th>
          <th scope="col">Persist</th>
          {service.schedulerValueName ? <th scope="col">{service.schedulerValueName}</th> : null}
        </tr>
      </thead>
      <tbody>
        {service.servers.map((real) => (
          <tr key={`${real.server.addr}:${real.server.port}`}>
            <td>
              <ServerChip server={real.server} /> <StateBadge real={real} />
            </td>
            <Cell real={real} field="weight" />
            <Cell real={real} field="active" />
            <Cell real={real} field="inactive" />
            <Cell real={real} field="persistent" />
            {service.schedulerValueName ? <td>{real.schedulerValue}</td> : null}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function StateBadge({ real }: { real: RealServerView }) {
  if (real.overloaded) return <Badge>overloaded</Badge>;
  return real.weight === 0 ? <Badge>quiesced</Badge> : null;
}

function Cell({
  real,
  field,
}: {
  real: RealServerView;
  field: 'weight' | 'active' | 'inactive' | 'persistent';
}) {
  const value = real[field];
  const changed = real.changed.includes(field);
  return <td className={changed ? styles.changedCell : value === 0 ? styles.zero : ''}>{value}</td>;
}

/** The next timers that will fire: what was asked, when the wheel runs it, how long until then. */
export function ComingTimers() {
  const timers = useApp((state) => state.moment?.timers ?? null);
  const armed = useApp((state) => state.moment?.totals.timers ?? 0);
  const time = useApp((state) => state.moment?.time ?? 0);
  const hz = useApp((state) => state.info?.hz ?? 100);
  const setView = useApp((state) => state.setView);
  if (!timers || timers.length === 0) return <p className={styles.more}>No timer is armed.</p>;
  return (
    <>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">Entry</th>
            <th scope="col">asked</th>
            <th scope="col">fires</th>
            <th scope="col">in</th>
          </tr>
        </thead>
        <tbody>
          {timers.slice(0, TIMERS).map(({ conn, asked, fires }) => (
            <tr key={conn.id}>
              <td>
                <EntryName conn={conn} />
              </td>
              <td className={styles.zero}>{timerTime(asked, hz)}</td>
              <td>{timerTime(fires, hz)}</td>
              <td className={styles.zero}>{timerTime(Math.max(0, fires - time), hz)}</td>
            </tr>
          ))}
        </tbody>
      </table>
      {armed > TIMERS ? (
        <p className={styles.more}>
          <button type="button" className="plain-link" onClick={() => setView('timers')}>
            {`${count(armed - TIMERS)} more`}
          </button>
        </p>
      ) : null}
    </>
  );
}

function EntryName({ conn }: { conn: ConnView }) {
  const name = endpoint(conn.caddr, conn.cport);
  if (conn.template) return <span className={styles.tpl}>{name}</span>;
  return (
    <>
      {name} <span className={styles.zero}>{conn.state}</span>
    </>
  );
}
