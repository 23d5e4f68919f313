import { useEffect, useMemo, useRef } from 'react';
import { shownFinding } from '../../../store/findings-state.ts';
import type { AppState } from '../../../store/state.ts';
import { useApp, useAppStore } from '../../../store/use-app.ts';
import type { Lane, Overview } from '../../../trace/views.ts';
import { usePalette } from '../canvas/palette.ts';
import type { Size } from '../canvas/use-canvas.ts';
import { itemsOf, type PointMark } from './items.ts';
import { focusOf, withLanes } from './lanes.ts';
import { gutterFor } from './paint.ts';
import { type LaneRows, laneRows } from './rows.ts';
import { foldedOf, gapsOf, runScale } from './run-scale.ts';
import { rangesOf } from './scale.ts';
import { laneRoom, type Picture, rowsOf } from './scene.ts';

const SLIM_LEFT = 12;
const RIGHT = 8;
/** Pixels for which packets are counted together. */
const SLICE = 2;
const NO_LANES: LaneRows = { lanes: [], omitted: 0, first: 0 };
const NO_MARKS: readonly PointMark[] = [];

/** Bookmarks and hits of breakpoints, as far as the page has them. */
const pointMarks = (state: AppState & { readonly marks?: readonly PointMark[] }) => state.marks ?? NO_MARKS;

/** The moments of the finding that is shown, while findings are looked at. */
function useFindingMarks(): readonly PointMark[] {
  const finding = useApp((state) => (state.view === 'findings' ? shownFinding(state) : null));
  return useMemo(
    () =>
      finding?.cases.map(({ at, time }) => ({
        ...at,
        time,
        kind: 'finding' as const,
        label: finding.title,
      })) ?? NO_MARKS,
    [finding],
  );
}

/** All that a drawing needs, kept while nothing that it depends on changes; asks for the part that is shown. */
export function usePicture(overview: Overview | null, size: Size | null, slim: boolean): Picture | null {
  const store = useAppStore();
  const moment = useApp((state) => state.moment);
  const playTime = useApp((state) => state.playTime);
  const zoom = useApp((state) => state.zoom);
  const detail = useApp((state) => state.timelineDetail);
  const unfolded = useApp((state) => state.unfolded);
  const marks = useApp(pointMarks);
  const palette = usePalette();
  const gaps = useMemo(() => (overview ? gapsOf(overview) : []), [overview]);
  const { rows, focus } = useRows(overview, size, slim);
  const left = slim ? SLIM_LEFT : gutterFor(rows);
  const scales = useMemo(() => {
    if (!overview || !size) return null;
    const width = Math.max(10, size.width - left - RIGHT);
    const folds = foldedOf(gaps, unfolded);
    return { scale: runScale(overview, width, folds, zoom), whole: runScale(overview, width, folds) };
  }, [overview, size, left, gaps, unfolded, zoom]);
  useEffect(() => {
    if (scales && overview) store.getState().needTimeline(rangesOf(scales.scale, overview, SLICE));
  }, [scales, overview, store]);
  const found = useFindingMarks();
  const items = useMemo(
    () => itemsOf(detail, found.length > 0 ? [...marks, ...found] : marks, gaps, unfolded),
    [detail, marks, found, gaps, unfolded],
  );
  const time = playTime ?? moment?.time ?? 0;
  const now = moment && moment.cursor.event >= 0 ? time : null;
  return useMemo(
    () =>
      overview && scales
        ? { slim, overview, detail, items, ...scales, zoom, gaps, left, palette, now, rows, focus }
        : null,
    [slim, overview, detail, items, scales, zoom, gaps, left, palette, now, rows, focus],
  );
}

/** The lanes that are drawn: of the filter, or around what the cursor is about. */
function useRows(overview: Overview | null, size: Size | null, slim: boolean) {
  const moment = useApp((state) => state.moment);
  const chosen = useApp((state) => state.conn);
  const zoom = useApp((state) => state.zoom);
  const filtered = useApp((state) => state.filteredLanes);
  // What is chosen comes first, but not what is chosen among the lanes that are there: they would move away from the hand.
  const lead = useRef<{ chosen: string | null; drawn: readonly Lane[] }>({ chosen: null, drawn: [] });
  return useMemo(() => {
    if (!overview || !size || slim) return { rows: NO_LANES, focus: null };
    const all = filtered ? filtered.lanes : withLanes(overview.lanes, moment?.lanes ?? []);
    const more = filtered ? filtered.total - filtered.lanes.length : overview.lanesOmitted;
    const focus = focusOf(all, chosen, moment);
    const isThere = chosen !== null && lead.current.drawn.some(({ id }) => id === chosen);
    const first = isThere ? lead.current.chosen : chosen;
    const room = laneRoom(rowsOf({ slim, zoom }, size.height));
    const rows = laneRows(all, focus, first, room, more);
    lead.current = { chosen: first, drawn: rows.lanes };
    return { rows, focus };
  }, [overview, size, slim, moment, chosen, zoom, filtered]);
}
