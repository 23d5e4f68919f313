import { addrKey } from '../../base/inet.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { netns_ipvs } from '../ipvs/netns_ipvs.ts';
import type { FragQueue } from './skbuff.ts';

/**
 * Reassembly of IP fragments (net/ipv4/ip_fragment.c, net/ipv6/reassembly.c), as far as IPVS needs it: the
 * whole packet appears with the fragment that completes it. departs: no memory limits, overlaps are taken
 * as they come, payload bytes beyond the first fragment are not put together.
 */
const FRAG_TIME_SECONDS = 30;
const FRAG_TIME_V6_SECONDS = 60;

export function ip_is_fragment(ip: IpPacket): boolean {
  return ip.moreFragments || ip.fragmentOffset > 0;
}

function key_of(ip: IpPacket): string {
  const protocol = typeof ip.saddr === 'number' ? ip.protocol : '';
  return `${addrKey(ip.saddr)}>${addrKey(ip.daddr)}/${ip.id}/${protocol}`;
}

function complete(queue: FragQueue): boolean {
  if (queue.total === null || queue.first === null) return false;
  let reached = 0;
  for (const [start, end] of [...queue.pieces].sort(([a], [b]) => a - b)) {
    if (start > reached) return false;
    reached = Math.max(reached, end);
  }
  return reached >= queue.total;
}

/** The first fragment's header with the length of the whole; the IPv6 fragment header is gone. */
function whole(first: IpPacket, total: number): IpPacket {
  const headerLength = typeof first.saddr === 'number' ? first.headerLength : first.headerLength - 8;
  const { transport } = first;
  const grown = total - (first.length - first.headerLength);
  const counted = transport.kind === 'tcp' || transport.kind === 'udp';
  return {
    ...first,
    headerLength,
    length: headerLength + total,
    moreFragments: false,
    transport: counted ? { ...transport, payloadLength: transport.payloadLength + grown } : transport,
  };
}

function open(ipvs: netns_ipvs, ip: IpPacket, key: string): FragQueue {
  const known = ipvs.frags.get(key);
  if (known && known.expires > ipvs.jiffies) return known;
  for (const [old, { expires }] of ipvs.frags) if (expires <= ipvs.jiffies) ipvs.frags.delete(old);
  const seconds = typeof ip.saddr === 'number' ? FRAG_TIME_SECONDS : FRAG_TIME_V6_SECONDS;
  const queue: FragQueue = {
    first: null,
    pieces: [],
    total: null,
    expires: ipvs.jiffies + seconds * ipvs.params.hz,
  };
  ipvs.frags.set(key, queue);
  return queue;
}

/** ip_defrag: the whole packet if this fragment completes it, else null. */
export function ip_defrag(ipvs: netns_ipvs, ip: IpPacket): IpPacket | null {
  const key = key_of(ip);
  const queue = open(ipvs, ip, key);
  const end = ip.fragmentOffset + ip.length - ip.headerLength;
  queue.pieces.push([ip.fragmentOffset, end]);
  if (!ip.moreFragments) queue.total = end;
  if (ip.fragmentOffset === 0) queue.first = ip;
  if (!complete(queue) || !queue.first) return null;
  ipvs.frags.delete(key);
  return whole(queue.first, queue.total ?? 0);
}
