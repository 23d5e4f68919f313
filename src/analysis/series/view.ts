import { firstIndex } from '../../base/column.ts';
import type { ChartName, SeriesLine, SeriesView } from '../../trace/series-views.ts';
import type { Trace } from '../../trace/trace.ts';
import type { ChartSource } from './source.ts';

/** More series than this are not told apart; the largest are kept. */
const MOST_SERIES = 8;

export interface SeriesRange {
  /** Seconds of uptime. */
  readonly from: number;
  readonly to: number;
  /** Slices that the range is cut into: a pixel or two each. */
  readonly slices: number;
}

interface Sizes {
  readonly most: readonly number[];
  readonly order: readonly number[];
}

/** The largest value of each series over the whole case; for bars its sum. */
function sizesOf(source: ChartSource): Sizes {
  const most = source.names.map(() => 0);
  for (let row = 0; row < source.length; row++) {
    const series = source.which.at(row);
    const value = source.values.at(row);
    if (source.kind === 'bars') most[series] += value;
    else if (value > most[series]) most[series] = value;
  }
  const order = source.names.map((_, at) => at).sort((a, b) => most[b] - most[a]);
  return { most, order };
}

/** Servers stand in the order of the service, others by size. */
function shownSeries(source: ChartSource, { order }: Sizes): number[] {
  const shown = order.slice(0, MOST_SERIES);
  const place = (at: number): number => source.names[at].server?.series ?? at;
  return source.names.some(({ server }) => server) ? shown.sort((a, b) => place(a) - place(b)) : shown;
}

function rowAt(source: ChartSource, trace: Trace, time: number): number {
  return firstIndex(0, source.length, (row) => trace.time(source.events.at(row)) > time);
}

/** A line from a source; `values` are added by whoever aggregates. */
function lineOf(source: ChartSource, at: number, most: number, values: number[]): SeriesLine {
  return { ...source.names[at], values, most, total: values.reduce((sum, value) => sum + value, 0) };
}

/**
 * Few changes stay as they are. Of many, each slice keeps the least and the largest value of each series, in the order in
 * which they came, so that no peak is lost.
 */
function stepsView(source: ChartSource, trace: Trace, range: SeriesRange, shown: readonly number[]) {
  const first = rowAt(source, trace, range.from);
  const last = rowAt(source, trace, range.to);
  const current = source.names.map(() => 0);
  for (let row = 0; row < first; row++) current[source.which.at(row)] = source.values.at(row);
  const times: number[] = [range.from];
  const values = shown.map((at) => [current[at]]);
  const push = (time: number, read: (at: number) => number): void => {
    times.push(time);
    for (const [i, at] of shown.entries()) values[i].push(read(at));
  };
  if (last - first <= 2 * range.slices) {
    for (let row = first; row < last; row++) {
      current[source.which.at(row)] = source.values.at(row);
      const time = trace.time(source.events.at(row));
      const isLast = row + 1 === last || trace.time(source.events.at(row + 1)) > time;
      if (isLast) push(time, (at) => current[at]);
    }
  } else extremes(source, trace, range, { first, last }, current, push);
  push(range.to, (at) => current[at]);
  return { times, values };
}

function extremes(
  source: ChartSource,
  trace: Trace,
  { from, to, slices }: SeriesRange,
  { first, last }: { first: number; last: number },
  current: number[],
  push: (time: number, read: (at: number) => number) => void,
): void {
  const width = (to - from) / slices;
  let row = first;
  for (let slice = 0; slice < slices; slice++) {
    const end = from + (slice + 1) * width;
    const low = [...current];
    const high = [...current];
    const lowFirst = current.map(() => true);
    const before = row;
    for (; row < last && trace.time(source.events.at(row)) <= end; row++) {
      const at = source.which.at(row);
      const value = source.values.at(row);
      current[at] = value;
      if (value < low[at]) {
        low[at] = value;
        lowFirst[at] = false;
      }
      if (value > high[at]) {
        high[at] = value;
        lowFirst[at] = true;
      }
    }
    if (row === before) continue;
    push(end - width, (at) => (lowFirst[at] ? low[at] : high[at]));
    push(end - width / 2, (at) => (lowFirst[at] ? high[at] : low[at]));
  }
}

function barsView(source: ChartSource, trace: Trace, range: SeriesRange, shown: readonly number[]) {
  const { from, to, slices } = range;
  const width = (to - from) / slices;
  const place = new Map(shown.map((at, i) => [at, i]));
  const values = shown.map(() => new Array<number>(slices).fill(0));
  const first = firstIndex(0, source.length, (row) => trace.time(source.events.at(row)) >= from);
  const last = rowAt(source, trace, to);
  for (let row = first; row < last; row++) {
    const i = place.get(source.which.at(row));
    if (i === undefined) continue;
    const slice = Math.min(slices - 1, Math.floor((trace.time(source.events.at(row)) - from) / width));
    values[i][slice] += source.values.at(row);
  }
  const times = Array.from({ length: slices }, (_, slice) => from + slice * width);
  return { times, values };
}

/** What a chart shows of a range, aggregated to its slices. */
export function seriesView(
  chart: ChartName,
  source: ChartSource,
  trace: Trace,
  wanted: SeriesRange,
): SeriesView {
  const range = {
    ...wanted,
    to: Math.max(wanted.to, wanted.from + 1e-6),
    slices: Math.max(1, wanted.slices),
  };
  const sizes = sizesOf(source);
  const shown = shownSeries(source, sizes);
  const { times, values } = (source.kind === 'bars' ? barsView : stepsView)(source, trace, range, shown);
  const series = shown.map((at, i) => lineOf(source, at, sizes.most[at], values[i]));
  const stacked = times.map((_, i) => series.reduce((sum, line) => sum + line.values[i], 0));
  return {
    chart,
    kind: source.kind,
    from: range.from,
    to: range.to,
    slice: (range.to - range.from) / range.slices,
    times,
    series,
    omitted: source.names.length - shown.length,
    most:
      source.kind === 'bars'
        ? stacked.reduce((most, value) => Math.max(most, value), 0)
        : series.reduce((most, line) => Math.max(most, line.most), 0),
  };
}
