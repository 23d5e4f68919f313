import type { AddressFamily, InetAddr } from '../../base/inet.ts';
import type { timer_list } from '../lib/timer.ts';
import type { ip_vs_conn } from './ip_vs.ts';

/**
 * Entries of the table as numbers in two typed arrays, 116 bytes each instead of some 440 as objects: copies of a machine
 * that wait to be needed are kept like this. Other entries and timers are references: 0 = NULL, n > 0 = entry n - 1,
 * n < 0 = number -n - 1 of `things`. Not in the kernel.
 */
export interface packed_conns {
  count: number;
  words: Int32Array;
  /** What 32 bits may not hold: jiffies. */
  doubles: Float64Array;
  /** What is no number: servers, timers of other kinds, words, long addresses. */
  readonly things: unknown[];
}

/** What a packed entry refers to. */
export interface conn_refs {
  /** Reference to an entry. */
  conn(cp: ip_vs_conn | null): number;
  /** Reference to the entry of a timer, or to a timer of another kind. */
  timer(timer: timer_list | null): number;
  /** Number of something in `things`; `shared` = nobody ever writes it, else it is copied. */
  thing(value: unknown, shared: boolean): number;
}

/** Places of the fields; `PORTS`, `KIND` and `STATES` hold several. */
const UID = 0;
const NEXT = 1;
const CONTROL = 2;
const BUCKET = 3;
/** cport, dport */
const PORTS = 4;
/** vport, protocol, af, and which addresses are `things` */
const KIND = 5;
const CADDR = 6;
const VADDR = 7;
const DADDR = 8;
const FLAGS = 9;
const REFCNT = 10;
/** state, old_state */
const STATES = 11;
const N_CONTROL = 12;
const IN_PKTS = 13;
const FWMARK = 14;
const DEST = 15;
const XMIT = 16;
/** `things` that hardly any entry has, together; 0 = none of them. */
const RARE = 17;
const SLOT = 18;
const TIMER_NEXT = 19;
const TIMER_PREV = 20;
const WORDS = 21;

const TIMEOUT = 0;
const SYNC_ENDTIME = 1;
const EXPIRES = 2;
const FIRES = 3;
const DOUBLES = 4;

const CADDR_IS_THING = 1 << 28;
const VADDR_IS_THING = 1 << 29;
const DADDR_IS_THING = 1 << 30;

type Rare = Pick<ip_vs_conn, 'in_seq' | 'out_seq' | 'pe' | 'pe_data' | 'app' | 'app_data'>;
const NONE: Rare = { in_seq: null, out_seq: null, pe: null, pe_data: null, app: null, app_data: null };

export function packed_conns_init(capacity: number): packed_conns {
  return {
    count: 0,
    words: new Int32Array(capacity * WORDS),
    doubles: new Float64Array(capacity * DOUBLES),
    things: [],
  };
}

/** Gives back the room that is not used. */
export function packed_conns_trim(packed: packed_conns): void {
  packed.words = packed.words.slice(0, packed.count * WORDS);
  packed.doubles = packed.doubles.slice(0, packed.count * DOUBLES);
}

function room(packed: packed_conns): void {
  if (packed.count * WORDS < packed.words.length) return;
  const { words, doubles } = packed;
  const capacity = Math.max(16, packed.count * 2);
  packed.words = new Int32Array(capacity * WORDS);
  packed.words.set(words);
  packed.doubles = new Float64Array(capacity * DOUBLES);
  packed.doubles.set(doubles);
}

function rare_of({ in_seq, out_seq, pe, pe_data, app, app_data }: ip_vs_conn): Rare | null {
  const none = !in_seq && !out_seq && pe === null && pe_data === null && app === null && app_data === null;
  return none ? null : { in_seq, out_seq, pe, pe_data, app, app_data };
}

/** Adds an entry behind the others. */
export function conn_pack(packed: packed_conns, cp: ip_vs_conn, refs: conn_refs): void {
  room(packed);
  const { words } = packed;
  const at = packed.count * WORDS;
  const address = (value: InetAddr): number => (typeof value === 'number' ? value : refs.thing(value, true));
  words[at + UID] = cp.uid;
  words[at + NEXT] = refs.conn(cp.c_next);
  words[at + CONTROL] = refs.conn(cp.control);
  words[at + BUCKET] = cp.bucket;
  words[at + PORTS] = (cp.cport << 16) | cp.dport;
  words[at + KIND] =
    (typeof cp.caddr === 'number' ? 0 : CADDR_IS_THING) |
    (typeof cp.vaddr === 'number' ? 0 : VADDR_IS_THING) |
    (typeof cp.daddr === 'number' ? 0 : DADDR_IS_THING) |
    (cp.af << 24) |
    (cp.protocol << 16) |
    cp.vport;
  words[at + CADDR] = address(cp.caddr);
  words[at + VADDR] = address(cp.vaddr);
  words[at + DADDR] = address(cp.daddr);
  words[at + FLAGS] = cp.flags;
  words[at + REFCNT] = cp.refcnt;
  words[at + STATES] = (cp.state << 16) | cp.old_state;
  words[at + N_CONTROL] = cp.n_control;
  words[at + IN_PKTS] = cp.in_pkts;
  words[at + FWMARK] = cp.fwmark;
  words[at + DEST] = refs.thing(cp.dest, false);
  words[at + XMIT] = refs.thing(cp.packet_xmit, true);
  const rare = rare_of(cp);
  words[at + RARE] = rare ? refs.thing(rare, true) + 1 : 0;
  pack_times(packed, cp, refs);
  packed.count++;
}

function pack_times({ count, words, doubles }: packed_conns, cp: ip_vs_conn, refs: conn_refs): void {
  const { timer } = cp;
  words[count * WORDS + SLOT] = timer.slot;
  words[count * WORDS + TIMER_NEXT] = refs.timer(timer.next);
  words[count * WORDS + TIMER_PREV] = refs.timer(timer.prev);
  doubles[count * DOUBLES + TIMEOUT] = cp.timeout;
  doubles[count * DOUBLES + SYNC_ENDTIME] = cp.sync_endtime;
  doubles[count * DOUBLES + EXPIRES] = timer.expires;
  doubles[count * DOUBLES + FIRES] = timer.fires;
}

/** Out of doubles even small whole numbers come as doubles, and the model is slower on entries that hold them so. */
const whole = (value: number): number => ((value | 0) === value ? value | 0 : value);

/**
 * An entry as it was packed, in the order of fields of ip_vs_conn_new: JavaScript engines then treat both alike. What it
 * refers to is still missing (conn_link).
 */
export function conn_unpack({ words, doubles, things }: packed_conns, number: number): ip_vs_conn {
  const at = number * WORDS;
  const kind = words[at + KIND];
  const times = number * DOUBLES;
  const address = (place: number, thing: number): InetAddr =>
    kind & thing ? (things[words[at + place]] as InetAddr) : words[at + place] >>> 0;
  const rare = words[at + RARE] === 0 ? NONE : (things[words[at + RARE] - 1] as Rare);
  const cp: ip_vs_conn = {
    kind: 'ip_vs_conn',
    uid: words[at + UID],
    c_next: null,
    c_prev: null,
    bucket: words[at + BUCKET],
    cport: words[at + PORTS] >>> 16,
    dport: words[at + PORTS] & 0xffff,
    vport: kind & 0xffff,
    af: ((kind >>> 24) & 15) as AddressFamily,
    caddr: address(CADDR, CADDR_IS_THING),
    vaddr: address(VADDR, VADDR_IS_THING),
    daddr: address(DADDR, DADDR_IS_THING),
    flags: words[at + FLAGS],
    protocol: (kind >>> 16) & 255,
    refcnt: words[at + REFCNT],
    timer: {
      kind: 'conn',
      owner: null,
      expires: doubles[times + EXPIRES],
      fires: doubles[times + FIRES],
      slot: words[at + SLOT],
      next: null,
      prev: null,
    },
    timeout: whole(doubles[times + TIMEOUT]),
    state: words[at + STATES] >>> 16,
    old_state: words[at + STATES] & 0xffff,
    fwmark: words[at + FWMARK] >>> 0,
    control: null,
    n_control: words[at + N_CONTROL],
    dest: null,
    in_pkts: words[at + IN_PKTS] >>> 0,
    sync_endtime: whole(doubles[times + SYNC_ENDTIME]),
    in_seq: rare.in_seq,
    out_seq: rare.out_seq,
    pe: rare.pe,
    pe_data: rare.pe_data,
    app: rare.app,
    app_data: rare.app_data,
    packet_xmit: things[words[at + XMIT]] as string,
  };
  cp.timer.owner = cp;
  return cp;
}

/** Lets an unpacked entry point to others. `copied` = what a thing that is not shared has become. */
export function conn_link(
  { words, things }: packed_conns,
  number: number,
  cps: readonly ip_vs_conn[],
  copied: (thing: unknown) => unknown,
): void {
  const at = number * WORDS;
  const cp = cps[number];
  const conn = (ref: number): ip_vs_conn | null => (ref === 0 ? null : cps[ref - 1]);
  const timer = (ref: number): timer_list | null => {
    if (ref < 0) return copied(things[-ref - 1]) as timer_list;
    return ref === 0 ? null : cps[ref - 1].timer;
  };
  cp.c_next = conn(words[at + NEXT]);
  if (cp.c_next) cp.c_next.c_prev = cp;
  cp.control = conn(words[at + CONTROL]);
  cp.dest = copied(things[words[at + DEST]]) as ip_vs_conn['dest'];
  cp.timer.next = timer(words[at + TIMER_NEXT]);
  cp.timer.prev = timer(words[at + TIMER_PREV]);
}
