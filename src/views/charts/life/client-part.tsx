import { useEffect } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { ClientLife } from '../../../trace/life-views.ts';
import { count, counted, Phrases, packetTime, serverColor, tip } from '../../ui/index.ts';
import styles from './life.module.css';

/** More lanes of templates than these are not drawn. */
const MOST_LANES = 12;

/** Where one client was sent over the run, under which templates, and why it moved. */
export function ClientPart({ client }: { client: string }) {
  const need = useApp((state) => state.needClientLife);
  const info = useApp((state) => state.info);
  const life = useApp((state) => state.clientLife);
  // The case is a dependency: another one has other lives of the same client.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => need(client), [client, need, info]);
  if (life?.client !== client) return null;
  const servers = new Set(life.spans.map(({ server }) => server?.addr ?? '')).size;
  return (
    <div className={styles.scroll}>
      <p className={styles.facts}>
        <code>{client}</code>: {counted(life.connections, 'connection')} to {counted(servers, 'real server')}.{' '}
        {life.moves.length === 0
          ? 'It never moved to another server.'
          : `It moved to another server ${counted(life.moves.length, 'time')}.`}
      </p>
      <Lanes life={life} />
      <Moves life={life} />
    </div>
  );
}

function Lanes({ life }: { life: ClientLife }) {
  const now = useApp((state) => state.moment?.time ?? 0);
  const go = useApp((state) => state.go);
  const openLife = useApp((state) => state.openLife);
  const wide = Math.max(1e-6, life.to - life.from);
  const share = (time: number) => `${Math.max(0, Math.min(1, (time - life.from) / wide)) * 100}%`;
  const place = (from: number, to: number) => ({
    left: share(from),
    width: `${(Math.max(0, to - from) / wide) * 100}%`,
  });
  const ends = life.spans.map((span, at) => life.spans[at + 1]?.from ?? span.to);
  const mark = <i className={styles.now} style={{ left: share(now) }} />;
  return (
    <section className={styles.part} aria-label="Real servers over time">
      <h3>Real server of its newest connection</h3>
      <div className={styles.lane}>
        {life.spans.map((span, at) => (
          <button
            key={span.from}
            type="button"
            className={styles.span}
            style={{
              ...place(span.from, ends[at]),
              borderLeftColor: span.server ? serverColor(span.server.series) : 'var(--ink-3)',
            }}
            onClick={() => go(span.at)}
            aria-label={`${span.server?.addr ?? 'no server'}, ${counted(span.connections, 'connection')} from ${packetTime(span.from)}`}
            {...tip(
              `${span.server?.addr ?? 'no server'}, ${counted(span.connections, 'connection')} from ${packetTime(span.from)} s`,
            )}
          >
            {span.server?.label ?? '?'}
          </button>
        ))}
        {mark}
      </div>
      {life.templates.length > 0 ? <h3 style={{ marginTop: 10 }}>Templates that held it</h3> : null}
      {life.templates.slice(0, MOST_LANES).map((one) => (
        <div key={one.id} className={styles.lane}>
          <button
            type="button"
            className={`${styles.span} ${styles.template}`}
            style={place(one.from, one.to)}
            onClick={() => openLife(one.id)}
            aria-label={`Template ${one.label} to ${one.server?.addr ?? 'no server'}, ${packetTime(one.from)} to ${packetTime(one.to)}`}
            {...tip(`${one.label}, ${packetTime(one.from)} to ${packetTime(one.to)} s`)}
          >
            {one.server?.label ?? ''} {one.label}
          </button>
          {mark}
        </div>
      ))}
      <div className={styles.axis} aria-hidden="true">
        <span>{packetTime(life.from)}</span>
        <span>{packetTime(life.to)} s</span>
      </div>
      {life.templates.length > MOST_LANES ? (
        <p className={styles.nothing}>{count(life.templates.length - MOST_LANES)} more templates</p>
      ) : null}
    </section>
  );
}

function Moves({ life }: { life: ClientLife }) {
  const now = useApp((state) => state.moment?.time ?? 0);
  const go = useApp((state) => state.go);
  if (life.moves.length === 0) return null;
  return (
    <section className={styles.part} aria-label="Where affinity was lost">
      <h3>Where affinity was lost</h3>
      <ol className={styles.moves}>
        {life.moves.map((move) => (
          <li key={move.time} className={move.time > now ? styles.aheadItem : ''}>
            <span className={styles.stamp}>{packetTime(move.time)}</span>
            <span>
              <Phrases phrases={move.phrases} onGo={go} short />
            </span>
            <button type="button" className="plain-link" onClick={() => go(move.at)}>
              {move.label}
            </button>
          </li>
        ))}
      </ol>
      {life.omitted > 0 ? <p className={styles.nothing}>{count(life.omitted)} more moves</p> : null}
    </section>
  );
}
