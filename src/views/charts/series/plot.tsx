import { memo, useMemo } from 'react';
import { Area, AreaChart, CartesianGrid, Line, LineChart, XAxis, YAxis } from 'recharts';
import type { SeriesView } from '../../../trace/series-views.ts';
import { count } from '../../ui/index.ts';
import styles from '../recharts.module.css';
import { ticks, timeScale } from '../timeline/scale.ts';
import { lookOfSeries } from './look.ts';
import { niceTop, rowsOf } from './values.ts';

/** Room around the plot, in pixels. */
export const PLOT = { left: 46, right: 12, top: 6, bottom: 20 };

interface PlotProps {
  view: SeriesView;
  width: number;
  height: number;
}

/** The drawn series. States and amounts are stacked, servers are lines; the cursor and the pointer are drawn over it. */
export const Plot = memo(function Plot({ view, width, height }: PlotProps) {
  const rows = useMemo(() => rowsOf(view), [view]);
  const isStacked = view.kind === 'bars' || view.chart === 'states';
  const top = niceTop(isStacked ? topOfStack(view) : view.most);
  const inside = Math.max(40, width - PLOT.left - PLOT.right);
  const { times, digits } = ticks(timeScale(view.from, view.to, inside), 76);
  const frame = {
    data: rows,
    width,
    height,
    margin: { top: PLOT.top, right: PLOT.right, bottom: 0, left: 0 },
    className: styles.chart,
    accessibilityLayer: false,
  };
  const axes = [
    <CartesianGrid key="grid" stroke="var(--line-1)" vertical={false} />,
    <XAxis
      key="x"
      type="number"
      dataKey="time"
      height={PLOT.bottom}
      domain={[view.from, view.to]}
      ticks={times}
      tickFormatter={(time: number) => `${time.toFixed(digits)} s`}
      stroke="var(--line-2)"
      tickLine={false}
      allowDataOverflow
      interval="preserveStartEnd"
    />,
    <YAxis
      key="y"
      width={PLOT.left}
      domain={[0, top]}
      ticks={Number.isInteger(top / 2) ? [0, top / 2, top] : [0, top]}
      tickFormatter={(value: number) => compact(value)}
      axisLine={false}
      tickLine={false}
      allowDataOverflow
    />,
  ];
  if (!isStacked)
    return (
      <LineChart {...frame}>
        {axes}
        {view.series.map((line, at) => {
          const look = lookOfSeries(line, at);
          return (
            <Line
              key={line.id}
              type="stepAfter"
              dataKey={`v${at}`}
              stroke={look.stroke}
              strokeDasharray={look.dash}
              strokeWidth={1.5}
              dot={false}
              isAnimationActive={false}
            />
          );
        })}
      </LineChart>
    );
  return (
    <AreaChart {...frame}>
      {axes}
      {view.series.map((line, at) => {
        const look = lookOfSeries(line, at);
        return (
          <Area
            key={line.id}
            type="stepAfter"
            stackId="all"
            dataKey={`v${at}`}
            stroke={look.stroke}
            strokeWidth={1}
            fill={look.fill}
            fillOpacity={look.opacity}
            isAnimationActive={false}
          />
        );
      })}
    </AreaChart>
  );
});

/** The highest sum of what is shown; of bars the engine knows it. */
function topOfStack({ times, series }: SeriesView): number {
  return times.reduce(
    (most, _, at) =>
      Math.max(
        most,
        series.reduce((sum, { values }) => sum + values[at], 0),
      ),
    1,
  );
}

/** `12`, `4.5 k`, `1.2 M`. */
export function compact(value: number): string {
  if (value < 10_000) return count(value);
  return value < 1e6
    ? `${Number((value / 1e3).toPrecision(3))} k`
    : `${Number((value / 1e6).toPrecision(3))} M`;
}
