import type { ServerRef } from './server-ref.ts';

/** Quantities over time, as charts draw them. */

export const CHART_NAMES = [
  'conns',
  'active',
  'inactive',
  'persistent',
  'states',
  'templates',
  'new',
  'packets',
  'bytes',
  'drops',
] as const;
export type ChartName = (typeof CHART_NAMES)[number];

/** What a series is of; decides how it is drawn. */
export type SeriesTone = 'server' | 'state' | 'template' | 'trouble' | 'plain';

export interface SeriesLine {
  id: string;
  label: string;
  tone: SeriesTone;
  server: ServerRef | null;
  /** Steps: the value from each time on. Bars: the amount of each slice. */
  values: readonly number[];
  /** Largest value over the whole case. */
  most: number;
  /** Bars: the sum over the shown range. */
  total: number;
}

export interface SeriesView {
  chart: ChartName;
  /** `steps` hold from a time to the next; `bars` are amounts in slices of equal length. */
  kind: 'steps' | 'bars';
  /** Shown range in seconds of uptime. */
  from: number;
  to: number;
  /** Seconds of a slice. */
  slice: number;
  times: readonly number[];
  series: readonly SeriesLine[];
  /** Series that are left out because others are larger. */
  omitted: number;
  /** Largest value over the whole case: of one series, for bars of all together in a slice. */
  most: number;
}
