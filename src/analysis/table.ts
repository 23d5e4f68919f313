import { addrEqual, formatAddr, type InetAddr, parseAddr } from '../base/inet.ts';
import { type ip_vs_conn, is_template } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import {
  AGES,
  CELL_CHANGED,
  CELL_CLASS,
  CELL_MARKED,
  CELL_NOTCH,
  CELL_TEMPLATE,
  NO_SERVER,
  STATE_CLASSES,
  type TableClass,
  type TableMode,
  type TableView,
  type TableWish,
  type WalkView,
} from '../trace/table-views.ts';
import type { ConnContext } from './conns.ts';

/** The hash table as a map: what every bucket holds, in one byte. */

/** What the map is made from beside the entries. */
export interface MapOptions {
  readonly wish: TableWish;
  /** Client whose buckets are marked, unless a server is. */
  readonly client: string | null;
  readonly lookup: number | null;
  readonly walks: readonly WalkView[];
  /** Class of the buckets that the event has touched. */
  readonly touched: ReadonlyMap<number, number>;
  /** Uptime in seconds of the moment. */
  readonly time: number;
}

export const DEFAULT_WISH: TableWish = { mode: 'length', server: null };

const capped = (count: number): number => Math.min(255, count);
/** Chains of five and more look alike. */
const MOST_SHADES = 5;

/** How a mode makes a class of an entry, and one of a bucket. `add` is called for every entry of a chain, then `take`. */
interface Classifier {
  add(cp: ip_vs_conn): number;
  take(bucket: number, length: number): number;
}

/** The largest class of the entries. */
class Largest implements Classifier {
  private largest = 0;
  private readonly classOf: (cp: ip_vs_conn) => number;

  constructor(classOf: (cp: ip_vs_conn) => number) {
    this.classOf = classOf;
  }

  add(cp: ip_vs_conn): number {
    const value = this.classOf(cp);
    if (value > this.largest) this.largest = value;
    return value;
  }

  take(): number {
    const { largest } = this;
    this.largest = 0;
    return largest;
  }
}

/** The server of most entries; of several with as many the one that is met first. */
class Dominant implements Classifier {
  private readonly tally = new Map<number, number>();
  private readonly seriesOf: (cp: ip_vs_conn) => number;

  constructor(seriesOf: (cp: ip_vs_conn) => number) {
    this.seriesOf = seriesOf;
  }

  add(cp: ip_vs_conn): number {
    const series = this.seriesOf(cp);
    this.tally.set(series, (this.tally.get(series) ?? 0) + 1);
    return serverClass(series) & CELL_CLASS;
  }

  take(): number {
    let best = -1;
    let most = 0;
    for (const [series, times] of this.tally) if (times > most) [best, most] = [series, times];
    if (most === 0) return 0;
    this.tally.clear();
    return serverClass(best);
  }
}

/** `series` -1 = no server. */
function serverClass(series: number): number {
  if (series < 0) return NO_SERVER;
  return 1 + (series % 8) + (series >= 8 ? CELL_NOTCH : 0);
}

const STATES: Readonly<Record<string, (typeof STATE_CLASSES)[number]>> = {
  NONE: 'none',
  CLOSE: 'over',
  CLOSED: 'over',
  LISTEN: 'over',
  REJECTED: 'over',
  TIME_WAIT: 'waiting',
  FIN_WAIT: 'closing',
  CLOSE_WAIT: 'closing',
  LAST_ACK: 'closing',
  'S-SENT': 'closing',
  'S-RECEIVED': 'closing',
  'S-ACK-SENT': 'closing',
  SYN_RECV: 'opening',
  SYN_SENT: 'opening',
  SYNACK: 'opening',
  INIT1: 'opening',
  INIT: 'opening',
  'C-SENT': 'opening',
  'C-REPLIED': 'opening',
  'C-WAIT': 'opening',
  COOKIE: 'opening',
  'C-ECHOED': 'opening',
};

/** From 1; what is none of the others (ESTABLISHED, UDP, a template that was used) is active. */
function stateClass(ipvs: netns_ipvs, cp: ip_vs_conn): number {
  const name = ip_vs_state_name(cp, ipvs.params.profile);
  return STATE_CLASSES.indexOf(STATES[name] ?? 'active') + 1;
}

/** 1 = younger than the first of AGES, one more for each that it has passed. */
export function ageClass(seconds: number): number {
  const at = AGES.findIndex((limit) => seconds < limit);
  return (at < 0 ? AGES.length : at) + 1;
}

function classifier({ ipvs, servers, index }: ConnContext, options: MapOptions): Classifier {
  const { wish, time, touched } = options;
  const age = (cp: ip_vs_conn) => {
    const born = index.lives.get(cp.uid)?.born ?? -1;
    return ageClass(born < 0 ? Number.POSITIVE_INFINITY : time - index.timeOf(born) / 1e9);
  };
  const modes: Readonly<Record<TableMode, () => Classifier>> = {
    length: () => ({ add: () => 0, take: (_bucket, length) => Math.min(MOST_SHADES, length) }),
    states: () => new Largest((cp) => stateClass(ipvs, cp)),
    oldest: () => new Largest(age),
    // Reversed, so that of several buckets in one cell the youngest is the largest.
    youngest: () => new Largest((cp) => AGES.length + 2 - age(cp)),
    templates: () => {
      let templates = 0;
      return {
        add: (cp) => {
          if (is_template(cp)) templates++;
          return is_template(cp) ? 1 : 0;
        },
        take: () => {
          const value = Math.min(MOST_SHADES, templates);
          templates = 0;
          return value;
        },
      };
    },
    servers: () => new Dominant((cp) => (cp.dest ? servers.of(cp.dest.addr, cp.dest.port).series : -1)),
    event: () => ({
      add: (cp) => touched.get(cp.bucket) ?? 1,
      take: (bucket, length) => touched.get(bucket) ?? (length > 0 ? 1 : 0),
    }),
  };
  return modes[wish.mode]();
}

/** Is it of the client or server that is marked? null = nothing is marked. */
function marker(options: MapOptions): ((cp: ip_vs_conn) => boolean) | null {
  const { wish, client } = options;
  const of = (text: string, end: (cp: ip_vs_conn) => InetAddr) => {
    const wanted = parseAddr(text);
    return wanted === null ? null : (cp: ip_vs_conn) => addrEqual(end(cp), wanted);
  };
  if (wish.server !== null) return of(wish.server, (cp) => cp.dest?.addr ?? cp.daddr);
  return client === null ? null : of(client, (cp) => cp.caddr);
}

/** Counts what a pass over the table meets. */
class Tally {
  entries = 0;
  templates = 0;
  readonly marked = { entries: 0, buckets: 0 };
  readonly buckets = new Uint32Array(CELL_CLASS + 1);
  readonly classed = new Uint32Array(CELL_CLASS + 1);
  readonly lengths: number[] = [];

  chain(length: number): void {
    while (this.lengths.length <= length) this.lengths.push(0);
    this.lengths[length]++;
  }

  classes(): TableClass[] {
    const all = Array.from(this.buckets, (buckets, value) => ({
      value,
      buckets,
      entries: this.classed[value],
    }));
    return all.filter(({ value, buckets, entries }) => value > 0 && (buckets > 0 || entries > 0));
  }
}

/** The map of buckets at a moment, for the mode that is asked for. */
export function tableView(context: ConnContext, options: MapOptions): TableView {
  const { size, heads } = context.ipvs.conn_tab;
  const { wish, client, lookup, walks, touched } = options;
  const counts = new Uint8Array(size);
  const templates = new Uint8Array(size);
  const cells = new Uint8Array(size);
  const tally = new Tally();
  const classes = classifier(context, options);
  const isMarked = marker(options);
  for (let bucket = 0; bucket < size; bucket++) {
    let length = 0;
    let held = 0;
    let flags = 0;
    for (let cp = heads[bucket]; cp; cp = cp.c_next) {
      length++;
      tally.classed[classes.add(cp)]++;
      if (is_template(cp)) held++;
      if (!isMarked?.(cp)) continue;
      flags |= CELL_MARKED;
      tally.marked.entries++;
    }
    tally.chain(length);
    if (length === 0 && touched.size === 0) continue;
    const value = classes.take(bucket, length);
    tally.buckets[value & CELL_CLASS]++;
    tally.entries += length;
    tally.templates += held;
    if (flags & CELL_MARKED) tally.marked.buckets++;
    counts[bucket] = capped(length);
    templates[bucket] = capped(held);
    cells[bucket] = value | flags | (held > 0 ? CELL_TEMPLATE : 0);
  }
  // Classes from `changed` on are changes.
  for (const [bucket, value] of touched) if (value >= 4) cells[bucket] |= CELL_CHANGED;
  return {
    size,
    mode: wish.mode,
    counts,
    templates,
    cells,
    classes: tally.classes(),
    entries: tally.entries,
    templateEntries: tally.templates,
    lengths: tally.lengths,
    marked: isMarked
      ? {
          kind: wish.server === null ? 'client' : 'server',
          name: shown(wish.server ?? client),
          ...tally.marked,
        }
      : null,
    servers: context.servers.list,
    lookup,
    walks,
  };
}

/** An address in the form in which all views write it. */
function shown(text: string | null): string {
  const addr = parseAddr(text ?? '');
  return addr === null ? (text ?? '') : formatAddr(addr);
}

/** For views that do not show it. */
export function emptyTable({ conn_tab, conn_count }: netns_ipvs): TableView {
  const none = new Uint8Array(0);
  return {
    size: conn_tab.size,
    mode: 'length',
    counts: none,
    templates: none,
    cells: none,
    classes: [],
    entries: conn_count,
    templateEntries: 0,
    lengths: [],
    marked: null,
    servers: [],
    lookup: null,
    walks: [],
  };
}
