import type { Transport } from '../../packet/packet.ts';
import { TH_ACK, TH_FIN, TH_RST, TH_SYN, TH_URG } from '../../packet/packet.ts';
import { type netns_ipvs, set } from '../ipvs/netns_ipvs.ts';
import {
  type CtDir,
  IP_CT_DIR_ORIGINAL,
  IP_CT_DIR_REPLY,
  IPS_ASSURED,
  IPS_CONFIRMED,
  IPS_SEEN_REPLY,
  type nf_conn,
} from './nf_conntrack.ts';
import { nf_ct_kill, nf_ct_refresh, type Tracked } from './nf_conntrack_table.ts';

/**
 * The TCP tracker (nf_conntrack_proto_tcp.c) with the kernel's default timeouts and tcp_loose.
 *
 * departs: sequence numbers, windows and retransmissions are not looked at, every segment counts as in window;
 * so timeouts are those of the states alone.
 */
export const TCP_STATE_NAMES = [
  'NONE',
  'SYN_SENT',
  'SYN_RECV',
  'ESTABLISHED',
  'FIN_WAIT',
  'CLOSE_WAIT',
  'LAST_ACK',
  'TIME_WAIT',
  'CLOSE',
  'SYN_SENT2',
] as const;
const [NONE, SYN_SENT, SYN_RECV, ESTABLISHED, FIN_WAIT, , LAST_ACK, TIME_WAIT, , SYN_SENT2] = [
  0, 1, 2, 3, 4, 5, 6, 7, 8, 9,
];
const IGNORE = 10;
const INVALID = 11;

/** Seconds by state. */
const TIMEOUTS = [0, 120, 60, 432000, 120, 60, 30, 120, 10, 120];
/** Seconds for a connection that was met in its middle and has not been answered. */
const TIMEOUT_UNACK = 300;

/** Kinds of segments, in the order of the tables' rows. */
const TCP_SYN_SET = 0;
const TCP_SYNACK_SET = 1;
const TCP_FIN_SET = 2;
const TCP_ACK_SET = 3;
const TCP_RST_SET = 4;
const TCP_NONE_SET = 5;

/** A letter for each state in the order of the names; `.` = ignored, `-` = invalid. */
const LETTERS = 'NSREFCLTX2.-';
const rows = (texts: readonly string[]): number[][] =>
  texts.map((text) => [...text].map((letter) => LETTERS.indexOf(letter)));

/** tcp_conntracks: by direction, kind of segment, and state. */
const TRANSITIONS: readonly (readonly (readonly number[])[])[] = [
  rows(['SS.....SS2', '--R------R', '--FFLLLTX-', 'E-EECCTTX-', '-XXXXXXXXX', '----------']),
  rows(['-2-----S-2', '-R.......R', '--FFLLLTX-', '-.RECCTTX.', '-XXXXXXXXX', '----------']),
];

/** Combinations of flags that conntrack accepts; PSH, ECE and CWR may be set with any. */
const VALID_FLAGS: readonly number[] = [
  TH_SYN,
  TH_SYN | TH_URG,
  TH_SYN | TH_ACK,
  TH_RST,
  TH_RST | TH_ACK,
  TH_FIN | TH_ACK,
  TH_FIN | TH_ACK | TH_URG,
  TH_ACK,
  TH_ACK | TH_URG,
];

type Segment = Extract<Transport, { kind: 'tcp' }>;

/** get_conntrack_index */
function index_of({ flags }: Segment): number {
  if (flags & TH_RST) return TCP_RST_SET;
  if (flags & TH_SYN) return flags & TH_ACK ? TCP_SYNACK_SET : TCP_SYN_SET;
  if (flags & TH_FIN) return TCP_FIN_SET;
  return flags & TH_ACK ? TCP_ACK_SET : TCP_NONE_SET;
}

/** segment_seq_plus_len */
function end_of({ seq, flags, payloadLength }: Segment): number {
  return (seq + payloadLength + (flags & TH_SYN ? 1 : 0) + (flags & TH_FIN ? 1 : 0)) >>> 0;
}

/** An ignored segment is remembered: what answers it may show that conntrack is behind. */
function remember(ipvs: netns_ipvs, ct: nf_conn, tcp: Segment, dir: CtDir, index: number): void {
  set(ipvs, ct, 'last_index', index);
  set(ipvs, ct, 'last_dir', dir);
  set(ipvs, ct, 'last_end', end_of(tcp));
  if (index !== TCP_SYN_SET || dir !== IP_CT_DIR_ORIGINAL) return;
  set(ipvs, ct, 'challenge', ct.state === LAST_ACK);
  set(ipvs, ct, 'simultaneous', false);
}

/** A SYN/ACK to a SYN that was ignored: both sides are in sync, conntrack follows. */
function answers_ignored(ct: nf_conn, tcp: Segment, dir: CtDir, index: number): boolean {
  const answered = ct.last_index === TCP_SYN_SET && ct.last_dir !== dir;
  return index === TCP_SYNACK_SET && answered && tcp.ack === ct.last_end;
}

/** May a SYN on a closed connection begin a new conntrack in place of this one? */
function may_reopen(ct: nf_conn, dir: CtDir): boolean {
  return ct.close_init || (ct.last_dir === dir && ct.last_index === TCP_RST_SET);
}

/** The timeout and the marks that an accepted segment leaves. */
function settle(ipvs: netns_ipvs, ct: nf_conn, index: number, from: number, to: number): void {
  let seconds = TIMEOUTS[to];
  if (!(ct.status & IPS_SEEN_REPLY)) {
    if (index === TCP_RST_SET) {
      nf_ct_kill(ipvs, ct);
      return;
    }
    if (index === TCP_SYN_SET && from === SYN_SENT) return;
    if (to === ESTABLISHED) seconds = TIMEOUT_UNACK;
  } else if (
    !(ct.status & IPS_ASSURED) &&
    to === ESTABLISHED &&
    (from === SYN_RECV || from === ESTABLISHED)
  ) {
    set(ipvs, ct, 'status', ct.status | IPS_ASSURED);
  }
  nf_ct_refresh(ipvs, ct, seconds);
}

/** Where the tables lead, with the exceptions that they cannot say. */
function next_state(ct: nf_conn, dir: CtDir, index: number): number {
  const to = TRANSITIONS[dir][index][ct.state];
  const opened = to === SYN_RECV && dir === IP_CT_DIR_REPLY && index === TCP_ACK_SET;
  return opened && ct.simultaneous ? ESTABLISHED : to;
}

/** The RFC 5961 challenge: an ACK to an ignored SYN, which must not count as the last one. */
function is_challenge(ct: nf_conn, dir: CtDir, index: number, to: number): boolean {
  const last = ct.last_dir !== dir && ct.last_index === TCP_SYN_SET && ct.challenge;
  return to === TIME_WAIT && ct.state === LAST_ACK && index === TCP_ACK_SET && last;
}

/** nf_conntrack_tcp_packet; `repeat` = the conntrack is gone, a new one must be made. */
export function nf_conntrack_tcp_packet(ipvs: netns_ipvs, ct: nf_conn, tcp: Segment, dir: CtDir): Tracked {
  if (!VALID_FLAGS.includes(tcp.flags & (TH_FIN | TH_SYN | TH_RST | TH_ACK | TH_URG))) return 'invalid';
  const index = index_of(tcp);
  if (!(ct.status & IPS_CONFIRMED) && TRANSITIONS[0][index][NONE] >= IGNORE) return 'invalid';
  let from = ct.state;
  let to = next_state(ct, dir, index);
  const reopens = to === SYN_SENT && from >= TIME_WAIT;
  if (reopens && may_reopen(ct, dir)) {
    nf_ct_kill(ipvs, ct);
    return 'repeat';
  }
  if (reopens || to === IGNORE) {
    if (!answers_ignored(ct, tcp, dir, index)) {
      remember(ipvs, ct, tcp, dir, index);
      return 'accept';
    }
    set(ipvs, ct, 'close_init', false);
    set(ipvs, ct, 'challenge', false);
    from = SYN_SENT;
    to = SYN_RECV;
  }
  if (to === INVALID) return 'invalid';
  if (is_challenge(ct, dir, index, to)) {
    set(ipvs, ct, 'challenge', false);
    return 'accept';
  }
  if (to === SYN_SENT2) set(ipvs, ct, 'simultaneous', true);
  set(ipvs, ct, 'last_index', index);
  set(ipvs, ct, 'last_dir', dir);
  set(ipvs, ct, 'state', to);
  if (from !== to && to === FIN_WAIT) set(ipvs, ct, 'close_init', true);
  settle(ipvs, ct, index, from, to);
  return 'accept';
}
