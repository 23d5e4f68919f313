import { type HTMLAttributes, type KeyboardEvent, type PointerEvent, useRef, useState } from 'react';
import { useAppStore } from '../../../store/use-app.ts';
import { panned, zoomed } from '../timeline/scale.ts';
import { PLOT } from './plot.tsx';
import { zoomOf } from './range.ts';

const CLICK_SLOP = 4;
/** Share of the shown range that an arrow key moves the mark. */
const STEP = 0.01;

export interface Brush {
  /** Time that is pointed at, or that the keyboard's mark stands on. */
  pointed: number | null;
  /** Range that is being dragged. */
  dragged: { from: number; to: number } | null;
  handlers: HTMLAttributes<HTMLElement>;
}

/** Pointing, dragging and keys of a chart: a drag zooms all charts and the timeline, a click goes there. */
export function useBrush(range: { from: number; to: number }, width: number): Brush {
  const store = useAppStore();
  const [pointed, setPointed] = useState<number | null>(null);
  const [dragged, setDragged] = useState<Brush['dragged']>(null);
  const start = useRef<{ x: number; time: number } | null>(null);
  const timeAt = (event: PointerEvent<HTMLElement>): number => {
    const rect = event.currentTarget.getBoundingClientRect();
    const share = (event.clientX - rect.left - PLOT.left) / Math.max(1, width - PLOT.left - PLOT.right);
    return range.from + Math.max(0, Math.min(1, share)) * (range.to - range.from);
  };
  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (!chartKey(event, { store, range, pointed, setPointed })) return;
    event.preventDefault();
    event.stopPropagation();
  };
  return {
    pointed,
    dragged,
    handlers: {
      onPointerDown(event) {
        if (event.button !== 0) return;
        start.current = { x: event.clientX, time: timeAt(event) };
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove(event) {
        const time = timeAt(event);
        setPointed(time);
        const { current } = start;
        if (current && Math.abs(event.clientX - current.x) >= CLICK_SLOP)
          setDragged({ from: Math.min(current.time, time), to: Math.max(current.time, time) });
      },
      onPointerUp(event) {
        const { current } = start;
        start.current = null;
        const { overview, unfolded, setZoom, goTime } = store.getState();
        if (dragged && overview) setZoom(zoomOf(overview, dragged, unfolded));
        else if (current) void goTime(timeAt(event));
        setDragged(null);
      },
      onPointerLeave: () => setPointed(null),
      onDoubleClick: () => store.getState().setZoom({ from: 0, to: 1 }),
      onBlur: () => setPointed(null),
      onKeyDown,
    },
  };
}

interface KeyContext {
  store: ReturnType<typeof useAppStore>;
  range: { from: number; to: number };
  pointed: number | null;
  setPointed: (time: number | null) => void;
}

/** Arrows move a mark, Enter goes to it, plus and minus zoom, PageUp and PageDown pan. True = it was a key of the chart. */
function chartKey(
  { key, shiftKey }: KeyboardEvent,
  { store, range, pointed, setPointed }: KeyContext,
): boolean {
  const { moment, zoom, setZoom, goTime } = store.getState();
  const span = range.to - range.from;
  const here = pointed ?? moment?.time ?? range.from;
  const to = (time: number) => setPointed(Math.max(range.from, Math.min(range.to, time)));
  const by = span * STEP * (shiftKey ? 10 : 1);
  if (key === 'ArrowRight') to(here + by);
  else if (key === 'ArrowLeft') to(here - by);
  else if (key === 'Home') to(range.from);
  else if (key === 'End') to(range.to);
  else if (key === 'Enter' && pointed !== null) void goTime(pointed);
  else if (key === 'Escape' && pointed !== null) setPointed(null);
  else if (key === '+' || key === '=') setZoom(zoomed(zoom, 1 / 1.5, (here - range.from) / span));
  else if (key === '-') setZoom(zoomed(zoom, 1.5, (here - range.from) / span));
  else if (key === 'PageDown') setZoom(panned(zoom, 0.8));
  else if (key === 'PageUp') setZoom(panned(zoom, -0.8));
  else return false;
  return true;
}
