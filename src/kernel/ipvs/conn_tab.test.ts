import { describe, expect, it } from 'vitest';
import { type InetAddr, parseIn6 } from '../../base/inet.ts';
import { randomOf } from '../../testing/random.ts';
import { recordedText } from '../../testing/recorded.ts';
import { jhash_3words } from '../lib/jhash.ts';
import { linux_6_12 } from '../profiles/linux-6.12.ts';
import {
  chain_length,
  conn_tab_init,
  conn_tab_insert,
  conn_tab_remove,
  conn_tab_restore,
  conn_tab_walk,
  ip_vs_conn_hashkey,
} from './conn_tab.ts';
import type { ip_vs_conn } from './ip_vs.ts';

const PROTOCOLS: Readonly<Record<string, number>> = { IP: 0, TCP: 6, UDP: 17 };

/** Buckets of the entries of /proc/net/ip_vs_conn, in the order in which the kernel listed them. */
function bucketsOf(run: string, label: string): number[] {
  const { conn_tab_bits, conn_rnd, netns_hash_xor } = JSON.parse(recordedText(run, 'run.json'));
  const tab = conn_tab_init({
    profile: linux_6_12,
    conn_tab_bits,
    conn_rnd: Number(conn_rnd),
    netns_hash_xor: Number(netns_hash_xor),
  });
  const listing: string = JSON.parse(recordedText(run, 'snapshots.json'))[label]['/proc/net/ip_vs_conn'];
  const rows = listing.trimEnd().split('\n').slice(1);
  return rows.map((row) => {
    const [protocol, address, port] = row.split(/ +/);
    const v6 = address.includes(':');
    const addr: InetAddr = (v6 ? parseIn6(address) : Number.parseInt(address, 16)) ?? 0;
    return ip_vs_conn_hashkey(tab, PROTOCOLS[protocol], addr, Number.parseInt(port, 16));
  });
}

describe('the bucket of a client', () => {
  it.each([
    ['0271-four-thousand-entries', 3000],
    ['0272-three-thousand-persistent', 3000],
    ['0250-ipv6-nat', 1],
    ['0251-ipv6-persistent-64', 4],
    ['014-udp-rr-timeouts', 1],
    ['009-fwmark-persistent', 2],
  ])('puts the entries of %s in the order of the kernel', (run, least) => {
    const labels = Object.keys(JSON.parse(recordedText(run, 'snapshots.json')));
    const most = Math.max(...labels.map((label) => bucketsOf(run, label).length));
    expect(most).toBeGreaterThanOrEqual(least);
    for (const label of labels) {
      const buckets = bucketsOf(run, label);
      expect(buckets).toEqual([...buckets].sort((a, b) => a - b));
    }
  });

  it('hashes words as lookup3 does', () => {
    expect(jhash_3words(0, 0, 0, 0)).toBe(jhash_3words(0, 0, 0, 2 ** 32));
    const spread = new Set(Array.from({ length: 5000 }, (_, port) => jhash_3words(0x0100000a, port, 6, 7)));
    expect(spread.size).toBe(5000);
  });
});

describe('the table', () => {
  const entry = (uid: number): ip_vs_conn => ({ uid, c_next: null, c_prev: null, bucket: -1 }) as ip_vs_conn;
  const order = (tab: ReturnType<typeof conn_tab_init>): number[] =>
    [...conn_tab_walk(tab)].map(({ uid }) => uid);
  const empty = () =>
    conn_tab_init({ profile: linux_6_12, conn_tab_bits: 4, conn_rnd: 0, netns_hash_xor: 0 });

  it('inserts at the head and walks buckets upwards', () => {
    const tab = empty();
    conn_tab_insert(tab, entry(1), 3);
    conn_tab_insert(tab, entry(2), 1);
    conn_tab_insert(tab, entry(3), 3);
    expect(order(tab)).toEqual([2, 3, 1]);
    expect(chain_length(tab, 3)).toBe(2);
  });

  it('agrees with plain lists, and takes removals back', () => {
    const random = randomOf(3);
    const tab = empty();
    const lists: ip_vs_conn[][] = Array.from({ length: 16 }, () => []);
    for (let n = 0; n < 3000; n++) {
      const list = lists[random(16)];
      const bucket = lists.indexOf(list);
      if (random(5) < 3 || list.length === 0) {
        const cp = entry(n);
        conn_tab_insert(tab, cp, bucket);
        list.unshift(cp);
      } else {
        const at = random(list.length);
        const cp = list[at];
        const prev = cp.c_prev;
        expect(prev).toBe(at === 0 ? null : list[at - 1]);
        conn_tab_remove(tab, cp);
        expect([cp.bucket, cp.c_next, cp.c_prev]).toEqual([-1, null, null]);
        if (random(2) === 0) conn_tab_restore(tab, cp, bucket, prev);
        else list.splice(at, 1);
      }
      if (n % 100 === 0) expect(order(tab)).toEqual(lists.flat().map(({ uid }) => uid));
    }
  });
});
