import type { ip_vs_stats } from '../kernel/ipvs/ip_vs.ts';

/** What IPVS counted in one event. */
export interface Metered {
  /** 0 = nothing, 1 = a packet of a client, 2 = one of a server. */
  direction: number;
  /** Bytes of it, at most 65,535. */
  bytes: number;
}

/** Reads the counters of the namespace behind each event. */
export class Traffic {
  readonly metered: Metered = { direction: 0, bytes: 0 };
  private before = { inpkts: 0, outpkts: 0, inbytes: 0, outbytes: 0 };

  /** The running event is over. */
  read({ inpkts, outpkts, inbytes, outbytes }: ip_vs_stats): Metered {
    const { before, metered } = this;
    metered.direction = inpkts > before.inpkts ? 1 : outpkts > before.outpkts ? 2 : 0;
    const bytes =
      metered.direction === 1
        ? inbytes - before.inbytes
        : metered.direction === 2
          ? outbytes - before.outbytes
          : 0;
    metered.bytes = Math.min(0xffff, Math.max(0, bytes));
    before.inpkts = inpkts;
    before.outpkts = outpkts;
    before.inbytes = inbytes;
    before.outbytes = outbytes;
    return metered;
  }
}
