import type { InetAddr } from '../../base/inet.ts';
import { jhash, jhash_3words, jhash_3words_lookup2, jhash_16bytes, swab16, swab32 } from '../lib/jhash.ts';
import type { KernelProfile } from '../profiles/profile.ts';
import { type conn_shortcut, shortcut_init, shortcut_insert, shortcut_remove } from './conn_shortcut.ts';
import type { ip_vs_conn } from './ip_vs.ts';

/**
 * The connection hash table behind one interface: bucket of a client, insert, remove, the chain that a
 * lookup walks, the order of a listing. linux-6.12: one array for all namespaces, one node an entry, keyed
 * by the client's end only, new entries at the head (ip_vs_conn.c).
 */
export interface conn_tab {
  readonly hash: KernelProfile['hash'];
  readonly size: number;
  readonly mask: number;
  readonly rnd: number;
  readonly xor: number;
  /** Head of each chain. */
  readonly heads: (ip_vs_conn | null)[];
  /** Made when a lookup that nobody listens to wants it; null in copies. */
  shortcut: conn_shortcut | null;
}

export function conn_tab_init(params: {
  conn_tab_bits: number;
  conn_rnd: number;
  netns_hash_xor: number;
  profile: KernelProfile;
}): conn_tab {
  const size = 2 ** params.conn_tab_bits;
  return {
    hash: params.profile.hash,
    size,
    mask: size - 1,
    rnd: params.conn_rnd,
    xor: params.netns_hash_xor,
    heads: new Array<ip_vs_conn | null>(size).fill(null),
    shortcut: null,
  };
}

/** The first word of the hash: the address as memory holds it, or the hash of an IPv6 address. */
export function address_word(addr: InetAddr, rnd: number): number {
  if (typeof addr === 'number') return swab32(addr);
  return jhash_16bytes([swab32(addr[0]), swab32(addr[1]), swab32(addr[2]), swab32(addr[3])], rnd);
}

/** The whole hash of a client's address and port, 32 bits with sign. */
export function client_hash(tab: conn_tab, protocol: number, addr: InetAddr, port: number): number {
  const word = address_word(addr, tab.rnd);
  if (tab.hash === 'lookup2') return jhash_3words_lookup2(word, swab16(port), protocol, tab.rnd) | 0;
  return jhash_3words(word, swab16(port), protocol, tab.rnd) | 0;
}

/** The bucket that a whole hash belongs to. */
export function bucket_of_hash(tab: conn_tab, hash: number): number {
  return ((hash ^ tab.xor) & tab.mask) >>> 0;
}

/** ip_vs_conn_hashkey: bucket of a client's address and port. */
export function ip_vs_conn_hashkey(tab: conn_tab, protocol: number, addr: InetAddr, port: number): number {
  return bucket_of_hash(tab, client_hash(tab, protocol, addr, port));
}

/** What is hashed: the client's end, or what a persistence engine found in the packet. */
export type conn_key = Pick<ip_vs_conn, 'protocol' | 'caddr' | 'cport' | 'pe_data'>;

/** The key of a persistence engine as the kernel holds it: one byte a character. */
export function pe_data_bytes(pe_data: string): Uint8Array {
  return Uint8Array.from(pe_data, (character) => character.charCodeAt(0));
}

/** ip_vs_conn_hashkey_param: a persistence engine hashes what it found, without the namespace's part. */
export function conn_bucket(tab: conn_tab, p: conn_key): number {
  if (p.pe_data === null) return ip_vs_conn_hashkey(tab, p.protocol, p.caddr, p.cport);
  return (jhash(pe_data_bytes(p.pe_data), tab.rnd) & tab.mask) >>> 0;
}

/** First node of the chain that a lookup for this client walks. */
export function chain_head(tab: conn_tab, bucket: number): ip_vs_conn | null {
  return tab.heads[bucket];
}

export function conn_tab_insert(tab: conn_tab, cp: ip_vs_conn, bucket: number): void {
  const head = tab.heads[bucket];
  cp.bucket = bucket;
  cp.c_prev = null;
  cp.c_next = head;
  if (head) head.c_prev = cp;
  tab.heads[bucket] = cp;
  if (tab.shortcut) shortcut_add(tab, tab.shortcut, cp);
}

function shortcut_add(tab: conn_tab, shortcut: conn_shortcut, cp: ip_vs_conn): void {
  if (cp.pe_data !== null) shortcut.unlisted++;
  else shortcut_insert(shortcut, cp, client_hash(tab, cp.protocol, cp.caddr, cp.cport));
}

/** The index past the chains, made when it is first asked for; null = it does not hold every entry. */
export function conn_tab_shortcut(tab: conn_tab): conn_shortcut | null {
  if (!tab.shortcut) {
    tab.shortcut = shortcut_init();
    for (const cp of conn_tab_walk(tab)) shortcut_add(tab, tab.shortcut, cp);
  }
  return tab.shortcut.unlisted === 0 ? tab.shortcut : null;
}

export function conn_tab_remove(tab: conn_tab, cp: ip_vs_conn): void {
  if (tab.shortcut) {
    if (cp.pe_data !== null) tab.shortcut.unlisted--;
    else shortcut_remove(tab.shortcut, cp, client_hash(tab, cp.protocol, cp.caddr, cp.cport));
  }
  if (cp.c_prev) cp.c_prev.c_next = cp.c_next;
  else tab.heads[cp.bucket] = cp.c_next;
  if (cp.c_next) cp.c_next.c_prev = cp.c_prev;
  cp.c_next = null;
  cp.c_prev = null;
  cp.bucket = -1;
}

/** Puts an entry back behind `prev` (null = at the head): undoes a removal. */
export function conn_tab_restore(
  tab: conn_tab,
  cp: ip_vs_conn,
  bucket: number,
  prev: ip_vs_conn | null,
): void {
  if (prev === null) {
    conn_tab_insert(tab, cp, bucket);
    return;
  }
  cp.bucket = bucket;
  cp.c_prev = prev;
  cp.c_next = prev.c_next;
  if (prev.c_next) prev.c_next.c_prev = cp;
  prev.c_next = cp;
  if (tab.shortcut) shortcut_add(tab, tab.shortcut, cp);
}

export function chain_length(tab: conn_tab, bucket: number): number {
  let length = 0;
  for (let cp = tab.heads[bucket]; cp; cp = cp.c_next) length++;
  return length;
}

/** All entries in the order of /proc/net/ip_vs_conn: buckets upwards, each chain from its head. */
export function* conn_tab_walk(tab: conn_tab): Generator<ip_vs_conn> {
  for (let bucket = 0; bucket < tab.size; bucket++) {
    for (let cp = tab.heads[bucket]; cp; cp = cp.c_next) yield cp;
  }
}
