import type { LaneWindow, TimelineDetail } from '../../trace/timeline-views.ts';

/** A stretch of time that is drawn evenly. Seconds of uptime. */
export interface TimelineRange {
  from: number;
  to: number;
  /** In how many parts its packets are counted. */
  slices: number;
}

export interface LaneQuery {
  /** Letters of the entry's address and port: `172.16.0.1`, `:41000`. */
  client: string;
  limit: number;
}

export interface TimelineApi {
  /** Packets and signs of what is shown, in order of time; the ranges do not overlap. */
  timeline(ranges: readonly TimelineRange[]): Promise<TimelineDetail>;
  /** Lanes of some clients, also those that the overview leaves out. */
  lanesOf(query: LaneQuery): Promise<LaneWindow>;
}
