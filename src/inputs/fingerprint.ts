import { addrKey } from '../base/inet.ts';
import type { IpPacket } from '../packet/packet.ts';

/** The helper rewrites what passes here, and lengths and sequence numbers with it. */
const FTP = 21;

/**
 * What translation, direct routing and encapsulation leave alone in a packet. Two captured packets with an
 * equal fingerprint and one equal end are one packet seen twice.
 */
export function fingerprint(ip: IpPacket): string {
  const { transport } = ip;
  switch (transport.kind) {
    case 'tcp':
      if (transport.sport === FTP || transport.dport === FTP)
        return `f${transport.flags}.${transport.window}.${ip.id}`;
      return `t${transport.seq}.${transport.ack}.${transport.flags}.${transport.payloadLength}.${ip.id}`;
    case 'udp':
      return `u${transport.payloadLength}.${ip.id}`;
    case 'icmp':
      return `i${transport.type}.${transport.code}.${transport.rest}.${ip.length}.${ip.id}`;
    default:
      return `p${ip.protocol}.${ip.length}.${ip.id}.${ip.fragmentOffset}`;
  }
}

const port = (ip: IpPacket, side: 'sport' | 'dport'): number =>
  'sport' in ip.transport ? ip.transport[side] : 0;

/** Keys under which a packet is found again: by its source end and by its destination end. */
export function keysOf(ip: IpPacket): readonly [source: string, destination: string] {
  const print = fingerprint(ip);
  return [
    `s${addrKey(ip.saddr)}:${port(ip, 'sport')}|${print}`,
    `d${addrKey(ip.daddr)}:${port(ip, 'dport')}|${print}`,
  ];
}

/** The packet inside a tunnel header, or the packet itself. */
export function innermost(ip: IpPacket): IpPacket {
  let inner = ip;
  for (let depth = 0; depth < 4 && inner.transport.kind === 'tunnel' && inner.transport.inner; depth++) {
    inner = inner.transport.inner;
  }
  return inner;
}
