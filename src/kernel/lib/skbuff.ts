import { familyOf } from '../../base/inet.ts';
import { type IpPacket, PACKET_HOST } from '../../packet/packet.ts';
import type { ip_vs_iphdr } from '../ipvs/ip_vs.ts';

/** A packet on its way through the host (struct sk_buff), as far as IPVS looks at it. */
export interface sk_buff {
  readonly ip: IpPacket;
  /** Firewall mark that the rules gave it. */
  mark: number;
  /** PACKET_HOST, PACKET_BROADCAST .. */
  pkt_type: number;
  /** False for packets of the host itself (skb->dev unset) and for the loopback device. */
  from_network: boolean;
  /** IPVS has handled it: later hooks let it pass. */
  ipvs_property: boolean;
}

export function alloc_skb(
  ip: IpPacket,
  from_network = true,
  mark = 0,
  pkt_type: number = PACKET_HOST,
): sk_buff {
  return { ip, mark, pkt_type, from_network, ipvs_property: false };
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
