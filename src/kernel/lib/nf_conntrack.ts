import type { AddressFamily, InetAddr } from '../../base/inet.ts';
import type { Jiffies } from './jiffies.ts';

/** The structures of connection tracking (include/net/netfilter/nf_conntrack.h), as far as IPVS meets them. */

/** Bits of `nf_conn.status` (enum ip_conntrack_status). */
export const IPS_EXPECTED = 0x1;
export const IPS_SEEN_REPLY = 0x2;
export const IPS_ASSURED = 0x4;
export const IPS_CONFIRMED = 0x8;
export const IPS_DYING = 0x200;

/** Names of the single bits, for display. */
export const STATUS_NAMES: readonly (readonly [number, string])[] = [
  [IPS_EXPECTED, 'EXPECTED'],
  [IPS_SEEN_REPLY, 'SEEN_REPLY'],
  [IPS_ASSURED, 'ASSURED'],
  [IPS_CONFIRMED, 'CONFIRMED'],
  [IPS_DYING, 'DYING'],
];

/** What a packet is to its conntrack (enum ip_conntrack_info); from 3 on it goes in reply direction. */
export const IP_CT_ESTABLISHED = 0;
export const IP_CT_RELATED = 1;
export const IP_CT_NEW = 2;
export const IP_CT_IS_REPLY = 3;
export const IP_CT_ESTABLISHED_REPLY = 3;
export const IP_CT_UNTRACKED = 7;

export const IP_CT_DIR_ORIGINAL = 0;
export const IP_CT_DIR_REPLY = 1;
export type CtDir = typeof IP_CT_DIR_ORIGINAL | typeof IP_CT_DIR_REPLY;

/** CTINFO2DIR */
export function ctinfo_dir(ctinfo: number): CtDir {
  return ctinfo >= IP_CT_IS_REPLY ? IP_CT_DIR_REPLY : IP_CT_DIR_ORIGINAL;
}

/**
 * One direction of a flow. `src_all` and `dst_all` are the ports; for ICMP the identifier, and type and code as
 * `type << 8 | code`; 0 for protocols without either.
 */
export interface nf_conntrack_tuple {
  readonly src: InetAddr;
  readonly src_all: number;
  readonly dst: InetAddr;
  readonly dst_all: number;
  readonly protonum: number;
}

export interface nf_conn {
  readonly kind: 'nf_conn';
  /** Order of making, in one row with IPVS's own objects. Stands for the address of the structure. */
  readonly uid: number;
  readonly af: AddressFamily;
  readonly original: nf_conntrack_tuple;
  reply: nf_conntrack_tuple;
  status: number;
  /** When it ends; until it is confirmed, how long it will live. */
  timeout: Jiffies;
  /** Of the protocol: TCP and SCTP. */
  state: number;
  /** Somebody has closed the TCP connection with FIN (IP_CT_TCP_FLAG_CLOSE_INIT of either side). */
  close_init: boolean;
  /** The last TCP segment: its kind, its direction, and the sequence number behind it if it was ignored. */
  last_index: number;
  last_dir: CtDir;
  last_end: number;
  /** A SYN in LAST_ACK was ignored: the ACK that answers it does not end anything (RFC 5961). */
  challenge: boolean;
  /** Both sides have sent a SYN. */
  simultaneous: boolean;
  /** UDP: from then on it counts as a stream. */
  stream_ts: Jiffies;
}
