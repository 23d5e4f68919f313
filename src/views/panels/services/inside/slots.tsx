import type { MaglevInside, ServerPlace, SlotAsked, SlotsInside } from '../../../../trace/scheduler-views.ts';
import type { ServerRef } from '../../../../trace/views.ts';
import { endpoint, ServerChip, serverColor } from '../../../ui/index.ts';
import styles from './inside.module.css';
import { PassedOver } from './next.tsx';
import { slotPaths } from './slot-paths.ts';

interface Props<I> {
  inside: I;
  servers: readonly ServerRef[];
}

/** sh, dh: 256 slots as 16 rows of 16. */
export function Slots({ inside, servers }: Props<SlotsInside>) {
  return (
    <>
      <p className={styles.note}>
        The {inside.hashes} address{inside.port ? ' and port are' : ' is'} hashed to one of 256 slots
        {inside.hashes === 'source'
          ? '; each server has as many in a row as it weighs, round and round'
          : ', which the servers take in turn'}
        . {inside.fallback ? 'A server that may take nothing is passed over (fallback).' : ''}
        {inside.hashes === 'source' && !inside.fallback
          ? 'Without fallback a server that may take nothing refuses.'
          : ''}
      </p>
      <Body inside={inside} servers={servers} columns={16} cell={10} />
    </>
  );
}

/** mh: 4093 slots as lines of 128. */
export function Maglev({ inside, servers }: Props<MaglevInside>) {
  return (
    <>
      <p className={styles.note}>
        The source address{inside.port ? ' and port are' : ' is'} hashed to one of {inside.slots.length}{' '}
        slots; each server fills the table along an order of its own, <code>weight / {inside.gcd || 1}</code>
        {inside.rshift > 0 ? ` >> ${inside.rshift}` : ''} slots a turn, so that few slots change hands when
        servers come and go.{' '}
        {inside.fallback ? 'A server that may take nothing is passed over (fallback).' : ''}
      </p>
      <Body inside={inside} servers={servers} columns={128} cell={4} />
    </>
  );
}

function Body({
  inside,
  servers,
  columns,
  cell,
}: Props<SlotsInside | MaglevInside> & { columns: number; cell: number }) {
  return (
    <div className={styles.slots}>
      <SlotMap inside={inside} servers={servers} columns={columns} cell={cell} />
      <div className={styles.side}>
        <Shares inside={inside} servers={servers} />
        <Asked asked={inside.asked} hashes={inside.hashes} servers={servers} />
      </div>
    </div>
  );
}

function SlotMap({
  inside,
  servers,
  columns,
  cell,
}: Props<SlotsInside | MaglevInside> & { columns: number; cell: number }) {
  const { slots, asked, passedOver, shares } = inside;
  const rows = Math.ceil(slots.length / columns);
  const text = servers.map((server, i) => `${server.addr} ${shares[i]}`).join(', ');
  const at = asked ? [asked.slot % columns, Math.floor(asked.slot / columns)] : null;
  return (
    <svg
      className={styles.map}
      width={columns * cell}
      height={rows * cell}
      viewBox={`0 0 ${columns * cell} ${rows * cell}`}
      role="img"
      aria-label={`Slots of each server: ${text}`}
    >
      {slotPaths(slots, servers.length, columns, cell).map((path, i) => (
        <path
          key={`${servers[i].addr}:${servers[i].port}`}
          d={path}
          fill={serverColor(servers[i].series)}
          opacity={passedOver[i] === '' ? 1 : 0.35}
        />
      ))}
      {at ? (
        <rect
          className={styles.asked}
          x={at[0] * cell - 1}
          y={at[1] * cell - 1}
          width={cell + 1}
          height={cell + 1}
        />
      ) : null}
    </svg>
  );
}

function Shares({ inside, servers }: Props<SlotsInside | MaglevInside>) {
  const total = inside.slots.length;
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <th scope="col">Server</th>
          <th scope="col">Slots</th>
          <th scope="col">Share</th>
          <th scope="col" />
        </tr>
      </thead>
      <tbody>
        {servers.map((server, i) => (
          <tr
            key={`${server.addr}:${server.port}`}
            className={inside.asked?.answer === i ? styles.current : ''}
          >
            <th scope="row">
              <ServerChip server={server} show="full" />
            </th>
            <td>{inside.shares[i]}</td>
            <td>{((inside.shares[i] / total) * 100).toFixed(1)} %</td>
            <td className={styles.left}>
              <PassedOver why={inside.passedOver[i]} />
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function Asked({
  asked,
  hashes,
  servers,
}: {
  asked: SlotAsked | null;
  hashes: string;
  servers: readonly ServerRef[];
}) {
  if (!asked) return null;
  const name = (place: ServerPlace) =>
    place === null ? 'no server' : <ServerChip server={servers[place]} />;
  const moved = asked.answer !== asked.server;
  return (
    <p className={styles.note}>
      <i className={styles.askedKey} aria-hidden="true" /> This packet: {hashes}{' '}
      <code>{asked.port ? endpoint(asked.addr, asked.port) : asked.addr}</code> has slot{' '}
      <code>{asked.slot}</code>, {name(asked.server)}
      {moved && asked.answer === null ? ', which may take nothing: refused' : ''}
      {moved && asked.answer !== null ? (
        <>, which may take nothing: falls back to {name(asked.answer)}</>
      ) : (
        ''
      )}
      .
    </p>
  );
}
