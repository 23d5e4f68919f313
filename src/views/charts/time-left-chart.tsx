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
  /** Pixels of the plot from `from` to `to`. */
  plot: number;
  /** What the service asks: `-p 20`. */
  persistent: number | null;
}

/** Left and right space of the plot, so that other rows can stand under it. */
export const PLOT = { left: 60, right: 24 };
const NOW_ROOM = 76;
/** With more armings than this they are not labelled one by one. */
const MOST_LABELS = 8;

/** Seconds left on a template's timer over the run: every arming, every expiry, what is still ahead dashed. */
export function TimeLeftChart(props: TimeLeftProps) {
  const { arms, from, to, end, now, plot } = props;
  const most = Math.max(1, ...arms.map((arm) => arm.fires - arm.time));
  const line = { stroke: 'var(--tpl-mark)', strokeWidth: 2, dot: false, isAnimationActive: false };
  return (
    <ResponsiveContainer width="100%" height="100%">
      <LineChart
        data={saw(arms, end, now)}
        margin={{ top: 30, right: PLOT.right, bottom: 4, left: 0 }}
        className={styles.chart}
      >
        <CartesianGrid stroke="var(--line-1)" vertical={false} />
        <XAxis
          type="number"
          dataKey="time"
          domain={[from, to]}
          ticks={ticks(timeScale(from, to, plot), 70).times}
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
        <Asked {...props} />
        <Armings {...props} />
        <Line dataKey="past" {...line} />
        <Line dataKey="ahead" strokeDasharray="4 4" {...line} />
        <Moments {...props} />
      </LineChart>
    </ResponsiveContainer>
  );
}

/** Whether a label that begins at `time` and is `after` pixels wide would meet the label of now. */
function meetsNow({ from, to, now, plot }: TimeLeftProps, time: number, after: number): boolean {
  const away = ((now - time) / (to - from)) * plot;
  return away > -NOW_ROOM && away < after;
}

/** The stretch that `-p` asks for. */
function Asked(props: TimeLeftProps) {
  const { arms, to, persistent } = props;
  if (persistent === null || arms.length === 0 || arms.length > MOST_LABELS) return null;
  return (
    <ReferenceArea
      x1={arms[0].time}
      x2={Math.min(arms[0].time + persistent, to)}
      fill="var(--tpl-bg)"
      fillOpacity={1}
      label={{
        value: meetsNow(props, arms[0].time, 40) ? '' : `-p ${persistent}`,
        position: 'insideTopLeft',
        className: styles.asked,
        dy: -26,
        dx: -4,
      }}
    />
  );
}

/** A dotted line where the timer was armed anew, with words where they fit. */
function Armings(props: TimeLeftProps) {
  const { arms } = props;
  const isFew = arms.length <= MOST_LABELS;
  return arms.slice(1).map((arm, before) => (
    <ReferenceLine
      key={arm.time}
      x={arm.time}
      stroke="var(--tpl-mark)"
      strokeDasharray="2 3"
      strokeOpacity={isFew ? 1 : 0.35}
      label={{
        value: isFew ? wordsFor(props, before + 1) : '',
        position: 'insideTopLeft',
        className: styles.label,
        dy: -26,
      }}
    />
  ));
}

/** Expiries that were held, now, and the release. */
function Moments({ arms, from, to, end, now }: TimeLeftProps) {
  return (
    <>
      {arms.map((arm, at) =>
        isHeld(arms, at) && arms.length <= MOST_LABELS ? (
          <ReferenceDot
            key={arm.time}
            x={arm.time}
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
          label={{ value: `released ${end.toFixed(2)}`, position: 'right', className: styles.label, dy: -11 }}
        />
      ) : null}
    </>
  );
}

/** What is said above an arming: as much as fits before the next one and beside the label of now; '' = nothing. */
function wordsFor(props: TimeLeftProps, at: number): string {
  const { arms, from, to, end, plot } = props;
  const { time, asked } = arms[at];
  const free = (((arms[at + 1]?.time ?? end + 1e3) - time) / (to - from)) * plot;
  const seconds = `${Math.round(asked - time)} s`;
  const long = `${isHeld(arms, at) ? 'held, ' : ''}re-armed ${seconds}`;
  const fits = [long, seconds].find((words) => {
    const wide = words.length * 6.2 + 8;
    return wide < free && !meetsNow(props, time, wide);
  });
  return fits ?? '';
}
