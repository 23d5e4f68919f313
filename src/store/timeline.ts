import type { TimelineRange } from '../engine/protocol/timeline.ts';
import { latestWins } from './latest.ts';
import type { SliceContext } from './state.ts';
import type { TimelineSlice } from './timeline-state.ts';

/** More lanes of a filter than this are not asked for. */
const LANES = 400;

/** What the timeline forgets when another case is opened. */
export const FRESH_TIMELINE = {
  timelineDetail: null,
  unfolded: [],
  laneFilter: '',
  filteredLanes: null,
} satisfies Partial<TimelineSlice>;

/** The part of the run that the timeline shows, and how the reader wants it. */
export function createTimeline({ engine, get, set, track }: SliceContext): TimelineSlice {
  const ask = latestWins(async (ranges: readonly TimelineRange[]) => {
    const { info } = get();
    const timelineDetail = await track(engine.timeline(ranges));
    if (timelineDetail && info === get().info) set({ timelineDetail });
  });
  const askLanes = latestWins(async (client: string) => {
    const { info } = get();
    const lanes = await track(engine.lanesOf({ client, limit: LANES }));
    if (lanes && info === get().info && client === get().laneFilter.trim()) set({ filteredLanes: lanes });
  });
  return {
    ...FRESH_TIMELINE,
    needTimeline: ask,
    toggleFold(from) {
      const { unfolded } = get();
      set({
        unfolded: unfolded.includes(from) ? unfolded.filter((one) => one !== from) : [...unfolded, from],
      });
    },
    setLaneFilter(laneFilter) {
      const client = laneFilter.trim();
      set({ laneFilter, ...(client === '' && { filteredLanes: null }) });
      if (client !== '') askLanes(client);
    },
  };
}
