import type { Overview } from '../../trace/views.ts';

/** A row of the chart: connections by server's place in the palette. */
export type BalanceRow = { time: number } & Record<`s${number}`, number>;

/** More points than the chart has pixels are not drawn. */
const MOST_POINTS = 1200;

/** The step functions of all servers as rows, thinned out evenly, the last value kept to the end of the run. */
export function balanceRows({ balance, to, servers }: Overview): BalanceRow[] {
  const every = Math.max(1, Math.ceil(balance.length / MOST_POINTS));
  const rows: BalanceRow[] = [];
  balance.forEach((point, at) => {
    if (at % every === 0 || at === balance.length - 1)
      rows.push(rowOf(point.time, point.conns, servers.length));
  });
  const last = balance[balance.length - 1];
  if (last && last.time < to) rows.push(rowOf(to, last.conns, servers.length));
  return rows;
}

function rowOf(time: number, conns: readonly number[], servers: number): BalanceRow {
  const row: BalanceRow = { time };
  for (let at = 0; at < servers; at += 1) row[`s${at}`] = conns[at] ?? 0;
  return row;
}

export interface Label {
  series: number;
  /** Height in pixels from the top of the plot. */
  y: number;
}

/** Labels at the heights of their lines, pushed apart so that each has `room` pixels. */
export function spreadLabels(wanted: readonly Label[], room: number, height: number): Label[] {
  const sorted = [...wanted].sort((a, b) => a.y - b.y || a.series - b.series);
  const placed: Label[] = [];
  for (const label of sorted) {
    const above = placed[placed.length - 1];
    placed.push({ ...label, y: Math.max(label.y, above ? above.y + room : 0) });
  }
  for (let at = placed.length - 1, floor = height; at >= 0; at -= 1) {
    placed[at] = { ...placed[at], y: Math.min(placed[at].y, floor) };
    floor = placed[at].y - room;
  }
  return placed;
}
