import type { ChartName, SeriesView } from '../trace/series-views.ts';

/** A range of the case in slices of a pixel or two. */
export interface ChartRange {
  from: number;
  to: number;
  slices: number;
}

/** Quantities over time, as the Services view draws them. */
export interface ChartsSlice {
  /** Charts that are shown, in the order of all charts. */
  charts: readonly ChartName[];
  toggleChart(chart: ChartName): void;
  /** What each chart shows, for the range that was asked for last. */
  chartViews: Partial<Record<ChartName, SeriesView>>;
  needChart(chart: ChartName, range: ChartRange): void;
  /** Connections over the whole case, for the lines in the table of servers; null = not there yet. */
  sparks: SeriesView | null;
  needSparks(): void;
}
