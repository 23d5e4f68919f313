import { addrKey, type InetAddr } from '../../base/inet.ts';
import { IPPROTO_SCTP, IPPROTO_TCP, IPPROTO_UDP } from '../../packet/protocols.ts';
import type { ToldAbout, ToldIp } from './told.ts';

/** Ends of a packet that an ICMP error is about. */
export interface Recalled {
  protocol: number;
  sport: number;
  dport: number;
}

const PROTOCOLS = { tcp: IPPROTO_TCP, udp: IPPROTO_UDP, sctp: IPPROTO_SCTP };

/** Packets seen so far, to find the one that an ICMP error without `-v` means: the last one that fits what is told. */
export class Recall {
  private readonly byEnds = new Map<string, Recalled>();

  remember({ saddr, daddr, body }: ToldIp): void {
    if (body.kind !== 'tcp' && body.kind !== 'udp' && body.kind !== 'sctp') return;
    const packet = { protocol: PROTOCOLS[body.kind], sport: body.sport, dport: body.dport };
    const key = `${addrKey(saddr)}>${addrKey(daddr)}`;
    this.byEnds.set(key, packet);
    this.byEnds.set(`${key}/${packet.protocol}/${packet.dport}`, packet);
  }

  find(saddr: InetAddr, { daddr, protocol, dport }: ToldAbout): Recalled | null {
    const key = `${addrKey(saddr)}>${addrKey(daddr)}`;
    const exact = protocol === null || dport === null ? key : `${key}/${protocol}/${dport}`;
    return this.byEnds.get(exact) ?? null;
  }
}
