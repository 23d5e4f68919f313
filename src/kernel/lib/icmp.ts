import { addrKey, type InetAddr } from '../../base/inet.ts';
import type { IpPacket } from '../../packet/packet.ts';
import { IPPROTO_ICMP, IPPROTO_ICMPV6 } from '../ipvs/ip_vs_proto.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import { dst_is_local } from './route.ts';
import { alloc_skb, type sk_buff } from './skbuff.ts';

/** ICMP errors that the host itself sends (net/ipv4/icmp.c, net/ipv6/icmp.c): type and code by family. */
export interface IcmpKind {
  readonly v4: { readonly type: number; readonly code: number };
  readonly v6: { readonly type: number; readonly code: number };
}
export const ICMP_PORT_UNREACHABLE: IcmpKind = { v4: { type: 3, code: 3 }, v6: { type: 1, code: 4 } };
export const ICMP_FRAG_NEEDED: IcmpKind = { v4: { type: 3, code: 4 }, v6: { type: 2, code: 0 } };
export const ICMP_TTL_EXCEEDED: IcmpKind = { v4: { type: 11, code: 0 }, v6: { type: 3, code: 0 } };

/** Longest error that is sent: 576 bytes, over IPv6 1280. */
const LONGEST_V4 = 576;
const LONGEST_V6 = 1280;

/** Destination unreachable, source quench, redirect, time exceeded, parameter problem; IPv6: below 128. */
function is_error(ip: IpPacket): boolean {
  const { transport } = ip;
  if (transport.kind !== 'icmp') return false;
  return ip.protocol === IPPROTO_ICMPV6 ? transport.type < 128 : [3, 4, 5, 11, 12].includes(transport.type);
}

/** "Fragmentation needed" and "packet too big" are never held back. */
function is_limited(ipvs: netns_ipvs, skb: sk_buff, type: number, code: number): boolean {
  const v4 = typeof skb.ip.saddr === 'number';
  const path_mtu = v4 ? type === 3 && code === 4 : type === 2;
  return !path_mtu && !xrlim_allow(ipvs, addrKey(skb.ip.saddr));
}

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

/** From where the host answers: the address that was asked, if it is its own, else that of its route. */
function source_of(ipvs: netns_ipvs, skb: sk_buff): InetAddr | null {
  if (dst_is_local(ipvs, skb)) return skb.ip.daddr;
  return typeof skb.ip.daddr === 'number' ? ipvs.params.route_source : null;
}

function error_about(skb: sk_buff, saddr: InetAddr, type: number, code: number, info: number): IpPacket {
  const v4 = typeof skb.ip.saddr === 'number';
  const length = v4 ? Math.min(skb.ip.length + 28, LONGEST_V4) : Math.min(skb.ip.length + 48, LONGEST_V6);
  return {
    saddr,
    daddr: skb.ip.saddr,
    protocol: v4 ? IPPROTO_ICMP : IPPROTO_ICMPV6,
    length,
    ttl: 64,
    tos: 0xc0,
    id: 0,
    dontFragment: false,
    moreFragments: false,
    fragmentOffset: 0,
    headerLength: v4 ? 20 : 40,
    transport: { kind: 'icmp', type, code, rest: info >>> 0, embedded: skb.ip },
  };
}

/**
 * icmp_send / icmpv6_send: an error about `skb` to its sender, rate limited per peer. It passes LOCAL_OUT at
 * once, inside the function that sends it. `info` = the four bytes behind the checksum (the MTU).
 *
 * departs: no global limit (1,000 a second), no routing. Where the host's own address is not known nothing
 * is sent: a capture that holds the error stands for it.
 */
export function icmp_send(ipvs: netns_ipvs, skb: sk_buff, kind: IcmpKind, info = 0): void {
  const v4 = typeof skb.ip.saddr === 'number';
  const { type, code } = v4 ? kind.v4 : kind.v6;
  const probe = ipvs.probe;
  probe?.enter(v4 ? 'icmp_send' : 'icmpv6_send', `type ${type}, code ${code}`);
  const saddr = source_of(ipvs, skb);
  const refused =
    (is_error(skb.ip) && 'about an ICMP error') ||
    (skb.ip.fragmentOffset > 0 && 'about a later fragment') ||
    (saddr === null && 'own address not known') ||
    (is_limited(ipvs, skb, type, code) && 'held back by the rate limit');
  if (refused || saddr === null) {
    probe?.leave(refused || '');
    return;
  }
  ipvs.sent_icmp = ipvs.sent_icmp.filter(({ at }) => ipvs.jiffies - at <= ipvs.params.hz);
  ipvs.sent_icmp.push({ peer: addrKey(skb.ip.saddr), at: ipvs.jiffies });
  // What the error meets on its way is not what the event is about.
  const { tally } = ipvs;
  ipvs.tally = null;
  ipvs.local_out(ipvs, alloc_skb(error_about(skb, saddr, type, code, info), false));
  ipvs.tally = tally;
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
