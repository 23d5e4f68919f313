import type { Lane } from '../../../trace/views.ts';
import { familyOf, hostOf } from './lanes.ts';

/** Lanes in the order in which they are drawn, and how many there are besides. */
export interface LaneRows {
  readonly lanes: readonly Lane[];
  readonly omitted: number;
  /** How many of the first lanes are those of the family that was chosen; 0 = nothing was. */
  readonly first: number;
}

/**
 * All lanes with families together: a template, then what it controls, then the next. Families stand in the order in which
 * they began; what was `chosen` by hand comes first, with its family, then the others of its client.
 */
export function inFamilies(lanes: readonly Lane[], chosen: string | null): { lanes: Lane[]; first: number } {
  const heads = new Map<string, Lane[]>();
  for (const lane of lanes) if (lane.template) heads.set(lane.id, [lane]);
  const families: Lane[][] = [];
  for (const lane of lanes) {
    const family = lane.template ? undefined : heads.get(lane.control ?? '');
    if (family) family.push(lane);
    else families.push(heads.get(lane.id) ?? [lane]);
  }
  const own = families.find((family) => family.some(({ id }) => id === chosen));
  if (!own) return { lanes: families.flat(), first: 0 };
  const host = hostOf(own[0].label);
  const rank = (family: readonly Lane[]): number => {
    if (family === own) return 0;
    return hostOf(family[0].label) === host ? 1 : 2;
  };
  return {
    lanes: families
      .map((family) => ({ family, rank: rank(family) }))
      .sort((a, b) => a.rank - b.rank)
      .flatMap(({ family }) => family),
    first: own.length,
  };
}

/**
 * The lanes to draw in `room` lines: the family of the focused entry whole where it fits, then as many others next to it
 * as there is room for, in their order.
 */
export function laneRows(
  lanes: readonly Lane[],
  focus: string | null,
  chosen: string | null,
  room: number,
  omittedByEngine: number,
): LaneRows {
  const ordered = inFamilies(lanes, chosen);
  const family = familyOf(lanes, focus);
  const at = Math.max(
    0,
    ordered.lanes.findIndex(({ id }) => id === focus),
  );
  const keep = new Set<Lane>();
  const isOwn = (lane: Lane): boolean => lane.id === focus || family.has(lane.id);
  for (const lane of ordered.lanes) if (lane.template && isOwn(lane) && keep.size < room) keep.add(lane);
  fill(keep, ordered.lanes, at, room, isOwn);
  fill(keep, ordered.lanes, at, room, () => true);
  const shown = ordered.lanes.filter((lane) => keep.has(lane));
  return {
    lanes: shown,
    omitted: lanes.length - shown.length + omittedByEngine,
    first: shown.slice(0, ordered.first).filter(isOwn).length,
  };
}

/** Adds lanes from the focused one outwards until there is no more room. */
function fill(
  keep: Set<Lane>,
  lanes: readonly Lane[],
  at: number,
  room: number,
  wanted: (lane: Lane) => boolean,
): void {
  for (let away = 0; away < lanes.length && keep.size < room; away++) {
    for (const lane of away === 0 ? [lanes[at]] : [lanes[at - away], lanes[at + away]])
      if (lane && keep.size < room && wanted(lane)) keep.add(lane);
  }
}
