import type { InetAddr } from '../base/inet.ts';
import type { Command } from '../control/command.ts';
import type { MarkRule } from '../control/mark-rule.ts';
import type { StartEntry } from '../control/start-entry.ts';
import type { IpPacket } from '../packet/packet.ts';
import { NO_STOPS, type SavedStops } from '../trace/stops/stop.ts';

/** The version of the case format that this code writes. FORMAT.md describes it. */
export const CASE_VERSION = 1;

/** Where a packet enters IPVS; null in a packet = work it out from the addresses. */
export type HookName = 'LOCAL_IN' | 'FORWARD' | 'LOCAL_OUT';

/** The kernel that a case runs on. null = what the profile does by itself. */
export interface CaseKernel {
  /** `linux-6.12`. */
  profile: string;
  hz: number | null;
  connTabBits: number | null;
  /** Seed of the connection hash (`ip_vs_conn_rnd`). */
  connRnd: number | null;
  /** Address bits of the network namespace that the hash mixes in. */
  netnsXor: number | null;
  /** Value of jiffies at uptime 0, where it is not the kernel's own -300 s. */
  jiffies: number | null;
  /** Uptime at @0, in nanoseconds. */
  uptime: number;
  /** Wall clock at @0. */
  epoch: { sec: number; nsec: number } | null;
  debugLevel: number | null;
  /** Seed of the kernel's random numbers. */
  seed: number | null;
  /** Whether repeated messages are suppressed (net_ratelimit). */
  rateLimit: boolean | null;
  /** Whether other rules of the host keep connection tracking active. */
  conntrack: boolean | null;
  /** Addresses of the director: virtual ones, and further ones that make a real server local. */
  vips: readonly InetAddr[];
  locals: readonly InetAddr[];
}

/** What is in place before the first entry, in the order of its lines. */
export type SetupLine =
  | { kind: 'command'; command: Command }
  | { kind: 'mark'; rule: MarkRule }
  /** Free pages as the memory defence sees them. */
  | { kind: 'availmem'; pages: number };

/** Something that happens at a moment: `time` is nanoseconds since @0. */
export type CaseEntry =
  | {
      kind: 'packet';
      time: number;
      packet: IpPacket;
      hook: HookName | null;
      /** Firewall mark; null = as the mark rules say. */
      mark: number | null;
      /** The real server that the capture shows for this packet. */
      seen: { addr: InetAddr; port: number } | null;
    }
  | { kind: 'command'; time: number; command: Command }
  | { kind: 'availmem'; time: number; pages: number }
  | { kind: 'note'; time: number; text: string };

export interface CaseDocument {
  version: typeof CASE_VERSION;
  /** One line; '' = none. */
  title: string;
  /** Any number of lines. */
  about: string;
  kernel: CaseKernel;
  setup: readonly SetupLine[];
  /** What is in the connection table at @0, in the order of a listing. */
  start: readonly StartEntry[];
  /** By time; at one moment in their order. */
  entries: readonly CaseEntry[];
  /** What a reader has set: it changes nothing that happens. */
  stops: SavedStops;
}

/** A kernel of which nothing is known but its profile. */
export function plainKernel(profile: string): CaseKernel {
  return {
    profile,
    hz: null,
    connTabBits: null,
    connRnd: null,
    netnsXor: null,
    jiffies: null,
    uptime: 0,
    epoch: null,
    debugLevel: null,
    seed: null,
    rateLimit: null,
    conntrack: null,
    vips: [],
    locals: [],
  };
}

/** The kernel of a case that names none. */
export const DEFAULT_PROFILE = 'linux-6.12';

export function emptyCase(): CaseDocument {
  return {
    version: CASE_VERSION,
    title: '',
    about: '',
    kernel: plainKernel(DEFAULT_PROFILE),
    setup: [],
    start: [],
    entries: [],
    stops: NO_STOPS,
  };
}
