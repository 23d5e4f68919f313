import { useMemo, useRef } from 'react';
import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceLine,
  ResponsiveContainer,
  Tooltip,
  type TooltipContentProps,
  XAxis,
  YAxis,
} from 'recharts';
import { useApp } from '../../store/use-app.ts';
import type { Overview, ServerRef } from '../../trace/views.ts';
import { ServerChip, serverColor } from '../ui/index.ts';
import { balanceRows, spreadLabels } from './balance.ts';
import { useSize } from './canvas/use-canvas.ts';
import styles from './recharts.module.css';
import { ticks, timeScale } from './timeline/scale.ts';

/** Dashes tell the series apart without colour. */
const DASHES = ['', '7 3', '2 3', '10 3 2 3', '4 2', '1 3', '12 4', '6 2 2 2 2 2'];
const PLOT = { top: 14, right: 96, bottom: 30, left: 52 };

/** Connections per real server over the run with the cursor line; fills the box it is given. */
export function BalanceChart() {
  const overview = useApp((state) => state.overview);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  if (!overview) return null;
  return (
    <div
      ref={box}
      className={styles.box}
      role="img"
      aria-label={`Connections per real server: ${ends(overview)}`}
    >
      <Plot overview={overview} width={size?.width ?? 700} />
      {size ? <Labels overview={overview} height={size.height} /> : null}
    </div>
  );
}

function Plot({ overview, width }: { overview: Overview; width: number }) {
  const now = useApp((state) => state.moment?.time ?? 0);
  const goTime = useApp((state) => state.goTime);
  const rows = useMemo(() => balanceRows(overview), [overview]);
  const inside = Math.max(100, width - PLOT.left - PLOT.right);
  const most = mostOf(overview);
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={rows}
        margin={{ top: PLOT.top, right: PLOT.right, bottom: 12, left: 0 }}
        className={styles.chart}
        onClick={({ activeLabel }) => {
          if (typeof activeLabel === 'number') void goTime(activeLabel);
        }}
      >
        <CartesianGrid stroke="var(--line-1)" vertical={false} />
        <XAxis
          type="number"
          dataKey="time"
          height={PLOT.bottom - 12}
          domain={[overview.from, overview.to]}
          ticks={ticks(timeScale(overview.from, overview.to, inside), 76).times}
          tickFormatter={(time: number) => `${Number(time.toFixed(3))} s`}
          stroke="var(--line-2)"
          tickLine={false}
          allowDataOverflow
        />
        <YAxis
          width={PLOT.left}
          domain={[0, most]}
          ticks={ticks(timeScale(0, most, 260), 40).times.filter(Number.isInteger)}
          axisLine={false}
          tickLine={false}
        />
        {overview.servers.map((server) => (
          <Line
            key={server.series}
            type="stepAfter"
            dataKey={`s${server.series}`}
            name={server.label}
            stroke={serverColor(server.series)}
            strokeDasharray={DASHES[server.series % DASHES.length]}
            strokeWidth={1.75}
            dot={false}
            isAnimationActive={false}
          />
        ))}
        <Tooltip
          isAnimationActive={false}
          cursor={{ stroke: 'var(--now-mark)', strokeDasharray: '2 3' }}
          content={(props) => <Hover {...props} servers={overview.servers} />}
        />
        <ReferenceLine x={now} stroke="var(--now-mark)" strokeWidth={1.5} />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** The names of the series at the right, at the height where their lines end. */
function Labels({ overview, height }: { overview: Overview; height: number }) {
  const event = useApp((state) => state.moment?.cursor.event ?? -1);
  const most = mostOf(overview);
  const last = overview.balance[overview.balance.length - 1]?.conns ?? [];
  const now = overview.balance.findLast((point) => point.event <= event)?.conns ?? [];
  const plot = height - PLOT.top - PLOT.bottom;
  const placed = spreadLabels(
    overview.servers.map(({ series }) => ({ series, y: (1 - (last[series] ?? 0) / most) * plot })),
    17,
    plot,
  );
  const bySeries = new Map(overview.servers.map((server) => [server.series, server]));
  return placed.map(({ series, y }) => {
    const server = bySeries.get(series);
    return server ? (
      <span key={series} className={styles.end} style={{ top: PLOT.top + y - 9 }}>
        <svg width="22" height="8" aria-hidden="true">
          <line
            x1="0"
            x2="22"
            y1="4"
            y2="4"
            stroke={serverColor(series)}
            strokeWidth="1.75"
            strokeDasharray={DASHES[series % DASHES.length]}
          />
        </svg>
        <ServerChip server={server} /> <span className={styles.value}>{now[series] ?? 0}</span>
      </span>
    ) : null;
  });
}

function Hover({ active, payload, label, servers }: TooltipContentProps & { servers: readonly ServerRef[] }) {
  if (!active || !payload || payload.length === 0) return null;
  return (
    <div className={styles.hover}>
      <span className={styles.time}>{Number(label).toFixed(3)} s</span>
      {servers.map((server, at) => (
        <span key={server.series} className={styles.line}>
          <ServerChip server={server} /> {String(payload[at]?.value ?? '')}
        </span>
      ))}
    </div>
  );
}

function mostOf({ balance }: Overview): number {
  return balance.reduce((most, { conns }) => Math.max(most, ...conns), 1);
}

function ends({ servers, balance }: Overview): string {
  const last = balance[balance.length - 1]?.conns ?? [];
  return servers.map((server) => `${server.label} ${last[server.series] ?? 0} at the end`).join(', ');
}
