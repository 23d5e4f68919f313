import type { FindingMark, LanesChart } from '../../../trace/finding-views.ts';

/** Places along a lane that are told apart. */
const PLACES = 600;

/** First and last time of a chart's marks; one mark alone gets a second around it. */
export function rangeOf({ lanes }: LanesChart): { from: number; to: number } {
  let from = Number.POSITIVE_INFINITY;
  let to = Number.NEGATIVE_INFINITY;
  for (const { marks } of lanes)
    for (const { time } of marks) {
      from = Math.min(from, time);
      to = Math.max(to, time);
    }
  if (from > to) return { from: 0, to: 1 };
  const room = Math.max(0.5, (to - from) * 0.02);
  return { from: Math.max(0, from - room), to: to + room };
}

/** Of marks that would cover each other one is drawn, the bad one first. */
export function thinned(marks: readonly FindingMark[], from: number, to: number): FindingMark[] {
  const kept = new Map<string, FindingMark>();
  for (const mark of marks) {
    const place = Math.round(((mark.time - from) / (to - from)) * PLACES);
    const key = `${place} ${mark.server?.series ?? -1}`;
    const known = kept.get(key);
    if (!known || (mark.bad && !known.bad)) kept.set(key, mark);
  }
  return [...kept.values()];
}

/** Round times for an axis: some five to ten of them. */
export function axisOf(from: number, to: number): { times: number[]; digits: number } {
  const rough = (to - from) / 8;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((size) => size >= rough * 0.999) ?? rough;
  const times: number[] = [];
  for (let at = Math.ceil(from / step); at * step <= to; at++) times.push(at * step);
  return { times, digits: Math.max(0, -Math.floor(Math.log10(step))) };
}
