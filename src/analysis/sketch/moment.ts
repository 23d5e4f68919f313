import { jiffiesAt } from '../../kernel/lib/jiffies.ts';
import type { Trace } from '../../trace/trace.ts';
import type { Cursor, EventRow, Moment } from '../../trace/views.ts';
import { announcement } from '../announce.ts';
import type { MomentOptions } from '../moment.ts';
import { LANE_LIMIT } from '../overview.ts';
import { eventRow } from '../rows.ts';
import type { Servers } from '../servers.ts';
import { DEFAULT_WISH, emptyTable, NOTHING_TOUCHED, tableView } from '../table.ts';
import { IndexTable } from './index-table.ts';

/** The address of the client as the list writes it (`172.16.0.1:41000`, `[2001:db8::1]:41000`), of a packet that IPVS met. */
function addressOf({ client, verdict }: EventRow): string | null {
  const cut = client.lastIndexOf(':');
  return cut < 0 || verdict === null ? null : client.slice(0, cut).replace(/^\[|\]$/g, '');
}

/**
 * What the index knows of the end of an event: its row, the table, its lanes. Nothing is run again, so that any moment of
 * a long run is there at once; steps, objects, services and timers are empty, and `sketch` says so.
 */
export function sketchAt(trace: Trace, servers: Servers, event: number, options: MomentOptions): Moment {
  const { index } = trace;
  const row = eventRow(trace, servers, event);
  const time = trace.time(event);
  const entry = index.entryOf(event);
  const life = index.lives.get(entry);
  const at = index.lives.rowOf(entry);
  const lookup = at < 0 ? -1 : index.lives.bucketAt(at, event);
  const isTable = options.want?.includes('table') ?? true;
  return {
    sketch: true,
    cursor: { event, step: Number.POSITIVE_INFINITY },
    time,
    jiffies: jiffiesAt(trace.hz, index.timeOf(event)),
    row,
    steps: [],
    why: [],
    objects: [],
    services: [],
    trash: [],
    timers: [],
    totals: { timers: 0 },
    parts: isTable ? ['table'] : [],
    table: isTable
      ? tableView(new IndexTable(trace, servers, event), {
          ...NOTHING_TOUCHED,
          wish: options.table ?? DEFAULT_WISH,
          client: options.client ?? life?.client ?? addressOf(row),
          lookup: lookup < 0 ? null : lookup,
          time,
          servers,
        })
      : emptyTable(2 ** trace.program.params.conn_tab_bits, 0),
    chain: null,
    lanes: options.lanes.beyond(LANE_LIMIT, entry),
    announcement: announcement(row, [], 0),
  };
}

/** The event of a cursor, or the nearest that there is; null = before the first. */
export function nearestEvent(trace: Trace, { event }: Cursor): number | null {
  const near = Math.max(trace.least, Math.min(trace.index.length - 1, Math.floor(event)));
  return near < 0 ? null : near;
}
