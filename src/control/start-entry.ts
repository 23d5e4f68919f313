import type { InetAddr } from '../base/inet.ts';

/** An entry of the connection table that is there before anything of the case happens, as a listing tells it. */
export interface StartEntry {
  /** IANA number; 0 = template of a firewall mark. */
  readonly protocol: number;
  /** As listings spell it: `ESTABLISHED`, `FIN_WAIT`, `NONE`. */
  readonly state: string;
  /** Seconds until its timer runs. */
  readonly expiresS: number;
  readonly caddr: InetAddr;
  /** 0 = it is a template. */
  readonly cport: number;
  readonly vaddr: InetAddr;
  readonly vport: number;
  readonly daddr: InetAddr;
  readonly dport: number;
  /** Firewall mark of the service that it belongs to; 0 = none. */
  readonly fwmark: number;
  /** Persistence engine and its key. */
  readonly pe: string | null;
  readonly peData: string | null;
  /** It came from a sync message. */
  readonly synced: boolean;
}
