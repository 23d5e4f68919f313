import { type RefObject, useEffect, useLayoutEffect, useMemo, useReducer, useRef } from 'react';
import { flushSync } from 'react-dom';
import { RowWindow, type Shown } from './row-window.ts';

export interface VirtualRowsOptions {
  count: number;
  /** Pixels of a row. */
  rowHeight: number;
  /** Some rows may be higher: those that are drawn are measured. */
  measured: boolean;
  /** Row that comes into view whenever it becomes another one; -1 = none. */
  kept: number;
}

export interface VirtualRows {
  /** The element that scrolls. */
  scroller: RefObject<HTMLDivElement | null>;
  /** The element that holds the drawn rows, one child a row with its number in `data-index`. */
  drawn: RefObject<HTMLDivElement | null>;
  shown: Shown;
  /** Rows that a page key moves by. */
  page: () => number;
}

/** Milliseconds without scrolling after which the scroller is at rest. */
const REST = 150;

/** Which rows of a list of any length are drawn, and where; native scrolling, within what browsers allow. */
export function useVirtualRows({ count, rowHeight, measured, kept }: VirtualRowsOptions): VirtualRows {
  const scroller = useRef<HTMLDivElement>(null);
  const drawn = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((drawing: number) => drawing + 1, 0);
  const view = useMemo(() => new RowWindow(rowHeight), [rowHeight]);
  view.setCount(count);
  const { shown } = view;
  useSize(scroller, view, kept, redraw);
  useScrolling(scroller, view, redraw);
  const isThere = kept < count;
  useLayoutEffect(() => {
    if (isThere) view.keep(kept);
    if (view.isMoved) redraw();
  }, [view, kept, isThere]);
  // After every drawing: what was drawn may be higher than thought, and the scroller may have to be moved.
  useLayoutEffect(() => {
    if (measured && measureAll(drawn.current, view)) redraw();
    const element = scroller.current;
    if (!element || !view.isMoved) return;
    element.scrollTop = view.scroll;
    view.settle(element.scrollTop);
  });
  return { scroller, drawn, shown, page: () => view.page };
}

function measureAll(drawn: HTMLElement | null, view: RowWindow): boolean {
  let changed = false;
  for (const row of drawn?.children ?? [])
    if (row instanceof HTMLElement)
      changed = view.measure(Number(row.dataset.index), row.offsetHeight) || changed;
  return changed;
}

/** Draws within the frame in which something has happened, so that no empty stretch is seen. */
function drawNow(view: RowWindow, before: Shown, redraw: () => void): void {
  const { first, last, offset, spacer } = view.shown;
  const isSame =
    first === before.first && last === before.last && offset === before.offset && spacer === before.spacer;
  if (!isSame || view.isMoved) flushSync(redraw);
}

/** The height that there is; a list that loses height does not lose the row that is kept in view. */
function useSize(
  scroller: RefObject<HTMLDivElement | null>,
  view: RowWindow,
  kept: number,
  redraw: () => void,
): void {
  const latest = useRef(kept);
  useLayoutEffect(() => {
    latest.current = kept;
  }, [kept]);
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let height = element.clientHeight;
    view.resize(height);
    redraw();
    const observer = new ResizeObserver(() => {
      view.resize(element.clientHeight);
      if (element.clientHeight < height) view.keep(latest.current);
      height = element.clientHeight;
      flushSync(redraw);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [scroller, view, redraw]);
}

function useScrolling(scroller: RefObject<HTMLDivElement | null>, view: RowWindow, redraw: () => void): void {
  useEffect(() => {
    const element = scroller.current;
    if (!element) return;
    let timer = 0;
    const rest = () => {
      const before = view.shown;
      view.rest();
      drawNow(view, before, redraw);
    };
    const onScroll = () => {
      const before = view.shown;
      view.scrolled(element.scrollTop);
      drawNow(view, before, redraw);
      clearTimeout(timer);
      timer = window.setTimeout(rest, REST);
    };
    element.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      clearTimeout(timer);
      element.removeEventListener('scroll', onScroll);
    };
  }, [scroller, view, redraw]);
}
