/**
 * Where a list of any height stands in a scroller of limited height. Browsers cap the height of an element (Chromium at
 * 33.5 million pixels, Firefox at 17.9 million), so above `MOST` the scroller is lower than the list. Scrolling in small
 * steps (wheel, keys, touch) moves the list by the same pixels; a leap (the scrollbar is dragged) moves it by its share.
 */

/** Pixels that an element is given at most. */
export const MOST = 15_000_000;
/** Pixels at each end where list and scroller move alike, so that the ends are reached exactly, by small steps too. */
const END = 100_000;

export interface Extent {
  /** Pixels of the whole list. */
  readonly total: number;
  /** Pixels that are seen at once. */
  readonly viewport: number;
}

/** Where the list is. */
export interface Place {
  /** scrollTop of the scroller. */
  readonly scroll: number;
  /** First pixel of the list that is seen. */
  readonly top: number;
}

/** Height of the element that is scrolled. */
export function spacerOf({ total }: Pick<Extent, 'total'>): number {
  return Math.min(total, MOST);
}

/** The largest scrollTop. */
export function lastScroll(extent: Extent): number {
  return Math.max(0, spacerOf(extent) - extent.viewport);
}

/** The largest `top`. */
export function lastTop({ total, viewport }: Extent): number {
  return Math.max(0, total - viewport);
}

const clamp = (value: number, most: number): number => Math.max(0, Math.min(most, value));

/** The scrollTop that shows a place of the list, in whole pixels. */
export function scrollOf(extent: Extent, top: number): number {
  const [scrolls, tops] = [lastScroll(extent), lastTop(extent)];
  const at = clamp(top, tops);
  if (scrolls === tops || at <= END) return at;
  if (at >= tops - END) return scrolls - (tops - at);
  return Math.round(END + ((at - END) * (scrolls - 2 * END)) / (tops - 2 * END));
}

/** The place of the list that a scrollTop shows by its share, in whole pixels. */
export function topOf(extent: Extent, scroll: number): number {
  const [scrolls, tops] = [lastScroll(extent), lastTop(extent)];
  const at = clamp(scroll, scrolls);
  if (scrolls === tops || at <= END) return at;
  if (at >= scrolls - END) return tops - (scrolls - at);
  return Math.round(END + ((at - END) * (tops - 2 * END)) / (scrolls - 2 * END));
}

/** Pixels of scrolling for a quarter of a pixel of the scrollbar's track: less is a step, more is a leap. */
export function longestStep(extent: Extent): number {
  return spacerOf(extent) / (4 * Math.max(1, extent.viewport));
}

/** Where the list is after the scroller went to another scrollTop by itself. */
export function scrolledTo(extent: Extent, { scroll, top }: Place, to: number): Place {
  const by = to - scroll;
  const isStep = Math.abs(by) <= longestStep(extent);
  return { scroll: to, top: isStep ? clamp(top + by, lastTop(extent)) : topOf(extent, to) };
}

/**
 * Should the scroller be put where it belongs? While it moves only when it would run out of pixels before the list does;
 * at rest as soon as the scrollbar is visibly beside its place, and always near the ends.
 */
export function isAstray(extent: Extent, { scroll, top }: Place, resting: boolean): boolean {
  const belongs = scrollOf(extent, top);
  const off = Math.abs(belongs - scroll);
  if (off < 1) return false;
  const near = (margin: number): boolean => scroll < margin || scroll > lastScroll(extent) - margin;
  if (!resting) return near(2 * extent.viewport);
  return off > longestStep(extent) || near(END);
}
