import type { SeriesView } from '../../../trace/series-views.ts';

/** Row of a chart for Recharts: `time` and a value for each series, `v0`, `v1` and so on. */
export type ChartRow = { time: number } & Record<`v${number}`, number>;

/** The rows of a chart; of bars the last slice is drawn to its end. */
export function rowsOf(view: SeriesView): ChartRow[] {
  const { times, series, kind, to } = view;
  const rows = times.map((time, at) => row(time, (i) => series[i].values[at], series.length));
  if (kind === 'bars' && times.length > 0)
    rows.push(row(to, (i) => series[i].values[times.length - 1], series.length));
  return rows;
}

function row(time: number, value: (series: number) => number, count: number): ChartRow {
  const made: ChartRow = { time };
  for (let i = 0; i < count; i++) made[`v${i}`] = value(i);
  return made;
}

/** Place of the last time at or before one; -1 = it lies before the first. */
export function placeAt({ times }: SeriesView, time: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (times[middle] <= time + 1e-9) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Value of a series at a time; null = the time is not shown. */
export function valueAt(view: SeriesView, series: number, time: number): number | null {
  if (time < view.from - 1e-9 || time > view.to + 1e-9) return null;
  return view.series[series].values[Math.max(0, placeAt(view, time))] ?? null;
}

/** A round number at least as large, for the top of the axis. */
export function niceTop(most: number): number {
  if (most <= 4) return Math.max(1, Math.ceil(most));
  const power = 10 ** Math.floor(Math.log10(most));
  return [1, 1.5, 2, 3, 4, 5, 6, 8, 10].map((n) => n * power).find((top) => top >= most) ?? most;
}
