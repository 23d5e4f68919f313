import type { InetAddr } from '../base/inet.ts';

/** TCP flag bits as they stand in the header (RFC 9293). */
export const TH_FIN = 0x01;
export const TH_SYN = 0x02;
export const TH_RST = 0x04;
export const TH_PUSH = 0x08;
export const TH_ACK = 0x10;
export const TH_URG = 0x20;
export const TH_ECE = 0x40;
export const TH_CWR = 0x80;

/** How the capturing host met the frame: sll/sll2 packet type (`PACKET_HOST` ..), -1 = the link type does not tell. */
export const PACKET_UNKNOWN = -1;
export const PACKET_HOST = 0;
export const PACKET_BROADCAST = 1;
export const PACKET_MULTICAST = 2;
export const PACKET_OTHERHOST = 3;
export const PACKET_OUTGOING = 4;

export interface LinkInfo {
  /** Libpcap link type, e.g. 1 Ethernet, 276 Linux cooked v2. */
  linktype: number;
  packetType: number;
  /** Interface index (sll2) or pcapng interface number; -1 = unknown. */
  ifindex: number;
  /** Outermost first; empty = untagged. */
  vlans: readonly number[];
  /** Source and destination link address as 12 hex digits, '' = none. */
  srcMac: string;
  dstMac: string;
}

/** The header of an IP packet, as far as IPVS reads it. Lengths in bytes, ports in host order. */
export interface IpPacket {
  saddr: InetAddr;
  daddr: InetAddr;
  /** Transport protocol after all IPv6 extension headers. */
  protocol: number;
  /** Total length of the IP packet as its header says (IPv6: payload length + 40). */
  length: number;
  ttl: number;
  tos: number;
  /** IPv4 identification or IPv6 fragment identification, 0 = none. */
  id: number;
  dontFragment: boolean;
  moreFragments: boolean;
  /** In bytes; > 0 = a later fragment without transport header. */
  fragmentOffset: number;
  /** Bytes from the start of the IP header to the transport header. */
  headerLength: number;
  /** What the transport header holds, or why it cannot be read. */
  transport: Transport;
}

export type Transport =
  | {
      kind: 'tcp';
      sport: number;
      dport: number;
      flags: number;
      seq: number;
      ack: number;
      window: number;
      /** As the headers say, not as captured. */
      payloadLength: number;
      /** Captured payload bytes where they are at hand (FTP, SIP, sync messages), else null: read the file again. */
      payload: Uint8Array | null;
    }
  | {
      kind: 'udp';
      sport: number;
      dport: number;
      payloadLength: number;
      payload: Uint8Array | null;
    }
  | { kind: 'sctp'; sport: number; dport: number; chunks: readonly number[] }
  /** An ICMP or ICMPv6 message; `embedded` is the packet an error is about. `rest` = the 4 bytes after the checksum. */
  | { kind: 'icmp'; type: number; code: number; rest: number; embedded: IpPacket | null }
  /** IPIP, IPv6-in-IP, GRE, GUE: the packet inside, null = not IP or unreadable. */
  | { kind: 'tunnel'; via: 'ipip' | 'gre' | 'gue'; inner: IpPacket | null }
  | { kind: 'other' }
  /** The transport header is cut or malformed; ports 0 where not even they are there. */
  | { kind: 'short'; sport: number; dport: number }
  | { kind: 'fragment' };

/** One captured frame. Times are nanoseconds since the epoch, split so that nothing is lost. */
export interface CapturedPacket {
  /** Number in its file, from 1, as Wireshark counts. */
  number: number;
  /** Whole seconds since 1970 and nanoseconds within the second. */
  sec: number;
  nsec: number;
  capturedLength: number;
  originalLength: number;
  link: LinkInfo;
  /** Byte offset of the frame in its (unpacked) file, -1 = not from a file. */
  fileOffset: number;
  /** Bytes from the start of the frame to the TCP or UDP payload, -1 = none. */
  payloadOffset: number;
  /** null = not IP (ARP, ...) or unreadable; `problem` says which. */
  ip: IpPacket | null;
  problem: string | null;
}
