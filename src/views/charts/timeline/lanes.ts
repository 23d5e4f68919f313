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

/** The address of a lane's label. */
export function hostOf(label: string): string {
  return label.slice(0, label.lastIndexOf(':'));
}

/** The shortest label that still tells the visible lanes apart: `:41001` when all have one address. */
export function laneLabel(lane: Lane, all: readonly Lane[]): string {
  const isOneHost = all.every((one) => hostOf(one.label) === hostOf(lane.label));
  return isOneHost ? lane.label.slice(lane.label.lastIndexOf(':')) : lane.label;
}

/** The state of a lane at a time, '' = it does not exist then. */
export function stateAt(lane: Lane, time: number): string {
  return lane.spans.find((span) => time >= span.from && time < span.to)?.state ?? '';
}
