import { addrKey, type InetAddr } from '../../base/inet.ts';
import type { IpPacket } from '../../packet/packet.ts';
import type { FindingRun } from './run.ts';

/** Entries by what identifies a client's flow, so that packets without one find those that were there before. */
export class FlowEntries {
  private readonly byClient = new Map<string, number[]>();

  constructor(private readonly run: FindingRun) {
    const { lives } = run.index;
    for (let row = 0; row < lives.size; row++) {
      if (lives.isTemplateAt(row)) continue;
      const key = keyOf(lives.protocols.at(row), lives.addressAt(row), lives.ports.at(row));
      const known = this.byClient.get(key);
      if (known) known.push(lives.uids.at(row));
      else this.byClient.set(key, [lives.uids.at(row)]);
    }
  }

  /** The last entry of a packet's client end that was released before an event; 0 = none. */
  before(ip: IpPacket, event: number): number {
    if (!('sport' in ip.transport)) return 0;
    const uids = this.byClient.get(keyOf(ip.protocol, ip.saddr, ip.transport.sport)) ?? [];
    const { lives } = this.run.index;
    return (
      uids.findLast((uid) => {
        const died = lives.get(uid)?.died ?? -1;
        return died >= 0 && died < event;
      }) ?? 0
    );
  }
}

const keyOf = (protocol: number, addr: InetAddr, port: number): string =>
  `${protocol} ${addrKey(addr)} ${port}`;
