import { Column } from '../base/column.ts';
import type { ip_vs_stats } from '../kernel/ipvs/ip_vs.ts';

/** Which events IPVS counted as a packet of a client or of a server, and with how many bytes: three bytes an event. */
export class Traffic {
  private readonly directions = new Column(Uint8Array);
  private readonly lengths = new Column(Uint16Array);
  private before = { inpkts: 0, outpkts: 0, inbytes: 0, outbytes: 0 };

  /** The running event is over; `stats` are those of the namespace. */
  finish({ inpkts, outpkts, inbytes, outbytes }: ip_vs_stats): void {
    const { before } = this;
    if (inpkts > before.inpkts) this.push(1, inbytes - before.inbytes);
    else if (outpkts > before.outpkts) this.push(2, outbytes - before.outbytes);
    else this.push(0, 0);
    this.before = { inpkts, outpkts, inbytes, outbytes };
  }

  private push(direction: number, bytes: number): void {
    this.directions.push(direction);
    this.lengths.push(Math.min(0xffff, Math.max(0, bytes)));
  }

  /** `in` from a client, `out` from a server, null = not counted. */
  directionOf(event: number): 'in' | 'out' | null {
    const direction = this.directions.at(event);
    if (direction === 0) return null;
    return direction === 1 ? 'in' : 'out';
  }

  bytesOf(event: number): number {
    return this.lengths.at(event);
  }
}
