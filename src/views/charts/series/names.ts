import type { ChartName } from '../../../trace/series-views.ts';

/** What the charts are called, and what they measure. */
export const CHARTS: Readonly<
  Record<ChartName, { title: string; short: string; unit: string; none: string }>
> = {
  conns: {
    title: 'Connections per server',
    short: 'connections',
    unit: 'ActiveConn and InActConn together',
    none: 'No server has a connection.',
  },
  active: {
    title: 'Active connections per server',
    short: 'active',
    unit: 'ActiveConn',
    none: 'No server has an active connection.',
  },
  inactive: {
    title: 'Inactive connections per server',
    short: 'inactive',
    unit: 'InActConn',
    none: 'No server has an inactive connection.',
  },
  persistent: {
    title: 'Templates per server',
    short: 'persistent',
    unit: 'PersistConn',
    none: 'No template points to a server.',
  },
  states: {
    title: 'Entries per state',
    short: 'states',
    unit: 'entries, stacked; templates are not among them',
    none: 'No entry is made.',
  },
  templates: {
    title: 'Templates in the table',
    short: 'templates',
    unit: 'templates',
    none: 'No service is persistent, or no client has come to it.',
  },
  new: {
    title: 'New connections',
    short: 'new',
    unit: 'entries made',
    none: 'No connection is made.',
  },
  packets: {
    title: 'Packets',
    short: 'packets',
    unit: 'packets that IPVS counts',
    none: 'IPVS counts no packet.',
  },
  bytes: { title: 'Bytes', short: 'bytes', unit: 'bytes that IPVS counts', none: 'IPVS counts no packet.' },
  drops: {
    title: 'Drops',
    short: 'drops',
    unit: 'packets dropped, and templates put aside',
    none: 'Nothing is dropped.',
  },
};

/** Length of a slice for people: `0.25 s`, `12 s`, `3.5 min`. */
export function sliceText(seconds: number): string {
  if (seconds < 0.001) return `${(seconds * 1e6).toPrecision(2)} us`;
  if (seconds < 1) return `${Number((seconds * 1000).toPrecision(2))} ms`;
  return seconds < 120
    ? `${Number(seconds.toPrecision(2))} s`
    : `${Number((seconds / 60).toPrecision(2))} min`;
}
