import type { Problem } from '../base/result.ts';
import type { Cursor } from './event-views.ts';
import type { ServerRef } from './server-ref.ts';

/** What would have happened under other rules, as plain data for views. */

/** What is changed; the inputs stay. */
export interface Alternative {
  /** Tells alternatives of a case apart; the same changes have the same one. */
  readonly id: string;
  /** `wlc -p 360`, `sh`, `linux-2.6.32`. */
  readonly title: string;
  /** Another kernel, `linux-2.6.32`; null = the case's own. */
  readonly profile: string | null;
  /** Size of the table as a power of two; null = the case's own. */
  readonly tabBits: number | null;
  /** Seconds of uptime from which on the lines hold; null = from the start, as if the rules had been so. */
  readonly from: number | null;
  /** Shell lines as in a file of actions: `ipvsadm -E ...`, `sysctl -w net.ipv4.vs.x=1`. */
  readonly lines: readonly string[];
}

export interface ReasonCount {
  /** `no destination`, `server removed`, as the packet list says it. */
  readonly reason: string;
  readonly packets: number;
}

/** How a run went, for one service or for all. */
export interface RunFigures {
  readonly clients: number;
  /** Clients that were sent to more than one real server of one service. */
  readonly split: number;
  readonly connections: number;
  /** Connections that went to another real server than the client's one before to the same service. */
  readonly changes: number;
  readonly perServer: readonly { readonly server: ServerRef; readonly connections: number }[];
  /** (sum x)^2 / (n sum x^2) over the servers that could be chosen, each divided by its weight where weights differ: 1 = even. */
  readonly jain: number;
  /** Standard deviation by mean of the same: 0 = even. */
  readonly cv: number;
  /** Packets that were dropped, by reason. */
  readonly lost: readonly ReasonCount[];
  /** Connections of which a packet was dropped. */
  readonly lostConnections: number;
  /** Entries made, templates among them. */
  readonly entries: number;
  readonly templates: number;
  /** The most entries at one time, and the longest chain. */
  readonly peak: number;
  readonly longestChain: number;
  /** Timers of entries that fired. */
  readonly timers: number;
}

export interface WhatIfRow {
  readonly alternative: Alternative;
  /** null = it could not be played: `problems` say why. */
  readonly figures: RunFigures | null;
  /** Packets whose verdict, server or outcome is another one than recorded. */
  readonly changed: { readonly packets: number; readonly verdict: number; readonly server: number };
  /** Lines that apply it, for a shell; none = nothing to type (another kernel). */
  readonly commands: readonly string[];
  /** What the reader must know: `the case's own command at 50 s sets the scheduler again`. */
  readonly notes: readonly string[];
  readonly problems: readonly Problem[];
}

/** The case as it is, and alternatives to it. */
export interface WhatIfView {
  /** Service that the figures are of, `-t 10.0.0.100:80`; null = all. */
  readonly service: string | null;
  readonly base: WhatIfRow;
  readonly rows: readonly WhatIfRow[];
  /** What a replay cannot know, a sentence each. */
  readonly limits: readonly string[];
  /** Ids of rows that no other beats in both clients split and balance; the base has the id ''. */
  readonly front: readonly string[];
}

/** A question and its alternatives: `Would -p have helped?` */
export interface Preset {
  readonly id: string;
  readonly title: string;
  readonly alternatives: readonly Alternative[];
}

/** One packet on both sides. */
export interface ChangedPacket {
  /** From 1. */
  readonly packet: number;
  readonly time: number;
  readonly client: string;
  readonly base: { readonly what: string; readonly server: ServerRef | null; readonly at: Cursor };
  readonly other: { readonly what: string; readonly server: ServerRef | null; readonly at: Cursor };
}

export interface ChangedWindow {
  readonly from: number;
  readonly total: number;
  readonly rows: readonly ChangedPacket[];
}
