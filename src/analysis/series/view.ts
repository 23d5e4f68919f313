import { firstIndex } from '../../base/column.ts';
import type { ChartName, SeriesLine, SeriesView } from '../../trace/series-views.ts';
import type { Trace } from '../../trace/trace.ts';
import { type SliceRange, sliceStarts } from '../slices.ts';
import type { SeriesRows } from './rows.ts';
import type { ChartSource } from './source.ts';

/** More series than this are not told apart; the largest are kept. */
const MOST_SERIES = 8;

/** Seconds of uptime, and the slices that they are cut into: a pixel or two each. */
export type SeriesRange = SliceRange;

interface Sizes {
  readonly most: readonly number[];
  readonly order: readonly number[];
}

/** The largest value of each series over the whole case; for bars its sum. */
function sizesOf({ names, rows, kind }: ChartSource): Sizes {
  const most = rows.map((one) => (kind === 'bars' ? one.sum : one.most));
  const order = names.map((_, at) => at).sort((a, b) => most[b] - most[a]);
  return { most, order };
}

/** Servers stand in the order of the service, others by size. */
function shownSeries(source: ChartSource, { order }: Sizes): number[] {
  const shown = order.slice(0, MOST_SERIES);
  const place = (at: number): number => source.names[at].server?.series ?? at;
  return source.names.some(({ server }) => server) ? shown.sort((a, b) => place(a) - place(b)) : shown;
}

/** A line from a source; `values` are added by whoever aggregates. */
function lineOf(source: ChartSource, at: number, most: number, values: number[]): SeriesLine {
  return { ...source.names[at], values, most, total: values.reduce((sum, value) => sum + value, 0) };
}

interface Points {
  readonly times: number[];
  readonly values: number[][];
}

/** A series on its way through a range: rows `at` to before `end`, and the value that it has before them. */
interface Walk {
  readonly rows: SeriesRows;
  at: number;
  readonly end: number;
  current: number;
}

function walksOf(source: ChartSource, shown: readonly number[], first: number, last: number): Walk[] {
  return shown.map((series) => {
    const rows = source.rows[series];
    const at = rows.rowFrom(first);
    return { rows, at, end: rows.rowFrom(last), current: at > 0 ? rows.values.at(at - 1) : 0 };
  });
}

/**
 * Few changes stay as they are. Of many, each slice keeps the least and the largest value of each series, in the order in
 * which they came, so that no peak is lost.
 */
function stepsView(source: ChartSource, trace: Trace, range: SeriesRange, shown: readonly number[]): Points {
  const { length } = trace.index;
  const behind = (time: number): number => firstIndex(0, length, (event) => trace.time(event) > time);
  const walks = walksOf(source, shown, behind(range.from), behind(range.to));
  const points: Points = { times: [range.from], values: walks.map(({ current }) => [current]) };
  const changes = walks.reduce((sum, { at, end }) => sum + end - at, 0);
  if (changes <= 2 * range.slices) everyChange(trace, walks, points);
  else extremes(trace, range, walks, points);
  points.times.push(range.to);
  for (const [i, { current }] of walks.entries()) points.values[i].push(current);
  return points;
}

/** A point for each time at which something changes. */
function everyChange(trace: Trace, walks: readonly Walk[], { times, values }: Points): void {
  for (;;) {
    let event = Number.POSITIVE_INFINITY;
    for (const { rows, at, end } of walks) if (at < end) event = Math.min(event, rows.events.at(at));
    if (event === Number.POSITIVE_INFINITY) return;
    const time = trace.time(event);
    for (const walk of walks)
      for (; walk.at < walk.end && trace.time(walk.rows.events.at(walk.at)) <= time; walk.at++)
        walk.current = walk.rows.values.at(walk.at);
    times.push(time);
    for (const [i, { current }] of walks.entries()) values[i].push(current);
  }
}

/** Two points for each slice in which something changes. */
function extremes(trace: Trace, range: SeriesRange, walks: readonly Walk[], { times, values }: Points): void {
  const starts = sliceStarts(trace, range);
  const width = (range.to - range.from) / range.slices;
  for (let slice = 0; slice < range.slices; slice++) {
    const pairs = walks.map((walk) => {
      const to = firstIndex(walk.at, walk.end, (row) => walk.rows.events.at(row) >= starts[slice + 1]);
      return pairOf(walk, to);
    });
    if (pairs.every((pair) => pair === null)) continue;
    const end = range.from + (slice + 1) * width;
    times.push(end - width, end - width / 2);
    for (const [i, { current }] of walks.entries()) values[i].push(...(pairs[i] ?? [current, current]));
  }
}

/** The least and the largest value of a series up to a row, in the order in which they came; null = nothing changes. */
function pairOf(walk: Walk, to: number): [number, number] | null {
  const { rows, at, current } = walk;
  if (to <= at) return null;
  const found = rows.extremes(at, to);
  const [least, largest] = [rows.values.at(found.low), rows.values.at(found.high)];
  const low = least < current ? { value: least, row: found.low } : { value: current, row: -1 };
  const high = largest > current ? { value: largest, row: found.high } : { value: current, row: -1 };
  walk.at = to;
  walk.current = rows.values.at(to - 1);
  return low.row <= high.row ? [low.value, high.value] : [high.value, low.value];
}

function barsView(source: ChartSource, trace: Trace, range: SeriesRange, shown: readonly number[]): Points {
  const { from, to, slices } = range;
  const width = (to - from) / slices;
  const starts = sliceStarts(trace, range);
  const values = shown.map((series) => {
    const rows = source.rows[series];
    const edges = Array.from(starts, (event) => rows.rowFrom(event));
    return edges.slice(1).map((edge, slice) => rows.sumOf(edges[slice], edge));
  });
  return { times: Array.from({ length: slices }, (_, slice) => from + slice * width), values };
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
    slices: Math.max(1, Math.floor(wanted.slices)),
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
