import { familyOf } from '../../base/inet.ts';
import { type IpPacket, PACKET_HOST } from '../../packet/packet.ts';
import type { ip_vs_iphdr } from '../ipvs/ip_vs.ts';
import type { Jiffies } from './jiffies.ts';
import { type Hook, NF_INET_LOCAL_OUT } from './netfilter.ts';
import type { nf_conn } from './nf_conntrack.ts';

/** A packet on its way through the host (struct sk_buff), as far as IPVS looks at it. */
export interface sk_buff {
  ip: IpPacket;
  /** Firewall mark that the rules gave it. */
  mark: number;
  /** PACKET_HOST, PACKET_BROADCAST .. */
  pkt_type: number;
  /** False for packets of the host itself (skb->dev unset) and for the loopback device. */
  from_network: boolean;
  /** Where it is on its way. */
  hook: Hook;
  /** IPVS has handled it: later hooks let it pass. */
  ipvs_property: boolean;
  /** Its conntrack, and what it is to that (enum ip_conntrack_info); the kernel keeps both in `_nfct`. */
  nfct: nf_conn | null;
  ctinfo: number;
}

export function alloc_skb(
  ip: IpPacket,
  from_network = true,
  mark = 0,
  pkt_type: number = PACKET_HOST,
): sk_buff {
  const hook = NF_INET_LOCAL_OUT;
  return { ip, mark, pkt_type, from_network, hook, ipvs_property: false, nfct: null, ctinfo: 0 };
}

/** ip_vs_fill_iph_skb; `icmp` when the header stands inside an ICMP error. */
export function ip_vs_fill_iph(ip: IpPacket, inverse: boolean, icmp = false): ip_vs_iphdr {
  const { transport } = ip;
  const ports = 'sport' in transport;
  return {
    af: familyOf(ip.saddr),
    protocol: ip.protocol,
    saddr: ip.saddr,
    daddr: ip.daddr,
    sport: ports ? transport.sport : 0,
    dport: ports ? transport.dport : 0,
    fragoffs: ip.fragmentOffset,
    icmp,
    inverse,
    transport,
  };
}

/** Fragments of one packet that have come so far (struct inet_frag_queue). */
export interface FragQueue {
  /** The fragment with the transport header, once it is there. */
  first: IpPacket | null;
  /** Pieces as [start, end) in bytes of the payload. */
  readonly pieces: [number, number][];
  /** Length of the whole payload, once the last fragment is there. */
  total: number | null;
  expires: Jiffies;
}
