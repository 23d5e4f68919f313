import { RowHeights } from './row-heights.ts';
import { type Extent, isAstray, lastTop, type Place, scrolledTo, scrollOf, spacerOf } from './scroll-map.ts';

/** Rows that are drawn beyond those that are seen, on each side. */
const BEYOND = 6;
/** Rows left between the row that is kept in view and the edge. */
const MARGIN_ROWS = 3;

/** What is drawn. */
export interface Shown {
  /** Rows, the last one inclusive; `last` < `first` = none. */
  readonly first: number;
  readonly last: number;
  /** Where the first of them begins in the element that is scrolled, and the height of that element. */
  readonly offset: number;
  readonly spacer: number;
}

/** The part of a long list that is seen, as arithmetic: whoever draws it tells what happens and puts the scroller right. */
export class RowWindow {
  private heights: RowHeights;
  private place: Place = { scroll: 0, top: 0 };
  private viewport = 0;
  private count = 0;
  /** The scroller is to be put where `scroll` says; cleared by {@link settle}. */
  isMoved = false;

  /** @param rowHeight usual pixels of a row */
  constructor(private readonly rowHeight: number) {
    this.heights = new RowHeights(rowHeight);
  }

  private get extent(): Extent {
    return { total: this.heights.topOf(this.count), viewport: this.viewport };
  }

  get scroll(): number {
    return this.place.scroll;
  }

  /** First pixel of the list that is seen. */
  get top(): number {
    return this.place.top;
  }

  /** Rows that a page key moves by. */
  get page(): number {
    return Math.max(1, Math.floor(this.viewport / this.rowHeight) - 1);
  }

  get shown(): Shown {
    const { heights, count, viewport, extent } = this;
    const { scroll, top } = this.place;
    const spacer = spacerOf(extent);
    if (count === 0 || viewport === 0) return { first: 0, last: -1, offset: 0, spacer };
    const first = Math.max(0, heights.rowAt(top, count) - BEYOND);
    const last = Math.min(count - 1, heights.rowAt(top + viewport - 1, count) + BEYOND);
    return { first, last, offset: Math.round(heights.topOf(first) + scroll - top), spacer };
  }

  private put(top: number): void {
    const { extent } = this;
    const at = Math.max(0, Math.min(lastTop(extent), top));
    const scroll = scrollOf(extent, at);
    this.isMoved ||= scroll !== this.place.scroll;
    this.place = { scroll, top: at };
  }

  /** The list has another length: the same row stays first, as far as there are rows. What was measured is forgotten. */
  setCount(count: number): void {
    if (count === this.count) return;
    const row = this.heights.rowAt(this.place.top, this.count);
    const into = this.place.top - this.heights.topOf(row);
    this.count = count;
    this.heights = new RowHeights(this.rowHeight);
    const top = this.heights.topOf(row) + into;
    if (top !== this.place.top || top > lastTop(this.extent)) this.put(top);
    else this.rest();
  }

  /** The scroller has another height, in pixels. */
  resize(viewport: number): void {
    if (viewport === this.viewport) return;
    this.viewport = viewport;
    if (this.place.top > lastTop(this.extent)) this.put(this.place.top);
    else if (viewport > 0) this.rest();
  }

  /** The scroller went to another scrollTop by itself. */
  scrolled(to: number): void {
    if (to === this.place.scroll) return;
    this.place = scrolledTo(this.extent, this.place, to);
    if (isAstray(this.extent, this.place, false)) this.put(this.place.top);
  }

  /** The scroller has come to rest. */
  rest(): void {
    if (isAstray(this.extent, this.place, true)) this.put(this.place.top);
  }

  /** The scroller was put right; it may stand a little beside, where pixels are no whole numbers. */
  settle(scroll: number): void {
    this.isMoved = false;
    this.place = { scroll, top: this.place.top };
  }

  /** Notes how high a drawn row is; what is seen stays where it is. Returns false when that was known. */
  measure(row: number, height: number): boolean {
    const isAbove = this.heights.topOf(row + 1) <= this.place.top;
    const by = this.heights.measure(row, height);
    if (isAbove && by !== 0) this.place = { scroll: this.place.scroll, top: this.place.top + by };
    return by !== 0;
  }

  /** Scrolls the least that is needed to see a row, with a margin, never animated. */
  keep(row: number): void {
    if (row < 0 || row >= this.count || this.viewport === 0) return;
    const { heights, viewport } = this;
    const [from, height] = [heights.topOf(row), heights.heightOf(row)];
    const margin = Math.min(MARGIN_ROWS * this.rowHeight, Math.max(0, (viewport - height) / 2));
    const { top } = this.place;
    if (from - margin < top) this.put(from - margin);
    else if (from + height + margin > top + viewport) this.put(from + height + margin - viewport);
  }
}
