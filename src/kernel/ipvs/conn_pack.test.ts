import { describe, expect, it } from 'vitest';
import { type timer_list, timer_setup } from '../lib/timer.ts';
import { conn_link, conn_pack, conn_unpack, packed_conns_init, packed_conns_trim } from './conn_pack.ts';
import type { ip_vs_conn } from './ip_vs.ts';

/** An entry whose fields all are as large as they get. */
function largest(uid: number, addr: ip_vs_conn['caddr']): ip_vs_conn {
  const cp: ip_vs_conn = {
    kind: 'ip_vs_conn',
    uid,
    c_next: null,
    c_prev: null,
    bucket: 2 ** 20 - 1,
    cport: 65535,
    dport: 65534,
    vport: 65533,
    af: typeof addr === 'number' ? 2 : 10,
    caddr: addr,
    vaddr: addr,
    daddr: addr,
    flags: 0x7fffffff,
    protocol: 255,
    refcnt: 2 ** 31 - 1,
    timer: { ...timer_setup('conn', null), expires: 2 ** 40 + 1, fires: 2 ** 40 + 7, slot: 575 },
    timeout: 2 ** 33 + 1,
    state: 65535,
    old_state: 65534,
    fwmark: 0xffffffff,
    control: null,
    n_control: 2 ** 31 - 1,
    dest: null,
    in_pkts: 2 ** 32 - 1,
    sync_endtime: 2 ** 34 + 3,
    in_seq: { init_seq: 1, delta: 2, previous_delta: 3 },
    out_seq: { init_seq: 4, delta: 5, previous_delta: 6 },
    pe: 'sip',
    pe_data: 'a@b',
    app: 'ftp',
    app_data: 'PASV',
    packet_xmit: 'ip_vs_nat_xmit',
  };
  cp.timer.owner = cp;
  return cp;
}

/** The entries after packing and unpacking. `others` = timers that are no entry's. */
function again(cps: readonly ip_vs_conn[], others: readonly timer_list[] = []): ip_vs_conn[] {
  const packed = packed_conns_init(1);
  packed.things.push(...others);
  const conn = (cp: ip_vs_conn | null): number => (cp ? cps.indexOf(cp) + 1 : 0);
  for (const cp of cps)
    conn_pack(packed, cp, {
      conn,
      timer: (timer) => {
        if (timer === null) return 0;
        const other = others.indexOf(timer);
        return other < 0 ? conn(timer.owner as ip_vs_conn) : -other - 1;
      },
      thing: (value) => packed.things.push(value) - 1,
    });
  packed_conns_trim(packed);
  const made = cps.map((_, number) => conn_unpack(packed, number));
  for (const number of made.keys()) conn_link(packed, number, made, (thing) => thing);
  return made;
}

describe('packed entries', () => {
  it.each([0xffffffff, [0x20010db8, 0, 0xffffffff, 1] as const])(
    'hold every field whole (address %o)',
    (addr) => {
      const cp = largest(7, addr);
      expect(again([cp])).toEqual([cp]);
    },
  );

  it('hold what is nothing', () => {
    const cp = { ...largest(1, 0), timeout: 0, sync_endtime: 0, flags: 0, bucket: -1, pe: null, app: null };
    const plain = { ...cp, in_seq: null, out_seq: null, pe_data: null, app_data: null, packet_xmit: '' };
    plain.timer = timer_setup('conn', plain);
    expect(again([plain])).toEqual([plain]);
  });

  it('point to each other as before, and to timers of other kinds', () => {
    const cps = [1, 2, 3].map((uid) => largest(uid, uid));
    const [a, b, c] = cps;
    const other = timer_setup('dest_trash', null);
    a.c_next = b;
    b.c_prev = a;
    b.control = c;
    a.timer.next = c.timer;
    c.timer.prev = a.timer;
    c.timer.next = other;
    b.timer.prev = other;
    const made = again(cps, [other]);
    expect(made).toEqual(cps);
    expect(made[0].timer.next).toBe(made[2].timer);
    expect(made[1].timer.prev).toBe(other);
    expect(made[1].control).toBe(made[2]);
    expect(made[1]).not.toBe(b);
  });
});
