import type { InetAddr } from '../base/inet.ts';
import { orderBy } from '../base/order.ts';
import { conn_tab_walk } from '../kernel/ipvs/conn_tab.ts';
import type { ip_vs_conn } from '../kernel/ipvs/ip_vs.ts';
import { ip_vs_state_name } from '../kernel/ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../kernel/ipvs/netns_ipvs.ts';
import type { Cursor } from '../trace/views.ts';
import { entryTest } from './filter/entry-catalogue.ts';

/** Which entries a list shows and in which order, kept while the moment stays: a list of a million is asked for in windows. */

export type ConnSort = 'bucket' | 'client' | 'server' | 'state' | 'expires';

export interface ConnChoice {
  readonly cursor: Cursor;
  readonly sort: ConnSort;
  readonly filter: string;
}

export interface ConnOrder {
  readonly total: number;
  at(place: number): ip_vs_conn;
}

type Words = readonly Uint32Array[];

function column(entries: readonly ip_vs_conn[], read: (cp: ip_vs_conn) => number): Uint32Array {
  const words = new Uint32Array(entries.length);
  for (let row = 0; row < words.length; row++) words[row] = read(entries[row]);
  return words;
}

/** Addresses as numbers, IPv4 before IPv6. */
function addresses(entries: readonly ip_vs_conn[], read: (cp: ip_vs_conn) => InetAddr): Words {
  const word = (at: number) => (cp: ip_vs_conn) => {
    const addr = read(cp);
    return typeof addr === 'number' ? (at === 0 ? addr : 0) : addr[at];
  };
  if (entries.every((cp) => typeof read(cp) === 'number')) return [column(entries, word(0))];
  const family = column(entries, (cp) => (typeof read(cp) === 'number' ? 0 : 1));
  return [family, ...[0, 1, 2, 3].map((at) => column(entries, word(at)))];
}

/** States by their names. */
function states(entries: readonly ip_vs_conn[]): Words {
  const ids = new Map<string, number>();
  const met = column(entries, (cp) => {
    const name = ip_vs_state_name(cp);
    const known = ids.get(name);
    if (known !== undefined) return known;
    ids.set(name, ids.size);
    return ids.size - 1;
  });
  const names = [...ids.keys()];
  const sorted = names.toSorted((a, b) => (a < b ? -1 : 1));
  const ranks = names.map((name) => sorted.indexOf(name));
  return [met.map((id) => ranks[id])];
}

/** Jiffies from the earliest on, which may need more than 32 bits. */
function expiries(entries: readonly ip_vs_conn[]): Words {
  let least = Number.POSITIVE_INFINITY;
  for (const { timer } of entries) least = Math.min(least, timer.expires);
  return [
    column(entries, ({ timer }) => Math.floor((timer.expires - least) / 2 ** 32)),
    column(entries, ({ timer }) => (timer.expires - least) % 2 ** 32),
  ];
}

const uids = (entries: readonly ip_vs_conn[]): Uint32Array => column(entries, ({ uid }) => uid);

const KEYS: Readonly<Record<Exclude<ConnSort, 'bucket'>, (entries: readonly ip_vs_conn[]) => Words>> = {
  client: (entries) => [...addresses(entries, ({ caddr }) => caddr), column(entries, ({ cport }) => cport)],
  server: (entries) => [...addresses(entries, ({ daddr }) => daddr), uids(entries)],
  state: (entries) => [...states(entries), uids(entries)],
  expires: (entries) => [...expiries(entries), uids(entries)],
};

function made(ipvs: netns_ipvs, { sort, filter }: ConnChoice): ConnOrder {
  const test = entryTest(filter);
  const entries: ip_vs_conn[] = [];
  for (const cp of conn_tab_walk(ipvs.conn_tab))
    if (test.kind === 'all' || test.test({ ipvs, cp })) entries.push(cp);
  const total = entries.length;
  if (sort === 'bucket') return { total, at: (place) => entries[place] };
  const order = orderBy(KEYS[sort](entries), total);
  return { total, at: (place) => entries[order[place]] };
}

const KEPT = new WeakMap<netns_ipvs, { readonly key: string; readonly order: ConnOrder }>();

/**
 * The entries of a machine that stands at the choice's moment, in the order of /proc/net/ip_vs_conn or sorted; of equal ones
 * the older first.
 */
export function connOrder(ipvs: netns_ipvs, choice: ConnChoice): ConnOrder {
  const { cursor, sort, filter } = choice;
  const key = `${cursor.event} ${cursor.step} ${sort} ${filter}`;
  const known = KEPT.get(ipvs);
  if (known?.key === key) return known.order;
  const order = made(ipvs, choice);
  KEPT.set(ipvs, { key, order });
  return order;
}
