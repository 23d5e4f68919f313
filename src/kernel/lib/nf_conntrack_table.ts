import { list_insert, list_remove, type netns_ipvs, set } from '../ipvs/netns_ipvs.ts';
import {
  type CtDir,
  IPS_CONFIRMED,
  IPS_DYING,
  type nf_conn,
  type nf_conntrack_tuple,
} from './nf_conntrack.ts';
import { nf_ct_tuple_equal, tuple_bucket } from './nf_conntrack_tuple.ts';

/**
 * The table of confirmed conntracks (nf_conntrack_core.c). Each hangs in two buckets, by its original and by its
 * reply tuple. departs: what has expired is taken out when its bucket is walked; instead of the worker, every
 * insertion walks one bucket more.
 */
const BUCKETS = 1024;
const NAME = 'nf_conntrack_hash';

/** What a tracker says to a packet. */
export type Tracked = 'accept' | 'invalid' | 'repeat';

function bucket_of(ipvs: netns_ipvs, tuple: nf_conntrack_tuple): nf_conn[] {
  const { nf_conntrack_hash: table } = ipvs;
  while (table.length < BUCKETS) table.push([]);
  return table[tuple_bucket(tuple, BUCKETS)];
}

const is_expired = (ipvs: netns_ipvs, ct: nf_conn): boolean => ct.timeout <= ipvs.jiffies;

function unlink(ipvs: netns_ipvs, ct: nf_conn): void {
  for (const tuple of [ct.original, ct.reply]) {
    const bucket = bucket_of(ipvs, tuple);
    const at = bucket.indexOf(ct);
    if (at >= 0) list_remove(ipvs, NAME, bucket, at);
  }
}

/** nf_ct_kill, nf_ct_delete: false = it is dying already. */
export function nf_ct_kill(ipvs: netns_ipvs, ct: nf_conn): boolean {
  if (ct.status & IPS_DYING) return false;
  set(ipvs, ct, 'status', ct.status | IPS_DYING);
  if (ct.status & IPS_CONFIRMED) unlink(ipvs, ct);
  return true;
}

function expire_in(ipvs: netns_ipvs, bucket: readonly nf_conn[]): void {
  for (const ct of bucket.filter((each) => is_expired(ipvs, each))) nf_ct_kill(ipvs, ct);
}

/** nf_conntrack_find_get: the conntrack with this tuple, and in which direction it has it. */
export function nf_conntrack_find(
  ipvs: netns_ipvs,
  tuple: nf_conntrack_tuple,
): { ct: nf_conn; dir: CtDir } | null {
  if (ipvs.nf_conntrack_hash.length === 0) return null;
  const bucket = bucket_of(ipvs, tuple);
  expire_in(ipvs, bucket);
  for (const ct of bucket) {
    if (nf_ct_tuple_equal(ct.original, tuple)) return { ct, dir: 0 };
    if (nf_ct_tuple_equal(ct.reply, tuple)) return { ct, dir: 1 };
  }
  return null;
}

/** nf_ct_refresh_acct: it lives on for so many seconds. */
export function nf_ct_refresh(ipvs: netns_ipvs, ct: nf_conn, seconds: number): void {
  const now = ct.status & IPS_CONFIRMED ? ipvs.jiffies : 0;
  set(ipvs, ct, 'timeout', now + seconds * ipvs.params.hz);
}

/** The insertion of __nf_conntrack_confirm: false = another conntrack has one of the tuples. */
export function nf_conntrack_hash_insert(ipvs: netns_ipvs, ct: nf_conn): boolean {
  if (nf_conntrack_find(ipvs, ct.original) || nf_conntrack_find(ipvs, ct.reply)) return false;
  expire_in(ipvs, ipvs.nf_conntrack_hash[ct.uid % BUCKETS] ?? []);
  set(ipvs, ct, 'timeout', ct.timeout + ipvs.jiffies);
  for (const tuple of [ct.original, ct.reply]) {
    list_insert(ipvs, NAME, bucket_of(ipvs, tuple), 0, ct);
  }
  set(ipvs, ct, 'status', ct.status | IPS_CONFIRMED);
  return true;
}
