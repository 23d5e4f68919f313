import type { InetAddr } from '../base/inet.ts';

/** Forwarding methods as ipvsadm spells them: `-m`, `-i`, `-g`; `local` appears in listings only. */
export type ForwardingMethod = 'masq' | 'tunnel' | 'droute' | 'local' | 'bypass';

/** `ipvsadm --start-daemon master|backup`. */
export type SyncRole = 'master' | 'backup';

/** The virtual service a command names: protocol, address and port, or a firewall mark. */
export type ServiceKey =
  | { kind: 'address'; protocol: number; addr: InetAddr; port: number }
  | { kind: 'fwmark'; fwmark: number; ipv6: boolean };

export interface ServiceOptions {
  /** Scheduler name, `wlc` if the command names none. */
  scheduler: string;
  /** Persistence timeout in seconds; null = not persistent. */
  persistent: number | null;
  /** Netmask (IPv4, as a number) or prefix length (IPv6); null = all bits. */
  netmask: number | null;
  /** Persistence engine, e.g. `sip`. */
  pe: string | null;
  onePacket: boolean;
  /**
   * Names as ipvsadm prints them, in bit order without repeats: `sh-fallback`, `sh-port`, `mh-fallback`, `mh-port`;
   * `flag-1`, `flag-2` for other schedulers, `flag-3`.
   */
  schedFlags: readonly string[];
}

export type TunnelChecksum = 'none' | 'csum' | 'remcsum';

export interface RealServerOptions {
  method: ForwardingMethod;
  weight: number;
  upperThreshold: number;
  lowerThreshold: number;
  /** null = plain IPIP; `port` is 0 unless the type is `gue`. */
  tunnel: { type: 'ipip' | 'gue' | 'gre'; port: number; checksum: TunnelChecksum } | null;
}

/** The port a real server gets: tunnelled and routed packets keep theirs, so ipvsadm gives it the service's. */
export function realServerPort(service: ServiceKey, port: number, method: ForwardingMethod): number {
  const keepsPort = method === 'tunnel' || method === 'droute';
  return service.kind === 'address' && keepsPort ? service.port : port;
}

/** One administrative command, as `ipvsadm` or `sysctl` would carry it out. */
export type Command =
  | { op: 'add-service' | 'edit-service'; service: ServiceKey; options: ServiceOptions }
  | { op: 'delete-service'; service: ServiceKey }
  | { op: 'flush' }
  | {
      op: 'add-server' | 'edit-server';
      service: ServiceKey;
      server: { addr: InetAddr; port: number };
      options: RealServerOptions;
    }
  | { op: 'delete-server'; service: ServiceKey; server: { addr: InetAddr; port: number } }
  | { op: 'zero'; service: ServiceKey | null }
  | { op: 'set-timeout'; tcp: number; tcpFin: number; udp: number }
  /** `name` without `net.ipv4.vs.`; `value` as written to the file, blanks squeezed (`sync_threshold` is `3 50`). */
  | { op: 'sysctl'; name: string; value: string }
  /**
   * `mcastInterface` is null in a stop command; `syncId` null = none given. The rest is there if it was given:
   * bytes of a message (1..65535), group address, UDP port, TTL (1..255).
   */
  | {
      op: 'start-daemon' | 'stop-daemon';
      role: SyncRole;
      mcastInterface: string | null;
      syncId: number | null;
      syncMaxlen?: number;
      mcastGroup?: InetAddr;
      mcastPort?: number;
      mcastTtl?: number;
    };

/** IANA protocol numbers that ipvsadm can name. */
export const IPPROTO_TCP = 6;
export const IPPROTO_UDP = 17;
export const IPPROTO_SCTP = 132;
