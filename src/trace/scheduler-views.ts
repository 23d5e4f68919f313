import type { ServerRef } from './server-ref.ts';

/**
 * The inside of a service's scheduler at one moment. A server is said by its place in the service's list
 * (`ServiceView.servers`, the kernel's order); null = none.
 */
export type SchedulerView =
  | CursorInside
  | WrrInside
  | OverheadsInside
  | SlotsInside
  | MaglevInside
  | CacheInside
  | OrderInside
  | RandomInside;

export type ServerPlace = number | null;

/** rr: goes round the list. */
export interface CursorInside {
  kind: 'cursor';
  /** The server chosen last; null = the head of the list. */
  at: ServerPlace;
  /** Per server, why it is passed over; '' = it is not. */
  passedOver: readonly string[];
  /** The choices that come next if nothing else changes; null = refused. */
  next: readonly ServerPlace[];
}

/** wrr: goes round the list and takes servers that weigh at least `cw`, which falls by `di` each round. */
export interface WrrInside {
  kind: 'wrr';
  at: ServerPlace;
  cw: number;
  mw: number;
  di: number;
  weights: readonly number[];
  passedOver: readonly string[];
  next: readonly ServerPlace[];
}

/** One server that a scheduler looked at: what it tested, with the numbers, and whether the server led then. */
export interface Look {
  server: number;
  condition: string;
  operands: string;
  taken: boolean;
}

/** lc, wlc, sed, nq: the least overhead, weighed or not. */
export interface OverheadsInside {
  kind: 'overheads';
  /** How the overhead is made: `256 * active + (active + inactive)`. */
  formula: string;
  /** The overhead is compared per weight. */
  weighed: boolean;
  /** nq: the first server without active connections is taken at once. */
  idleFirst: boolean;
  servers: readonly {
    active: number;
    inactive: number;
    weight: number;
    overhead: number;
    passedOver: string;
  }[];
  /** In the order in which servers are looked at. */
  looks: readonly Look[];
  winner: ServerPlace;
}

/** Where an address leads. */
export interface SlotAsked {
  addr: string;
  /** 0 = ports are not hashed. */
  port: number;
  slot: number;
  /** The slot's server. */
  server: ServerPlace;
  /** What the scheduler would answer: another one after a fallback, or none. */
  answer: ServerPlace;
}

/** sh, dh: 256 slots that the servers share. */
export interface SlotsInside {
  kind: 'slots';
  hashes: 'source' | 'destination';
  /** Server of each slot, -1 = none. */
  slots: Int16Array;
  /** Slots of each server. */
  shares: readonly number[];
  passedOver: readonly string[];
  /** Flags sh-port and sh-fallback. */
  port: boolean;
  fallback: boolean;
  asked: SlotAsked | null;
}

/** mh: a table of 4093 slots. */
export interface MaglevInside extends Omit<SlotsInside, 'kind' | 'hashes'> {
  kind: 'maglev';
  hashes: 'source';
  /** Greatest common divisor of the weights, and by how many bits they are shifted to the right. */
  gcd: number;
  rshift: number;
  weights: readonly number[];
}

export interface CacheRow {
  bucket: number;
  addr: string;
  /** One for lblc, a set for lblcr, newest first. */
  servers: readonly { server: ServerRef; passedOver: string }[];
  /** Seconds since it was asked for. */
  idle: number;
  /** lblcr: seconds since the set changed. */
  unchanged: number | null;
  /** It is the event's destination. */
  asked: boolean;
}

/** lblc, lblcr: servers remembered by destination address. */
export interface CacheInside {
  kind: 'cache';
  /** lblcr: a set of servers per address. */
  sets: boolean;
  /** The asked one, then by bucket, at most `CACHE_ROWS`. */
  rows: readonly CacheRow[];
  total: number;
  buckets: number;
  /** Above this many the timer collects early; `most` are never exceeded. */
  limit: number;
  most: number;
  /** Uptime at which the timer runs next; null = not armed. */
  nextRun: number | null;
  /** In how many runs all entries are looked at: 1 = the next. */
  fullIn: number;
  /** Idle entries live so long: seconds, from sysctl. */
  expiration: number;
}

/** fo, ovf: the heaviest first. */
export interface OrderInside {
  kind: 'order';
  /** Servers by falling weight, the earlier in the list first. */
  tried: readonly { server: number; weight: number; active: number; passedOver: string }[];
  winner: ServerPlace;
  /** ovf: a server is full when it has more active connections than weight. */
  overflows: boolean;
}

/** twos: two draws by weight, the less loaded of the two. */
export interface RandomInside {
  kind: 'random';
  /** The machine's seed; what a real kernel draws cannot be known. */
  seed: number;
  servers: readonly { chance: number; overhead: number; weight: number; passedOver: string }[];
}
