import type { TimelineRange } from '../engine/protocol/timeline.ts';
import type { LaneWindow, TimelineDetail } from '../trace/timeline-views.ts';

/** What the timeline shows beyond the overview. */
export interface TimelineSlice {
  /** Packets and signs of the part that is shown; null = not known yet. */
  timelineDetail: TimelineDetail | null;
  /** Gaps that the reader has opened, by the time at which each begins. */
  unfolded: readonly number[];
  /** Only lanes whose address and port hold this; '' = all. */
  laneFilter: string;
  /** Lanes of the filter; null = there is none, or they are not known yet. */
  filteredLanes: LaneWindow | null;
  needTimeline(ranges: readonly TimelineRange[]): void;
  /** Opens a gap that is folded, or folds it again. */
  toggleFold(from: number): void;
  setLaneFilter(text: string): void;
}
