import type { Lane } from './views.ts';

/** What stands on the timeline beside packets: timers, commands and notes by their kind, packets only when something is wrong. */
export type TimelineSign = 'timer' | 'command' | 'note' | 'trouble' | 'differs';

/** Signs of one kind that are too close together to be drawn apart; often only one. */
export interface TimelineGroup {
  readonly kind: TimelineSign;
  /** Seconds of uptime of the first and the last. */
  readonly time: number;
  readonly to: number;
  /** The first. */
  readonly event: number;
  readonly count: number;
  /** What the first one was: `ipvsadm -d ...`, `packet 12, drop, no destination`. */
  readonly label: string;
  /** All are timers of templates. */
  readonly template: boolean;
  /** One of them is a command that failed. */
  readonly trouble: boolean;
}

/** Packets of a stretch of time, in slices of equal length. */
export interface TimelineSlices {
  readonly from: number;
  readonly to: number;
  readonly packets: Uint32Array;
}

/** The part of the run that the timeline shows, as finely as it can be drawn. */
export interface TimelineDetail {
  readonly ranges: readonly TimelineSlices[];
  /** In the order of time. */
  readonly groups: readonly TimelineGroup[];
}

export interface LaneWindow {
  /** In the order in which they began; with the templates that control them. */
  readonly lanes: readonly Lane[];
  /** How many there are. */
  readonly total: number;
}
