import type { IpPacket } from '../packet/packet.ts';

/** The packet inside a tunnel header, or the packet itself. */
export function innermost(ip: IpPacket): IpPacket {
  let inner = ip;
  for (let depth = 0; depth < 4 && inner.transport.kind === 'tunnel' && inner.transport.inner; depth++) {
    inner = inner.transport.inner;
  }
  return inner;
}
