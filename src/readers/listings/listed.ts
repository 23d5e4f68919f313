import type { InetAddr } from '../../base/inet.ts';
import type { Problem } from '../../base/result.ts';
import type { ForwardingMethod, SyncRole } from '../../control/command.ts';

/**
 * What listings say, as plain data. `line` is where a thing stood in the pasted text, from 1. Names stay names: without
 * `-n` an address or a port is text.
 */

/** What a reader made of some lines: always a value, and what is wrong with it. */
export interface Reading<T> {
  value: T;
  problems: readonly Problem[];
}

/** An address with a port, either of which may be a name. */
export interface ListedEnd {
  addr: InetAddr | string;
  port: number | string;
}

/** A figure that may be rounded down: the true one lies within [value, value + unit). */
export interface ListedFigure {
  value: number;
  /** 1 = exact; 1e3, 1e6, 1e9, 1e12 behind the letters K, M, G, T. */
  unit: number;
}

/** Connections, packets and bytes in both directions: totals, or the same per second. */
export interface ListedFigures {
  conns: ListedFigure;
  inPkts: ListedFigure;
  outPkts: ListedFigure;
  inBytes: ListedFigure;
  outBytes: ListedFigure;
}

/** A real server. null = the listing has no such column. */
export interface ListedServer {
  line: number;
  end: ListedEnd;
  method: ForwardingMethod | null;
  weight: number | null;
  activeConns: number | null;
  inactConns: number | null;
  persistConns: number | null;
  upperThreshold: number | null;
  lowerThreshold: number | null;
  figures: ListedFigures | null;
}

export interface ListedPersistence {
  /** Seconds in listings of ipvsadm, jiffies in /proc/net/ip_vs. */
  timeout: number;
  unit: 's' | 'jiffies';
  /** Netmask (IPv4, as a number) or prefix length (IPv6); null = all bits. */
  netmask: number | null;
}

export interface ListedService {
  line: number;
  /** IANA number; null for a firewall mark. */
  protocol: number | null;
  /** null for a firewall mark. */
  end: ListedEnd | null;
  fwmark: number | null;
  ipv6: boolean;
  /** null = the listing does not show it; `none` = the service has none. */
  scheduler: string | null;
  /** As ipvsadm names them: `sh-port`. */
  schedFlags: readonly string[];
  persistent: ListedPersistence | null;
  pe: string | null;
  onePacket: boolean;
  figures: ListedFigures | null;
  servers: readonly ListedServer[];
}

/** Which listing of services: by the columns behind an address. */
export type ServicesForm = 'plain' | 'stats' | 'rate' | 'thresholds' | 'persistent' | 'proc';

export interface ServicesListing {
  form: ServicesForm;
  /** `1.2.1`; null = no heading. */
  version: string | null;
  /** Buckets of the connection table; null = no heading. */
  tabSize: number | null;
  /** Its binary logarithm; null = unknown or no power of two. */
  connTabBits: number | null;
  services: readonly ListedService[];
}

export interface ListedConn {
  line: number;
  /** IANA number; 0 = template of a firewall mark. */
  protocol: number;
  state: string;
  expiresS: number;
  caddr: InetAddr | string;
  cport: number | string;
  vaddr: InetAddr | string;
  vport: number | string;
  daddr: InetAddr | string;
  dport: number | string;
  /** The mark in a template of protocol IP, whose virtual address it stands in; else null. */
  fwmark: number | null;
  /** Persistence engine and its key. */
  pe: string | null;
  peData: string | null;
  /** Only /proc/net/ip_vs_conn_sync tells. */
  origin: 'LOCAL' | 'SYNC' | null;
}

export interface ConnsListing {
  form: 'ipvsadm' | 'proc' | 'proc-sync';
  /** True = the heading has columns for the persistence engine. */
  pe: boolean;
  conns: readonly ListedConn[];
}

/** /proc/net/ip_vs_stats; figures are exact. null = that half is missing. */
export interface StatsListing {
  counters: ListedFigures | null;
  rates: ListedFigures | null;
  /** /proc/net/ip_vs_stats_percpu: one row a processor. */
  cpus: readonly { line: number; cpu: number; counters: ListedFigures }[];
}

/** One line of /proc/net/ip_vs_status: `Conn buckets:	4096 (12 bits, lfactor -4)`. */
export interface ListedStatus {
  line: number;
  name: string;
  value: number;
  bits: number | null;
  lfactor: number | null;
  percent: number | null;
  max: number | null;
}

/** `ipvsadm -L --timeout`, in seconds. */
export interface TimeoutListing {
  line: number;
  tcp: number;
  tcpFin: number;
  udp: number;
}

/** `ipvsadm -L --daemon` */
export interface ListedDaemon {
  line: number;
  role: SyncRole;
  mcastInterface: string;
  syncId: number;
  /** What newer versions add: `maxlen`, `group`, `port`, `ttl`. */
  more: Readonly<Record<string, string>>;
}

export interface ListedTuple {
  saddr: InetAddr;
  daddr: InetAddr;
  /** 0 = the protocol has none. */
  sport: number;
  dport: number;
}

/** One line of `conntrack -L` or /proc/net/nf_conntrack, as far as IPVS is concerned. */
export interface ListedFlow {
  line: number;
  protocol: number;
  /** null = the protocol has no states. */
  state: string | null;
  /** null = not shown. */
  timeoutS: number | null;
  original: ListedTuple;
  reply: ListedTuple | null;
  mark: number | null;
  unreplied: boolean;
  assured: boolean;
}
