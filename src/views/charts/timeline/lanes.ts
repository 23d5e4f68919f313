import type { Lane, Moment } from '../../../trace/views.ts';

/** Id of the lane the cursor is about: the chosen entry, else the event's own entry; null = none. */
export function focusOf(lanes: readonly Lane[], chosen: string | null, moment: Moment | null): string | null {
  const has = (id: string | null | undefined) => id != null && lanes.some((lane) => lane.id === id);
  if (has(chosen)) return chosen;
  return has(moment?.row?.entry) ? (moment?.row?.entry ?? null) : null;
}

/** The lanes that are known from the start and those that came with the moment. */
export function withLanes(lanes: readonly Lane[], more: readonly Lane[]): readonly Lane[] {
  const fresh = more.filter((lane) => !lanes.some((known) => known.id === lane.id));
  return fresh.length === 0 ? lanes : [...lanes, ...fresh];
}

/** Ids of a lane's family: the template and all that it ever controlled. */
export function familyOf(lanes: readonly Lane[], focus: string | null): ReadonlySet<string> {
  const lane = focus === null ? undefined : lanes.find(({ id }) => id === focus);
  const head = lane?.template ? lane.id : lane?.control;
  if (!head) return new Set();
  return new Set([head, ...lanes.filter(({ control }) => control === head).map(({ id }) => id)]);
}

export interface VisibleLanes {
  templates: readonly Lane[];
  entries: readonly Lane[];
  /** Lanes of the run that are not drawn, those that the engine left out included. */
  omitted: number;
}

const MAX_TEMPLATES = 2;

/**
 * The lanes to draw in `room` lines: the template that controls the focused entry first, then a window of entries
 * around it. Members of its family come first when they are known (`family`, ids of entries and template).
 */
export function visibleLanes(
  lanes: readonly Lane[],
  focus: string | null,
  family: ReadonlySet<string>,
  room: number,
  omittedByEngine: number,
): VisibleLanes {
  const templates = lanes.filter((lane) => lane.template);
  const entries = lanes.filter((lane) => !lane.template);
  const ownTemplates = templates.filter((lane) => lane.id === focus || family.has(lane.id));
  const shownTemplates = (
    ownTemplates.length > 0 ? ownTemplates : windowAround(templates, focus, MAX_TEMPLATES)
  ).slice(0, MAX_TEMPLATES);
  const left = Math.max(0, room - shownTemplates.length);
  const own = entries.filter((lane) => lane.id === focus || family.has(lane.id));
  const shown = own.length >= left ? windowAround(own, focus, left) : filledUp(entries, own, focus, left);
  return {
    templates: shownTemplates,
    entries: shown,
    omitted: lanes.length - shownTemplates.length - shown.length + omittedByEngine,
  };
}

/** The family whole, and as many others around the focused entry as there is room for, in their order. */
function filledUp(
  entries: readonly Lane[],
  own: readonly Lane[],
  focus: string | null,
  size: number,
): readonly Lane[] {
  const keep = new Set(own);
  const at = Math.max(
    0,
    entries.findIndex((lane) => lane.id === focus),
  );
  const near = [...entries.keys()].sort((a, b) => Math.abs(a - at) - Math.abs(b - at) || a - b);
  for (const i of near) {
    if (keep.size >= size) break;
    keep.add(entries[i]);
  }
  return entries.filter((lane) => keep.has(lane));
}

function windowAround(lanes: readonly Lane[], focus: string | null, size: number): readonly Lane[] {
  const at = Math.max(
    0,
    lanes.findIndex((lane) => lane.id === focus),
  );
  const from = Math.max(0, Math.min(lanes.length - size, at - Math.floor(size / 2)));
  return lanes.slice(from, from + size);
}

/** The shortest label that still tells the visible lanes apart: `:41001` when all have one address. */
export function laneLabel(lane: Lane, all: readonly Lane[]): string {
  const host = (label: string) => label.slice(0, label.lastIndexOf(':'));
  const isOneHost = all.every((one) => host(one.label) === host(lane.label));
  return isOneHost ? lane.label.slice(lane.label.lastIndexOf(':')) : lane.label;
}

/** The state of a lane at a time, '' = it does not exist then. */
export function stateAt(lane: Lane, time: number): string {
  return lane.spans.find((span) => time >= span.from && time < span.to)?.state ?? '';
}
