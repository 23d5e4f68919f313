import type { AddressFamily, InetAddr } from '../../base/inet.ts';
import type { Transport } from '../../packet/packet.ts';
import type { Jiffies } from '../lib/jiffies.ts';
import type { timer_list } from '../lib/timer.ts';

/**
 * The structures of include/net/ip_vs.h, as far as the model needs them. Ports are in host order; addresses
 * are {@link InetAddr}; times are jiffies.
 */

export const IP_VS_CONN_F_FWD_MASK = 0x0007;
export const IP_VS_CONN_F_MASQ = 0x0000;
export const IP_VS_CONN_F_LOCALNODE = 0x0001;
export const IP_VS_CONN_F_TUNNEL = 0x0002;
export const IP_VS_CONN_F_DROUTE = 0x0003;
export const IP_VS_CONN_F_BYPASS = 0x0004;
export const IP_VS_CONN_F_SYNC = 0x0020;
export const IP_VS_CONN_F_HASHED = 0x0040;
export const IP_VS_CONN_F_NOOUTPUT = 0x0080;
export const IP_VS_CONN_F_INACTIVE = 0x0100;
export const IP_VS_CONN_F_OUT_SEQ = 0x0200;
export const IP_VS_CONN_F_IN_SEQ = 0x0400;
export const IP_VS_CONN_F_SEQ_MASK = 0x0600;
export const IP_VS_CONN_F_NO_CPORT = 0x0800;
export const IP_VS_CONN_F_TEMPLATE = 0x1000;
export const IP_VS_CONN_F_ONE_PACKET = 0x2000;
export const IP_VS_CONN_F_NFCT = 0x10000;

export const IP_VS_CONN_F_TUNNEL_TYPE_IPIP = 0;
export const IP_VS_CONN_F_TUNNEL_TYPE_GUE = 1;
export const IP_VS_CONN_F_TUNNEL_TYPE_GRE = 2;
export const IP_VS_TUNNEL_ENCAP_FLAG_NOCSUM = 0;
export const IP_VS_TUNNEL_ENCAP_FLAG_CSUM = 1;
export const IP_VS_TUNNEL_ENCAP_FLAG_REMCSUM = 2;

/** Names of the single bits, for display; the forwarding method is a field of its own. */
export const CONN_FLAG_NAMES: readonly (readonly [number, string])[] = [
  [IP_VS_CONN_F_SYNC, 'SYNC'],
  [IP_VS_CONN_F_HASHED, 'HASHED'],
  [IP_VS_CONN_F_NOOUTPUT, 'NOOUTPUT'],
  [IP_VS_CONN_F_INACTIVE, 'INACTIVE'],
  [IP_VS_CONN_F_OUT_SEQ, 'OUT_SEQ'],
  [IP_VS_CONN_F_IN_SEQ, 'IN_SEQ'],
  [IP_VS_CONN_F_NO_CPORT, 'NO_CPORT'],
  [IP_VS_CONN_F_TEMPLATE, 'TEMPLATE'],
  [IP_VS_CONN_F_ONE_PACKET, 'ONE_PACKET'],
  [IP_VS_CONN_F_NFCT, 'NFCT'],
];
export const FWD_NAMES = ['MASQ', 'LOCALNODE', 'TUNNEL', 'DROUTE', 'BYPASS'] as const;

export const IP_VS_SVC_F_PERSISTENT = 0x0001;
export const IP_VS_SVC_F_HASHED = 0x0002;
export const IP_VS_SVC_F_ONEPACKET = 0x0004;
export const IP_VS_SVC_F_SCHED1 = 0x0008;
export const IP_VS_SVC_F_SCHED2 = 0x0010;
export const IP_VS_SVC_F_SCHED3 = 0x0020;
export const IP_VS_SVC_F_SCHED_SH_FALLBACK = IP_VS_SVC_F_SCHED1;
export const IP_VS_SVC_F_SCHED_SH_PORT = IP_VS_SVC_F_SCHED2;
export const IP_VS_SVC_F_SCHED_MH_FALLBACK = IP_VS_SVC_F_SCHED1;
export const IP_VS_SVC_F_SCHED_MH_PORT = IP_VS_SVC_F_SCHED2;

export const IP_VS_DEST_F_AVAILABLE = 0x0001;
export const IP_VS_DEST_F_OVERLOAD = 0x0002;

/** States of a template (`ip_vs_ct_state` names). */
export const IP_VS_CTPL_S_NONE = 0;
export const IP_VS_CTPL_S_ASSURED = 1;

export const IP_VS_DIR_INPUT = 0;
export const IP_VS_DIR_OUTPUT = 1;
export const IP_VS_DIR_INPUT_ONLY = 2;
export type Direction = typeof IP_VS_DIR_INPUT | typeof IP_VS_DIR_OUTPUT;

/** The running counters, and what the last estimation made of them (struct ip_vs_stats, ip_vs_estimator). */
export interface ip_vs_stats {
  conns: number;
  inpkts: number;
  outpkts: number;
  inbytes: number;
  outbytes: number;
  /** Counters as the last estimation saw them, in the order above; what they were at the last `-Z`. */
  readonly kstats: number[];
  readonly kstats0: number[];
  /** Rates, scaled: connections and packets by 2^10, bytes by 2^5. */
  readonly rates: number[];
  /** Number of the last estimation; Infinity = not under estimation. */
  tick: number;
}

/** Adjustment of sequence numbers from `init_seq` on. */
export interface ip_vs_seq {
  readonly init_seq: number;
  readonly delta: number;
  readonly previous_delta: number;
}

export interface ip_vs_conn {
  readonly kind: 'ip_vs_conn';
  /** Order of making, from 1. Stands for the address of the structure. */
  readonly uid: number;
  c_next: ip_vs_conn | null;
  c_prev: ip_vs_conn | null;
  /** Bucket it hangs in; -1 = none. Stands for c_list.pprev. */
  bucket: number;
  cport: number;
  dport: number;
  vport: number;
  readonly af: AddressFamily;
  readonly caddr: InetAddr;
  readonly vaddr: InetAddr;
  readonly daddr: InetAddr;
  flags: number;
  readonly protocol: number;
  refcnt: number;
  readonly timer: timer_list;
  timeout: Jiffies;
  state: number;
  old_state: number;
  readonly fwmark: number;
  /** The entry (mostly a template) that controls this one. */
  control: ip_vs_conn | null;
  /** How many entries this one controls. */
  n_control: number;
  dest: ip_vs_dest | null;
  in_pkts: number;
  /** When the entry will end as backups know it, in its two lowest bits how often it was told again; 0 = never told. */
  sync_endtime: Jiffies;
  /** How far a helper has shifted sequence numbers; null = not at all. */
  in_seq: ip_vs_seq | null;
  out_seq: ip_vs_seq | null;
  /** Persistence engine of a template and its key (SIP: the Call-ID). */
  readonly pe: string | null;
  readonly pe_data: string | null;
  /** Helper that reads the payload: `ftp`. */
  app: string | null;
  /** What the helper waits for: `PASV` or `EPSV`. */
  app_data: string | null;
  /** ip_vs_nat_xmit, ip_vs_dr_xmit, ip_vs_tunnel_xmit, ip_vs_null_xmit, ip_vs_bypass_xmit. */
  packet_xmit: string;
}

export interface ip_vs_dest {
  readonly kind: 'ip_vs_dest';
  readonly uid: number;
  readonly af: AddressFamily;
  readonly addr: InetAddr;
  readonly port: number;
  /** Firewall mark, protocol and virtual end of the service it was made for: how the trash recognises it. */
  readonly vfwmark: number;
  readonly protocol: number;
  readonly vaddr: InetAddr;
  readonly vport: number;
  flags: number;
  conn_flags: number;
  weight: number;
  last_weight: number;
  refcnt: number;
  readonly stats: ip_vs_stats;
  idle_start: Jiffies;
  activeconns: number;
  inactconns: number;
  persistconns: number;
  u_threshold: number;
  l_threshold: number;
  l_threshold_val: number;
  /** Whether a route is cached: the first packet after a change logs `new dst`. */
  dst_cached: boolean;
  /** The cached route ends at the host itself. */
  dst_local: boolean;
  /** IPIP 0, GUE 1, GRE 2; the port is GUE's. */
  tun_type: number;
  tun_port: number;
  tun_flags: number;
  svc: ip_vs_service | null;
}

export interface ip_vs_service {
  readonly kind: 'ip_vs_service';
  readonly uid: number;
  readonly af: AddressFamily;
  readonly protocol: number;
  readonly addr: InetAddr;
  readonly port: number;
  readonly fwmark: number;
  flags: number;
  /** Persistence timeout in jiffies. */
  timeout: Jiffies;
  /** IPv4: mask as a number; IPv6: prefix length. */
  netmask: number;
  pe: string | null;
  /** Newest first, as in the kernel's list. */
  readonly destinations: ip_vs_dest[];
  num_dests: number;
  readonly stats: ip_vs_stats;
  /** Scheduler name; null = `none`. */
  scheduler: string | null;
  /** The scheduler's own memory; plain data. */
  sched_data: unknown;
  refcnt: number;
  /** It keeps connection tracking on: FTP with masquerading (conntrack_afmask). */
  conntrack: boolean;
}

/** What identifies a flow in a lookup (struct ip_vs_conn_param). */
export interface ip_vs_conn_param {
  readonly af: AddressFamily;
  readonly protocol: number;
  readonly caddr: InetAddr;
  readonly cport: number;
  readonly vaddr: InetAddr;
  readonly vport: number;
  /** Persistence engine and what it read from the packet. */
  readonly pe: string | null;
  readonly pe_data: string | null;
}

/** The packet's header as IPVS holds it (struct ip_vs_iphdr), ports included. */
export interface ip_vs_iphdr {
  readonly af: AddressFamily;
  readonly protocol: number;
  readonly saddr: InetAddr;
  readonly daddr: InetAddr;
  readonly sport: number;
  readonly dport: number;
  /** Fragment offset in bytes. */
  readonly fragoffs: number;
  /** The header inside an ICMP error: the flow runs the other way. */
  readonly icmp: boolean;
  readonly inverse: boolean;
  readonly transport: Transport;
}

export function IP_VS_FWD_METHOD(cp: ip_vs_conn): number {
  return cp.flags & IP_VS_CONN_F_FWD_MASK;
}

/** The letter of the forwarding method in the kernel's messages. */
export function ip_vs_fwd_tag(cp: ip_vs_conn): string {
  return ['M', 'L', 'T', 'R', 'B'][IP_VS_FWD_METHOD(cp)] ?? '?';
}

export function ip_vs_dest_totalconns(dest: ip_vs_dest): number {
  return dest.activeconns + dest.inactconns;
}

/**
 * What is shown as inactive. A template that a reply to client port 0 has made active counts as active, but
 * not in the total (the kernel does not look whether it is one): then the field here is below zero.
 */
export function ip_vs_dest_inactconns(dest: ip_vs_dest): number {
  return Math.max(dest.inactconns, 0);
}

export function is_template(cp: Pick<ip_vs_conn, 'flags'>): boolean {
  return (cp.flags & IP_VS_CONN_F_TEMPLATE) !== 0;
}
