import type { TimelineDetail, TimelineGroup, TimelineSign } from '../../../trace/timeline-views.ts';
import { count } from '../../ui/index.ts';
import type { Fold } from './scale.ts';

/** A place that the reader has marked, where a breakpoint was hit, or a moment of the finding that is shown. */
export interface PointMark {
  readonly event: number;
  readonly step: number;
  readonly time: number;
  readonly kind: 'bookmark' | 'breakpoint' | 'finding';
  readonly label: string;
}

/** Something on the timeline that can be pointed at, reached by keys and chosen. */
export type Item =
  | { readonly kind: TimelineSign; readonly time: number; readonly group: TimelineGroup }
  | { readonly kind: PointMark['kind']; readonly time: number; readonly mark: PointMark }
  | { readonly kind: 'gap'; readonly time: number; readonly fold: Fold; readonly folded: boolean };

/** All signs of the axis: groups of events, marks of the reader, folded gaps. */
export function itemsOf(
  detail: TimelineDetail | null,
  marks: readonly PointMark[],
  gaps: readonly Fold[],
  unfolded: readonly number[],
): Item[] {
  const items: Item[] = [];
  for (const group of detail?.groups ?? []) items.push({ kind: group.kind, time: group.time, group });
  for (const mark of marks) items.push({ kind: mark.kind, time: mark.time, mark });
  for (const fold of gaps) {
    const folded = !unfolded.includes(fold.from);
    items.push({ kind: 'gap', time: (fold.from + fold.to) / 2, fold, folded });
  }
  return items.sort((a, b) => a.time - b.time);
}

const MANY: Readonly<Record<TimelineSign, string>> = {
  timer: 'timers',
  command: 'commands',
  note: 'notes',
  trouble: 'packets with trouble',
  differs: 'packets that differ from the capture',
};

const seconds = (time: number): string => `${time.toFixed(3)} s`;

/** What an item is, without its time: `3 timers, first: timer fired, released`. */
export function wordsOf(item: Item): string {
  if (item.kind === 'gap') {
    const idle = `${gapText(item.fold)} idle`;
    return item.folded
      ? `${idle}, folded: Enter or a click unfolds it`
      : `${idle}: Enter or a click folds it`;
  }
  if ('mark' in item) return `${item.kind} ${item.mark.label}`.trimEnd();
  const { kind, count: many, label } = item.group;
  if (many > 1) return `${count(many)} ${MANY[kind]}, the first: ${label}`;
  return kind === 'differs' ? `${label}, differs from the capture` : label;
}

/** The same with its time, for who cannot see where it stands. */
export function spokenOf(item: Item): string {
  if (item.kind === 'gap') return `from ${seconds(item.fold.from)}, ${wordsOf(item)}`;
  return `${seconds(item.time)}, ${wordsOf(item)}`;
}

/** Length of a gap: `80 s`, `0.40 s`. */
export function gapText({ from, to }: Fold): string {
  const length = to - from;
  return `${length.toFixed(length < 10 ? 2 : 0)} s`;
}

/** Stays the same while other parts of the run are shown. */
export function keyOf(item: Item): string {
  if (item.kind === 'gap') return `gap ${item.fold.from}`;
  if ('mark' in item) return `${item.kind} ${item.mark.event}.${item.mark.step} ${item.mark.label}`;
  return `${item.kind} ${item.group.event}`;
}

/** Where choosing an item leads; null = it is not a moment. */
export function momentOf(item: Item): { event: number; step: number } | null {
  if (item.kind === 'gap') return null;
  if ('mark' in item) return { event: item.mark.event, step: item.mark.step };
  return { event: item.group.event, step: Number.POSITIVE_INFINITY };
}

/** The item next to a time. */
export function nearestItem(items: readonly Item[], time: number): number {
  let best = -1;
  for (const [at, item] of items.entries())
    if (best < 0 || Math.abs(item.time - time) < Math.abs(items[best].time - time)) best = at;
  return best;
}
