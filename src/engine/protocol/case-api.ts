import type { EvidenceView } from '../../trace/evidence-views.ts';
import type { ChartName, SeriesView } from '../../trace/series-views.ts';
import type { SavedStops } from '../../trace/stops/stop.ts';
import type { TableWish } from '../../trace/table-views.ts';
import type {
  ConnView,
  Cursor,
  EventRow,
  HashView,
  LogWindow,
  Moment,
  MomentPart,
} from '../../trace/views.ts';
import type { ExportApi } from './exports.ts';
import type { FindingsApi } from './findings.ts';
import type { FlowApi } from './flow.ts';
import type { LivesApi } from './lives.ts';
import type { SearchApi } from './search.ts';
import type { StopsApi } from './stops.ts';
import type { TimelineApi } from './timeline.ts';

export interface MomentQuery {
  cursor: Cursor;
  /** Bucket whose chain is wanted; null = the one the event looks up. */
  bucket: number | null;
  /** Client address whose buckets are outlined; null = the event's own. */
  client: string | null;
  /** Parts that are shown; left out = all. */
  want?: readonly MomentPart[];
  /** What the map of buckets shows and marks. */
  table?: TableWish;
}

export interface RowQuery {
  from: number;
  count: number;
  /** An expression (`tcp.flags.syn && ipvs.dest == 192.168.1.12`), or words that must all occur in the row; '' = all. */
  filter: string;
  /** Which kinds of rows; packets only by default. */
  kinds: readonly EventRow['kind'][];
}

export interface RowWindow {
  from: number;
  /** Rows found so far. */
  total: number;
  rows: readonly EventRow[];
  /** Events that were looked at; a call looks at a slice of them, and the next one goes on. */
  scanned: number;
  complete: boolean;
}

export interface ConnQuery {
  cursor: Cursor;
  from: number;
  count: number;
  sort: 'bucket' | 'client' | 'server' | 'state' | 'expires';
  /** An expression (`conn.state == TIME_WAIT && conn.expires < 60`), or words that must all occur in the entry; '' = all. */
  filter: string;
}

export interface ConnWindow {
  from: number;
  total: number;
  rows: readonly ConnView[];
}

export interface LogQuery {
  cursor: Cursor;
  level: number;
  /** An expression (`log.fn == ip_vs_conn_new`), or words that must all occur in the line; left out = all lines. */
  filter?: string;
  /** null = the window ends `ahead` lines behind the cursor's line. */
  from: number | null;
  count: number;
}

/** What a lookup hashes. */
export interface TupleQuery {
  /** `TCP`, `UDP`, `SCTP`; `IP` for the template of a firewall mark. */
  protocol: string;
  caddr: string;
  cport: number;
  /** What a persistence engine found in the packet: it is hashed instead of the client's end. */
  key?: string;
  /** '' and 0 = those of the first service (only tables that hash the virtual address need them). */
  vaddr: string;
  vport: number;
}

/** Moves that need the engine, because they depend on what happens in other events. */
export type Move =
  | 'next-packet'
  | 'previous-packet'
  | 'next-event'
  | 'previous-event'
  | 'next-expiry'
  | 'previous-expiry'
  | 'into'
  | 'into-back'
  | 'over'
  | 'over-back'
  | 'out'
  | 'out-back'
  | 'first'
  | 'last'
  | 'next-decision'
  | 'previous-decision'
  | 'next-trouble'
  | 'previous-trouble';

/** A chart over a range of time, cut into slices of a pixel or two. */
export interface SeriesQuery {
  chart: ChartName;
  /** Seconds of uptime. */
  from: number;
  to: number;
  slices: number;
}

/** Questions about the kernel that is shown. None of them changes anything. */
export interface CaseApi extends ExportApi, FindingsApi, FlowApi, LivesApi, SearchApi, StopsApi, TimelineApi {
  /** The whole moment. While the model runs up to it others may ask; after a newer sketch it is only a sketch itself. */
  moment(query: MomentQuery): Promise<Moment>;
  /** What the index tells of the end of an event at once; null = there is nothing before the first event. */
  sketch(query: MomentQuery): Promise<Moment | null>;
  rows(query: RowQuery): Promise<RowWindow>;
  conns(query: ConnQuery): Promise<ConnWindow>;
  log(query: LogQuery): Promise<LogWindow>;
  move(cursor: Cursor, move: Move): Promise<Cursor>;
  /** Index in the filtered row list of an event; filtered out = -1 - the index of the first row behind it. */
  rowOf(event: number, query: Omit<RowQuery, 'from' | 'count'>): Promise<number>;
  /** The last event at or before a time (seconds of uptime); -1 = the time is before the first. */
  eventAt(time: number): Promise<number>;
  /** Times of events in seconds of uptime, from one on; fewer at the end. */
  eventTimes(from: number, count: number): Promise<Float64Array>;
  /** A quantity over time; `templates`, `states` and the like hold from change to change, others are amounts in slices. */
  series(query: SeriesQuery): Promise<SeriesView>;
  /** Bucket of a tuple whether or not it has an entry; null = it is not an address that can be hashed. */
  bucketOf(tuple: TupleQuery): Promise<HashView | null>;
  /** The case as text (FORMAT.md), with what a reader has set in it. */
  caseText(stops?: SavedStops): Promise<string>;
  /** Listings and other parts of pasted text, with how far the model agrees. */
  evidence(): Promise<EvidenceView>;
}
