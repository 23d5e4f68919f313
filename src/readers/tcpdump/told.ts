import type { InetAddr } from '../../base/inet.ts';

/** What a line of tcpdump tells of a packet, before what it leaves out is filled in. null = not told. */
export interface ToldLink {
  /** `eth0`; null = not told or `?`. */
  iface: string | null;
  ifindex: number | null;
  /** sll packet type, -1 = not told. */
  packetType: number;
  /** 12 hex digits, '' = not told. */
  srcMac: string;
  dstMac: string;
  vlans: readonly number[];
  /** True = an Ethernet header was printed (`-e`): both addresses are told. */
  ethernet: boolean;
}

export interface ToldIp {
  saddr: InetAddr;
  daddr: InetAddr;
  ttl: number | null;
  tos: number | null;
  id: number | null;
  dontFragment: boolean;
  moreFragments: boolean;
  fragmentOffset: number;
  /** Of the whole IP packet. */
  length: number | null;
  body: ToldBody;
}

export interface ToldTcp {
  kind: 'tcp';
  sport: number;
  dport: number;
  flags: number;
  /** As printed: relative after the first segments of a flow. */
  seq: number | null;
  ack: number | null;
  window: number | null;
  options: Uint8Array;
  payload: number | null;
}

/** The packet that an ICMP error is about, as far as its text tells. */
export interface ToldAbout {
  daddr: InetAddr;
  protocol: number | null;
  dport: number | null;
}

export type ToldBody =
  | ToldTcp
  | { kind: 'udp'; sport: number; dport: number; payload: number | null }
  | { kind: 'sctp'; sport: number; dport: number; chunks: readonly number[] }
  | {
      kind: 'icmp';
      type: number;
      code: number;
      rest: number;
      /** Of the ICMP message. */
      length: number | null;
      about: ToldAbout | null;
      inner: ToldIp | null;
    }
  | { kind: 'tunnel'; via: 'ipip' | 'gre'; inner: ToldIp }
  | { kind: 'raw'; protocol: number; payload: number | null };

/** An address with the port that tcpdump puts behind it with a dot. */
export interface ToldEnd {
  addr: InetAddr;
  /** null = none. */
  port: number | null;
  /** True = the port was a name. */
  named: boolean;
}

/** What is known of a packet before its transport is read. */
export interface Around {
  from: ToldEnd;
  to: ToldEnd;
  /** As `-v` told it; null = not told. */
  protocol: number | null;
  /** What the whole reading has to say once. */
  notes: Set<Note>;
  /** IP headers around this one. */
  depth: number;
  /** Reads a packet inside this one. */
  read: (text: string, notes: Set<Note>, depth: number) => ToldIp | Refused;
}

/** What was not told and is made up, said once. */
export type Note = 'port-names' | 'payload-length' | 'embedded' | 'no-header' | 'sequence';

/** Why a packet is left out, by code: one problem each, with a count. */
export type Refusal =
  | 'tcpdump-names'
  | 'tcpdump-ports'
  | 'tcpdump-not-ip'
  | 'tcpdump-neighbour'
  | 'tcpdump-not-understood';

export interface Refused {
  refused: Refusal;
}

export const refuse = (refused: Refusal): Refused => ({ refused });

export function isRefused(value: object): value is Refused {
  return 'refused' in value;
}
