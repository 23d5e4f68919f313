import type { Problem } from '../base/result.ts';
import type { ServerRef } from './server-ref.ts';
import type { SavedStops } from './stops/stop.ts';

/** What the shell shows of a loaded case: its files, what had to be assumed, the whole run at a glance. */

/** One lane of the timeline: an entry's life in states. */
export interface Lane {
  id: string;
  label: string;
  template: boolean;
  /** Lane id of the entry that controls it, or null. */
  control: string | null;
  /** uptime at which a state begins; the last has `state: ''` = released. */
  spans: readonly { from: number; to: number; state: string }[];
  /** Template: moments at which it was re-armed. */
  renewals: readonly number[];
  /** Template: every arming of its timer; the chart of time left is drawn from these. */
  arms?: readonly { time: number; asked: number; fires: number }[];
  born: number;
}

/** The whole run at a glance; computed once. */
export interface Overview {
  from: number;
  to: number;
  packets: number;
  events: number;
  /** Packets per slice of (to - from)/density.length seconds. */
  density: Uint32Array;
  lanes: readonly Lane[];
  /** Lanes that were left out because there are too many. */
  lanesOmitted: number;
  marks: readonly { time: number; kind: 'timer' | 'command' | 'note'; event: number; label: string }[];
  /** Real servers of the case in palette order. */
  servers: readonly ServerRef[];
  /** Events at which the model and the capture differ in the real server chosen. */
  differing: readonly number[];
}

export interface OpenedFile {
  name: string;
  /** What it turned out to be: `capture (pcap, Linux cooked v2)`, `rules`, `sysctl`, `actions`, `case`. */
  what: string;
  /** `96 packets`, `4 rules`; for an unreadable file the reason in a few words. */
  summary: string;
  ok: boolean;
  problems: readonly Problem[];
}

/** What the shell shows about the loaded case. */
export interface CaseInfo {
  title: string;
  about: string;
  /** No model runs: what is shown is rebuilt from the lines of a kernel log. */
  observed: boolean;
  /** `linux-6.12`, HZ, table size, seed: for the status line. */
  profile: string;
  hz: number;
  buckets: number;
  /** Of the connection hash; '' = not known, so that the buckets are not the kernel's own. */
  seed: string;
  /** Nobody named the seed; files or the case did; or it was found from a listing. */
  seedFrom: 'assumed' | 'given' | 'found';
  /** How well a seed that was found explains its listing: `4,000 of 4,000 entries in order`; else ''. */
  seedFit: string;
  /** Where clock, seed, hooks or rules had to be assumed, one sentence each. */
  assumptions: readonly string[];
  files: readonly OpenedFile[];
  packets: number;
  /** Entries that the table begins with. */
  started: number;
  /** Captured packets that are consequences of others, not inputs. */
  consequences: number;
  /** Captured packets that IPVS never saw (ARP, ...). */
  ignored: number;
  debugLevel: number;
  /** Every step of the run is indexed; false = the run is so long that only facts of events are. */
  detailed: boolean;
  /** Stops, watches and bookmarks that the case brings; null = it was opened from files that say nothing of them. */
  stops: SavedStops | null;
}
