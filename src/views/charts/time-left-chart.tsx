import {
  CartesianGrid,
  Line,
  LineChart,
  ReferenceArea,
  ReferenceDot,
  ReferenceLine,
  ResponsiveContainer,
  XAxis,
  YAxis,
} from 'recharts';
import styles from './recharts.module.css';
import { type Armed, isHeld, saw } from './time-left.ts';
import { ticks, timeScale } from './timeline/scale.ts';

export interface TimeLeftProps {
  arms: readonly Armed[];
  /** The stretch of uptime that is drawn. */
  from: number;
  to: number;
  /** When the template is released; after `to` = not in this run. */
  end: number;
  now: number;
  /** What the service asks: `-p 20`. */
  persistent: number | null;
}

/** Left and right space of the plot, so that other rows can stand under it. */
export const PLOT = { left: 60, right: 24 };
/** With more armings than this they are not labelled one by one. */
const MOST_LABELS = 8;

/** Seconds left on a template's timer over the run: every arming, every expiry, what is still ahead dashed. */
export function TimeLeftChart({ arms, from, to, end, now, persistent }: TimeLeftProps) {
  const points = saw(arms, end, now);
  const most = Math.max(1, ...arms.map((arm) => arm.fires - arm.time));
  const labels = arms.length <= MOST_LABELS;
  const first = arms[0];
  const asked = persistent !== null && first ? first.time + persistent : null;
  const minute = (end - from) / MOST_LABELS / 2;
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={points}
        margin={{ top: 30, right: PLOT.right, bottom: 4, left: 0 }}
        className={styles.chart}
      >
        <CartesianGrid stroke="var(--line-1)" vertical={false} />
        <XAxis
          type="number"
          dataKey="time"
          domain={[from, to]}
          ticks={ticks(timeScale(from, to, 700), 70).times}
          tickFormatter={(time: number) => `${Math.round(time)} s`}
          stroke="var(--line-2)"
          tickLine={false}
          allowDataOverflow
        />
        <YAxis
          width={PLOT.left}
          domain={[0, most * 1.02]}
          ticks={ticks(timeScale(0, most, 300), 50).times}
          tickFormatter={(left: number) => `${left} s`}
          axisLine={false}
          tickLine={false}
        />
        {asked !== null && labels ? (
          <ReferenceArea
            x1={first.time}
            x2={Math.min(asked, to)}
            fill="var(--tpl-bg)"
            fillOpacity={1}
            label={{
              value: `-p ${persistent}`,
              position: 'insideTopLeft',
              className: styles.asked,
              dy: -26,
              dx: -4,
            }}
          />
        ) : null}
        {arms.map((arm, at) =>
          at === 0 ? null : (
            <ReferenceLine
              key={arm.time}
              x={arm.time}
              stroke="var(--tpl-mark)"
              strokeDasharray="2 3"
              strokeOpacity={labels ? 1 : 0.35}
              label={
                labels && arm.time - arms[at - 1].time > minute && Math.abs(arm.time - now) > 0.01
                  ? {
                      value: `${isHeld(arms, at) ? 'held, ' : ''}re-armed ${Math.round(arm.asked - arm.time)} s`,
                      position: 'insideTopLeft',
                      className: styles.label,
                      dy: -26,
                    }
                  : undefined
              }
            />
          ),
        )}
        <Line dataKey="past" stroke="var(--tpl-mark)" strokeWidth={2} dot={false} isAnimationActive={false} />
        <Line
          dataKey="ahead"
          stroke="var(--tpl-mark)"
          strokeWidth={2}
          strokeDasharray="4 4"
          dot={false}
          isAnimationActive={false}
        />
        {arms.map((_, at) =>
          isHeld(arms, at) && labels ? (
            <ReferenceDot
              key={arms[at].time}
              x={arms[at].time}
              y={0}
              r={4}
              fill="var(--bg-1)"
              stroke="var(--tpl-mark)"
              strokeWidth={1.5}
            />
          ) : null,
        )}
        <ReferenceLine
          x={now}
          stroke="var(--now-mark)"
          strokeWidth={1.5}
          label={{
            value: `${now.toFixed(2)} now`,
            position: now > from + (to - from) * 0.82 ? 'insideTopRight' : 'insideTopLeft',
            className: styles.now,
            dy: -26,
          }}
        />
        {end <= to ? (
          <ReferenceDot
            x={end}
            y={0}
            r={4}
            fill="var(--ink-1)"
            stroke="none"
            label={{
              value: `released ${end.toFixed(2)}`,
              position: 'top',
              className: styles.label,
              dx: -36,
              dy: -6,
            }}
          />
        ) : null}
      </LineChart>
    </ResponsiveContainer>
  );
}
