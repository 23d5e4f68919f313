import type { InetAddr } from '../../base/inet.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { PacketStore } from '../../packet/store.ts';

/** What a cut looks at. Ports are -1 where the packet has none. */
export interface CutHeader {
  saddr: InetAddr;
  daddr: InetAddr;
  protocol: number;
  sport: number;
  dport: number;
}

const DEPTH = 8;

function headerOf({ saddr, daddr, protocol, transport }: IpPacket): CutHeader {
  const [sport, dport] = 'dport' in transport ? [transport.sport, transport.dport] : [-1, -1];
  return { saddr, daddr, protocol, sport, dport };
}

/** The packet that a packet carries in a tunnel header, or is an ICMP error about. */
function carried({ transport }: IpPacket): IpPacket | null {
  if (transport.kind === 'tunnel') return transport.inner;
  return transport.kind === 'icmp' ? transport.embedded : null;
}

/** Headers of a packet from the outermost to the innermost; none = it is not IP. */
export function headersOf(store: PacketStore, index: number): CutHeader[] {
  const headers: CutHeader[] = [];
  let ip = store.ip(index);
  for (let depth = 0; depth < DEPTH && ip; depth++) {
    headers.push(headerOf(ip));
    ip = carried(ip);
  }
  return headers;
}
