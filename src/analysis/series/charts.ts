import type { ChartName, SeriesView } from '../../trace/series-views.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Servers } from '../servers.ts';
import { drops, newConnections, traffic } from './bars.ts';
import type { ChartSource } from './source.ts';
import { entriesByState, serverFields, templatesAlive } from './steps.ts';
import { type SeriesRange, seriesView } from './view.ts';

const SOURCES: Readonly<Record<ChartName, (trace: Trace, servers: Servers) => ChartSource>> = {
  conns: (trace, servers) => serverFields(trace, servers, ['activeconns', 'inactconns']),
  active: (trace, servers) => serverFields(trace, servers, ['activeconns']),
  inactive: (trace, servers) => serverFields(trace, servers, ['inactconns']),
  persistent: (trace, servers) => serverFields(trace, servers, ['persistconns']),
  states: entriesByState,
  templates: templatesAlive,
  new: newConnections,
  packets: (trace) => traffic(trace, 'packets'),
  bytes: (trace) => traffic(trace, 'bytes'),
  drops,
};

/** The charts of a case: each is gathered from the index when it is first asked for, and kept. */
export class Charts {
  private readonly sources = new Map<ChartName, ChartSource>();

  /** The trace must have been played. */
  constructor(
    private readonly trace: Trace,
    private readonly servers: Servers,
  ) {}

  view(chart: ChartName, range: SeriesRange): SeriesView {
    let source = this.sources.get(chart);
    if (!source) {
      source = SOURCES[chart](this.trace, this.servers);
      this.sources.set(chart, source);
    }
    return seriesView(chart, source, this.trace, range);
  }
}
