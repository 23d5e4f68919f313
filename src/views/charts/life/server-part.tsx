import { useEffect } from 'react';
import { CartesianGrid, Line, LineChart, ReferenceLine, ResponsiveContainer, XAxis, YAxis } from 'recharts';
import { useApp, useDetailed } from '../../../store/use-app.ts';
import type { ServerLife, ServerPoint } from '../../../trace/life-views.ts';
import type { ServerRef } from '../../../trace/views.ts';
import { count, counted, endpoint, packetTime, ServerChip, serverColor } from '../../ui/index.ts';
import styles from './life.module.css';

/** Entries that are named; the rest is counted. */
const MOST_NAMED = 60;

/** The figures of a real server over the run, what the administrator did to it, and who still points to it. */
export function ServerPart({ server }: { server: ServerRef | null }) {
  const need = useApp((state) => state.needServerLife);
  const info = useApp((state) => state.info);
  const life = useApp((state) => state.serverLife);
  const key = server ? endpoint(server.addr, server.port) : null;
  // The case is a dependency: another one has other lives of the same server.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    need(key === null ? null : { server: key, service: null });
    return () => need(null);
  }, [key, need, info]);
  if (!server || key === null) return <p className={styles.nothing}>The entry is bound to no real server.</p>;
  if (!life || endpoint(life.server.addr, life.server.port) !== key)
    return <p className={styles.nothing}>{server.addr} is not a real server at this moment.</p>;
  return (
    <div className={styles.scroll}>
      <Figures life={life} />
      <OverTheRun life={life} />
      <Bound life={life} />
    </div>
  );
}

function OverTheRun({ life }: { life: ServerLife }) {
  const detailed = useDetailed();
  if (!detailed)
    return <p>In a run this long the figures of servers are known at each moment, but not kept over time.</p>;
  return (
    <>
      <Chart life={life} />
      <Changes life={life} />
    </>
  );
}

function pointAt({ points }: ServerLife, time: number): ServerPoint {
  return points.findLast((point) => point.time <= time + 1e-6) ?? points[0];
}

function Figures({ life }: { life: ServerLife }) {
  const now = useApp((state) => state.moment?.time ?? 0);
  const at = pointAt(life, now);
  return (
    <div className={styles.facts}>
      <ServerChip server={life.server} show="full" /> of <code>{life.service}</code>
      {life.removed ? ', removed: it waits in the trash while entries point to it' : ''}
      <dl className={styles.figures}>
        <dt>weight</dt>
        <dd>{at.weight}</dd>
        <dt>active</dt>
        <dd>{count(at.active)}</dd>
        <dt>inactive</dt>
        <dd>{count(at.inactive)}</dd>
        <dt>persistent</dt>
        <dd>{count(at.persistent)}</dd>
        <dt>refcnt</dt>
        <dd>{count(at.refcnt)}</dd>
      </dl>
    </div>
  );
}

function Chart({ life }: { life: ServerLife }) {
  const now = useApp((state) => state.moment?.time ?? 0);
  const goTime = useApp((state) => state.goTime);
  const last = life.points[life.points.length - 1];
  const data = [...life.points, { ...last, time: life.to }];
  const line = { type: 'stepAfter' as const, dot: false, isAnimationActive: false, strokeWidth: 1.75 };
  const color = serverColor(life.server.series);
  return (
    <section className={styles.part} aria-label="Figures over time">
      <h3>active (line), inactive (dashes), refcnt (dots) over the run</h3>
      <div
        className={styles.chart}
        role="img"
        aria-label={`${life.server.addr}: ${counted(life.points.length, 'change')} of its figures, refcnt ${last.refcnt} at the end`}
      >
        <ResponsiveContainer width="100%" height="100%">
          <LineChart
            data={data}
            margin={{ top: 6, right: 8, bottom: 0, left: 0 }}
            onClick={({ activeLabel }) => {
              if (typeof activeLabel === 'number') void goTime(activeLabel);
            }}
          >
            <CartesianGrid stroke="var(--line-1)" vertical={false} />
            <XAxis
              type="number"
              dataKey="time"
              domain={[life.from, life.to]}
              tickCount={4}
              tickFormatter={(time: number) => `${Math.round(time)} s`}
              stroke="var(--line-2)"
              tick={{ fill: 'var(--ink-3)', fontSize: 11.5 }}
              tickLine={false}
            />
            <YAxis
              width={36}
              allowDecimals={false}
              axisLine={false}
              tickLine={false}
              tick={{ fill: 'var(--ink-3)', fontSize: 11.5 }}
            />
            <Line dataKey="refcnt" stroke="var(--ink-3)" strokeDasharray="1 3" {...line} />
            <Line dataKey="inactive" stroke={color} strokeDasharray="6 3" {...line} />
            <Line dataKey="active" stroke={color} {...line} />
            <ReferenceLine x={now} stroke="var(--now-mark)" strokeWidth={1.5} />
          </LineChart>
        </ResponsiveContainer>
      </div>
    </section>
  );
}

function Changes({ life }: { life: ServerLife }) {
  const now = useApp((state) => state.moment?.time ?? 0);
  const go = useApp((state) => state.go);
  if (life.changes.length === 0) return null;
  return (
    <section className={styles.part} aria-label="What was done to it">
      <h3>What was done to it</h3>
      <ol className={styles.moves}>
        {life.changes.map((change) => (
          <li key={`${change.time} ${change.text}`} className={change.time > now ? styles.aheadItem : ''}>
            <span className={styles.stamp}>{packetTime(change.time)}</span>
            <span>{change.text}</span>
            <button type="button" className="plain-link" onClick={() => go(change.at)}>
              {change.label}
            </button>
          </li>
        ))}
      </ol>
    </section>
  );
}

function Bound({ life }: { life: ServerLife }) {
  const openLife = useApp((state) => state.openLife);
  const total = life.bound.reduce((sum, one) => sum + one.count, 0);
  return (
    <section className={styles.part} aria-label="Bound to it now">
      <h3>
        {total === 0
          ? 'No entry points to it now.'
          : `${counted(total, 'entry', 'entries')} ${total === 1 ? 'points' : 'point'} to it now: ${life.bound
              .map((one) =>
                one.template ? counted(one.count, 'template') : `${count(one.count)} ${one.state}`,
              )
              .join(', ')}`}
      </h3>
      <ul className={styles.tags}>
        {life.entries.slice(0, MOST_NAMED).map((one) => (
          <li key={one.id}>
            <button
              type="button"
              className={`plain-link ${one.template ? styles.tpl : ''}`}
              onClick={() => openLife(one.id)}
            >
              {one.label}
            </button>
          </li>
        ))}
      </ul>
      {total > MOST_NAMED ? <p>{count(total - MOST_NAMED)} more</p> : null}
    </section>
  );
}
