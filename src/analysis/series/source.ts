import type { SeriesTone } from '../../trace/series-views.ts';
import type { ServerRef } from '../../trace/server-ref.ts';
import { SeriesRows } from './rows.ts';

/** A series by its name, and how it is drawn. */
export interface SeriesName {
  readonly id: string;
  readonly label: string;
  readonly tone: SeriesTone;
  readonly server: ServerRef | null;
}

/**
 * What a chart is made of, gathered once for the whole case in the order of events: for `steps` the value that a series
 * has from an event on, for `bars` an amount that an event adds.
 */
export class ChartSource {
  readonly names: SeriesName[] = [];
  /** Of each name. */
  readonly rows: SeriesRows[] = [];
  private readonly ids = new Map<string, number>();

  constructor(readonly kind: 'steps' | 'bars') {}

  /** Number of a series; it is added when it is new. */
  series(name: SeriesName): number {
    const known = this.ids.get(name.id);
    if (known !== undefined) return known;
    this.ids.set(name.id, this.names.length);
    this.rows.push(new SeriesRows());
    return this.names.push(name) - 1;
  }

  /** Events must come in their order. */
  add(event: number, series: number, value: number): void {
    this.rows[series].add(event, value);
  }
}

export const plain = (id: string, label: string, tone: SeriesTone = 'plain'): SeriesName => ({
  id,
  label,
  tone,
  server: null,
});

export const ofServer = (server: ServerRef): SeriesName => ({
  id: `${server.addr}:${server.port}`,
  label: server.label,
  tone: 'server',
  server,
});
