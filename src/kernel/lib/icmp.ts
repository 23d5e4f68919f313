import { addrKey } from '../../base/inet.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6 } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { alloc_skb, type sk_buff } from './skbuff.ts';

/** ICMP errors that the host itself sends (net/ipv4/icmp.c, net/ipv6/icmp.c). */
export const ICMP_PORT_UNREACHABLE = { v4: { type: 3, code: 3 }, v6: { type: 1, code: 4 } } as const;

/** net.ipv4.icmp_ratelimit: one a second to a peer, six saved up. */
const BURST = 6;
const FIRST_CREDIT_SECONDS = 60;

/** xrlim_allow: may another error go to this peer? */
function xrlim_allow(ipvs: netns_ipvs, peer: number | string): boolean {
  const { hz } = ipvs.params;
  const entry = ipvs.icmp_peers.get(peer) ?? { tokens: 0, last: ipvs.jiffies - FIRST_CREDIT_SECONDS * hz };
  const tokens = Math.min(entry.tokens + ipvs.jiffies - entry.last, BURST * hz);
  const allowed = tokens >= hz;
  ipvs.icmp_peers.set(peer, { tokens: allowed ? tokens - hz : tokens, last: ipvs.jiffies });
  return allowed;
}

/**
 * icmp_send / icmpv6_send: an error about `skb` to its sender, rate limited per peer. It passes LOCAL_OUT at
 * once, inside the function that sends it. departs: no global limit (1,000 a second), no routing.
 */
export function icmp_send(ipvs: netns_ipvs, skb: sk_buff, kind: typeof ICMP_PORT_UNREACHABLE): void {
  const v4 = typeof skb.ip.saddr === 'number';
  const { type, code } = v4 ? kind.v4 : kind.v6;
  const probe = ipvs.probe;
  probe?.enter(v4 ? 'icmp_send' : 'icmpv6_send', `type ${type}, code ${code}`);
  if (!xrlim_allow(ipvs, addrKey(skb.ip.saddr))) {
    probe?.leave('held back by the rate limit');
    return;
  }
  ipvs.sent_icmp = ipvs.sent_icmp.filter(({ at }) => ipvs.jiffies - at <= ipvs.params.hz);
  ipvs.sent_icmp.push({ peer: addrKey(skb.ip.saddr), at: ipvs.jiffies });
  const reply: IpPacket = {
    saddr: skb.ip.daddr,
    daddr: skb.ip.saddr,
    protocol: v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6,
    length: skb.ip.length + (v4 ? 28 : 48),
    ttl: 64,
    tos: 0xc0,
    id: 0,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    headerLength: v4 ? 20 : 40,
    transport: { kind: 'icmp', type, code, rest: 0, embedded: skb.ip },
  };
  ipvs.local_out(ipvs, alloc_skb(reply, false));
  probe?.leave('');
}

/** Has the model just sent an error to this peer? Each is found once. */
export function take_sent_icmp(ipvs: netns_ipvs, peer: number | string): boolean {
  const index = ipvs.sent_icmp.findIndex(
    (sent) => sent.peer === peer && ipvs.jiffies - sent.at <= ipvs.params.hz,
  );
  if (index < 0) return false;
  ipvs.sent_icmp.splice(index, 1);
  return true;
}
