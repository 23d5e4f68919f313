import type { Cursor, Phrase } from './event-views.ts';
import type { ServerRef } from './server-ref.ts';

/** What detectors have found in a case, as plain data for views, exports and the command line. */

/** The worst first. */
export const SEVERITIES = ['loses', 'risk', 'note'] as const;
/** `loses` = traffic or sessions are lost; `risk` = they will be when things happen that happen; `note` = good to know. */
export type Severity = (typeof SEVERITIES)[number];

/** One instance: the moment to go to, and what is to be seen there. */
export interface FindingCase {
  readonly at: Cursor;
  /** Seconds of uptime. */
  readonly time: number;
  /** `packet 9`, `timer at 12.34 s`. */
  readonly label: string;
  readonly phrases: readonly Phrase[];
  /** Id of the entry that it is about, `ip_vs_conn#7`; null = none. */
  readonly conn: string | null;
}

/** What can be done about it: a sentence, and the commands that do it. */
export interface Remedy {
  readonly phrases: readonly Phrase[];
  readonly commands: readonly string[];
}

/** A mark of a lane: where a connection began, or what else happened to the client, server or entry of the lane. */
export interface FindingMark {
  /** Seconds of uptime. */
  readonly time: number;
  readonly at: Cursor;
  readonly server: ServerRef | null;
  /** It is what the finding is about: drawn with a red line below. */
  readonly bad: boolean;
  /** For the tooltip, `packet 9 to 192.168.1.11, was .10`. */
  readonly label: string;
}

export interface FindingLane {
  /** `172.16.0.1`, an entry, a server. */
  readonly label: string;
  readonly marks: readonly FindingMark[];
  /** A figure for each of the chart's columns. */
  readonly figures: readonly { readonly text: string; readonly bad: boolean }[];
}

/** Marks over time, a lane for each client, server or entry. */
export interface LanesChart {
  readonly kind: 'lanes';
  readonly title: string;
  /** What a red mark means, `server changed`. */
  readonly bad: string;
  /** Heads of the figures at the right, `connections`. */
  readonly columns: readonly string[];
  readonly lanes: readonly FindingLane[];
  /** Lanes that are left out. */
  readonly omitted: number;
}

/** A bar for each server or reason, with what was to be expected. */
export interface BarsChart {
  readonly kind: 'bars';
  readonly title: string;
  /** `connections`, `packets`, `bytes`. */
  readonly unit: string;
  readonly bars: readonly {
    readonly label: string;
    readonly server: ServerRef | null;
    readonly value: number;
    /** Drawn as a tick; null = nothing is expected. */
    readonly expected: number | null;
    readonly bad: boolean;
  }[];
}

/** Counts in equal slices of time. */
export interface CountsChart {
  readonly kind: 'counts';
  readonly title: string;
  /** `packets`, `entries`. */
  readonly unit: string;
  /** Seconds of uptime at which the first slice begins, and the length of a slice. */
  readonly from: number;
  readonly slice: number;
  readonly counts: readonly number[];
}

export type FindingChart = LanesChart | BarsChart | CountsChart;

export interface FindingView {
  /** The detector's name, `session-loss`. */
  readonly id: string;
  /** Tells findings of one detector apart: the service or what else it is about. */
  readonly key: string;
  readonly severity: Severity;
  /** Title of the detector, `Session loss`. */
  readonly title: string;
  /** For the list: `12 of 12 clients were sent to more than one server`. */
  readonly summary: string;
  /** A sentence with the best evidence: `172.16.0.1 was sent to 3 servers in 17 connections`. */
  readonly headline: string;
  /** The mechanism in the kernel's terms, with evidence. */
  readonly why: readonly Phrase[];
  readonly remedies: readonly Remedy[];
  /** At most 200, the most telling first or by time. */
  readonly cases: readonly FindingCase[];
  /** Cases that are left out. */
  readonly omitted: number;
  readonly chart: FindingChart | null;
  /** The virtual service that it is about, as ipvsadm names it (`-t 10.0.0.100:80`); null = none or all. */
  readonly service: string | null;
  /** Numbers by name, for files and tests: `{ clients: 12, split: 12, changes: 64 }`. */
  readonly figures: Readonly<Record<string, number>>;
}

/** A detector that looked and found nothing, or could not look. */
export interface CheckView {
  readonly id: string;
  readonly title: string;
  /** Why it could not look; '' = it looked, and nothing is wrong. */
  readonly unable: string;
}

export interface FindingsView {
  readonly detectors: number;
  readonly findings: readonly FindingView[];
  readonly clear: readonly CheckView[];
  /** What these findings cannot know, a sentence each. */
  readonly limits: readonly string[];
}
