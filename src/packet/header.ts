import { PACKET_UNKNOWN } from './packet.ts';

/** Words of {@link Header.link}: everything a link header tells, as one row of numbers that can be interned. */
export const LINK_TYPE = 0;
export const LINK_PACKET_TYPE = 1;
export const LINK_IFINDEX = 2;
/** Upper 16 bits of an address, -1 = no address; the lower 32 bits follow. */
export const LINK_SRC_HI = 3;
export const LINK_SRC_LO = 4;
export const LINK_DST_HI = 5;
export const LINK_DST_LO = 6;
/** Bytes before the network header. */
export const LINK_LENGTH = 7;
export const LINK_VLANS = 8;
export const LINK_VLAN = 9;
/** VLAN tags beyond this many are not looked into. */
export const MAX_VLANS = 8;
export const LINK_WORDS = LINK_VLAN + MAX_VLANS;

/** What stands behind the IP header. */
export const KIND_NOT_IP = 0;
export const KIND_TCP = 1;
export const KIND_UDP = 2;
export const KIND_SCTP = 3;
export const KIND_ICMP = 4;
export const KIND_TUNNEL = 5;
export const KIND_OTHER = 6;
export const KIND_SHORT = 7;
export const KIND_FRAGMENT = 8;

/**
 * The headers of one frame as plain numbers. One instance is filled again for every packet, so that reading a capture
 * makes no object per packet.
 */
export class Header {
  readonly link = new Int32Array(LINK_WORDS);
  /** Ethernet type behind the VLAN tags, -1 = the link layer has none. */
  etherType = -1;
  /** 4, 6, or 0 = not IP. */
  version = 0;
  /** Where the IP header starts in the bytes that were read, -1 = none. */
  ipOffset = -1;
  saddr = 0;
  daddr = 0;
  /** IPv6 source and destination, four words each. */
  readonly addr6 = new Int32Array(8);
  protocol = 0;
  length = 0;
  ttl = 0;
  tos = 0;
  id = 0;
  dontFragment = false;
  moreFragments = false;
  fragmentOffset = 0;
  headerLength = 0;
  kind = KIND_NOT_IP;
  sport = 0;
  dport = 0;
  flags = 0;
  seq = 0;
  ack = 0;
  window = 0;
  /** Bytes of the TCP or UDP header, 0 = unknown. */
  transportLength = 0;
  problem: string | null = null;

  resetLink(linktype: number, ifindex: number, packetType = PACKET_UNKNOWN): void {
    const link = this.link;
    for (let i = link[LINK_VLANS]; i > 0; i--) link[LINK_VLAN + i - 1] = 0;
    link[LINK_VLANS] = 0;
    link[LINK_SRC_LO] = 0;
    link[LINK_DST_LO] = 0;
    link[LINK_TYPE] = linktype;
    link[LINK_PACKET_TYPE] = packetType;
    link[LINK_IFINDEX] = ifindex;
    link[LINK_SRC_HI] = -1;
    link[LINK_DST_HI] = -1;
    this.etherType = -1;
    this.resetIp();
  }

  resetIp(): void {
    this.version = 0;
    this.ipOffset = -1;
    this.saddr = 0;
    this.daddr = 0;
    this.protocol = 0;
    this.length = 0;
    this.ttl = 0;
    this.tos = 0;
    this.id = 0;
    this.dontFragment = false;
    this.moreFragments = false;
    this.fragmentOffset = 0;
    this.headerLength = 0;
    this.kind = KIND_NOT_IP;
    this.resetTransport();
    this.problem = null;
  }

  private resetTransport(): void {
    this.sport = 0;
    this.dport = 0;
    this.flags = 0;
    this.seq = 0;
    this.ack = 0;
    this.window = 0;
    this.transportLength = 0;
  }
}
