import { type HTMLAttributes, type PointerEvent, type RefObject, useEffect, useRef, useState } from 'react';
import type { AppStore } from '../../../store/create.ts';
import { useAppStore } from '../../../store/use-app.ts';
import { itemAt } from './hint.ts';
import { type Item, momentOf } from './items.ts';
import { stateAt } from './lanes.ts';
import { panned, timeScale, zoomed, zoomOn } from './scale.ts';
import { laneAt, type Picture, rowsOf } from './scene.ts';

const CLICK_SLOP = 4;
const WHEEL_STEP = 1.2;
const WHOLE = { from: 0, to: 1 };
const ZOOM_KEYS: ReadonlyMap<string, number> = new Map([
  ['+', 1 / 1.5],
  ['=', 1 / 1.5],
  ['-', 1.5],
]);
const PAN_KEYS: ReadonlyMap<string, number> = new Map([
  ['PageDown', 0.8],
  ['PageUp', -0.8],
  ['Shift+ArrowRight', 0.2],
  ['Shift+ArrowLeft', -0.2],
]);

export interface Point {
  readonly x: number;
  readonly y: number;
}

type Drag = { readonly what: 'pan' | 'range' | 'strip'; readonly start: Point; at: number; moved: boolean };

export interface TimelineInput {
  /** What the element takes. */
  readonly handlers: HTMLAttributes<HTMLElement>;
  /** Where the pointer is; null = elsewhere, or dragging. */
  readonly pointed: Point | null;
  /** The stretch that is being chosen, in pixels. */
  readonly selection: { readonly from: number; readonly to: number } | null;
}

/** Pointer, wheel and keys of the timeline. */
export function useTimelineInput(box: RefObject<HTMLElement | null>, picture: Picture | null): TimelineInput {
  const store = useAppStore();
  const drag = useRef<Drag | null>(null);
  const [pointed, setPointed] = useState<Point | null>(null);
  const [selection, setSelection] = useState<TimelineInput['selection']>(null);
  useWheel(box, picture);
  const local = (event: { clientX: number; clientY: number }): Point => {
    const rect = box.current?.getBoundingClientRect();
    return { x: event.clientX - (rect?.left ?? 0), y: event.clientY - (rect?.top ?? 0) };
  };
  const height = () => box.current?.clientHeight ?? 0;
  const end = () => {
    drag.current = null;
    setSelection(null);
  };
  const onPointerUp = (event: PointerEvent<HTMLElement>) => {
    const was = drag.current;
    end();
    if (!was || !picture) return;
    const at = local(event);
    if (was.moved && was.what === 'range') zoomToPixels(store, picture, was.start.x, at.x);
    else if (!was.moved && was.what !== 'strip') click(store, picture, at, height());
  };
  const handlers: HTMLAttributes<HTMLElement> = {
    onPointerDown(event) {
      if (event.button !== 0 || !picture) return;
      const start = local(event);
      const { strip } = rowsOf(picture, height());
      const isStrip = strip !== null && start.y >= strip;
      drag.current = {
        what: isStrip ? 'strip' : event.shiftKey ? 'range' : 'pan',
        start,
        at: start.x,
        moved: false,
      };
      if (isStrip) centre(store, picture, start.x);
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event) {
      const was = drag.current;
      const at = local(event);
      setPointed(was?.moved ? null : at);
      if (!was || !picture) return;
      if (!was.moved && Math.abs(at.x - was.start.x) < CLICK_SLOP) return;
      was.moved = true;
      if (was.what === 'strip') centre(store, picture, at.x);
      else if (was.what === 'range')
        setSelection({ from: Math.min(was.start.x, at.x), to: Math.max(was.start.x, at.x) });
      else store.getState().setZoom(panned(store.getState().zoom, (was.at - at.x) / picture.scale.width));
      was.at = at.x;
    },
    onPointerUp,
    onPointerCancel: end,
    onPointerLeave: () => setPointed(null),
    onDoubleClick: () => store.getState().setZoom(WHOLE),
    onKeyDown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey || !picture) return;
      if (!key(store, picture, event.shiftKey ? `Shift+${event.key}` : event.key, event.key)) return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
  return { handlers, pointed, selection };
}

/** What a click does, depending on what stands there: an item, a lane with its label, or only a time. */
function click(store: AppStore, picture: Picture, { x, y }: Point, height: number): void {
  const { selectConn, goTime } = store.getState();
  const { scale, left } = picture;
  const lane = laneAt(picture, y, height);
  if (x < left - 3) {
    if (lane) selectConn(lane.id);
    return;
  }
  const item = itemAt(picture, x, y, height);
  if (item) {
    choose(store, picture, item);
    return;
  }
  const time = scale.time(x - left);
  if (lane && stateAt(lane, time) !== '') selectConn(lane.id);
  // A little to the right, so that a click on the first pixel of a bar is a click on its packet.
  void goTime(scale.time(x - left + 2));
}

/** Goes to where an item leads; a gap is unfolded or folded, what is shown beside it stays. */
export function choose(store: AppStore, picture: Picture, item: Item): void {
  const to = momentOf(item);
  if (to) store.getState().go(to);
  if (item.kind !== 'gap') return;
  const { scale, whole } = picture;
  const { zoom, toggleFold, setZoom } = store.getState();
  toggleFold(item.fold.from);
  if (zoom.to - zoom.from >= 1) return;
  const folds = item.folded
    ? whole.folds.filter((fold) => fold !== item.fold)
    : [...whole.folds, item.fold].sort((a, b) => a.from - b.from);
  const after = timeScale(whole.time(0), whole.time(whole.width), whole.width, folds);
  setZoom(zoomOn(after, scale.time(0), scale.time(scale.width)));
}

function zoomToPixels(store: AppStore, { scale, whole, left }: Picture, from: number, to: number): void {
  store.getState().setZoom(zoomOn(whole, scale.time(from - left), scale.time(to - left)));
}

/** Shows what is around a place of the strip. */
function centre(store: AppStore, { whole, left }: Picture, x: number): void {
  const { zoom, setZoom } = store.getState();
  const share = (x - left) / whole.width;
  setZoom(panned(zoom, (share - (zoom.from + zoom.to) / 2) / (zoom.to - zoom.from)));
}

/** True when the key means something here. */
function key(store: AppStore, picture: Picture, chord: string, plain: string): boolean {
  const { zoom, setZoom, move } = store.getState();
  const zoomBy = ZOOM_KEYS.get(plain);
  const panBy = PAN_KEYS.get(chord);
  if (zoomBy !== undefined) setZoom(zoomed(zoom, zoomBy, shareOfCursor(picture)));
  else if (panBy !== undefined) setZoom(panned(zoom, panBy));
  else if (chord === 'ArrowRight') move('next-event');
  else if (chord === 'ArrowLeft') move('previous-event');
  else if (chord === 'ArrowDown') selectBeside(store, picture, 1);
  else if (chord === 'ArrowUp') selectBeside(store, picture, -1);
  else return false;
  return true;
}

/** Chooses the entry of the lane below or above. */
function selectBeside(store: AppStore, { rows, focus }: Picture, by: 1 | -1): void {
  const at = rows.lanes.findIndex(({ id }) => id === focus);
  const lane = rows.lanes[at < 0 ? 0 : at + by];
  if (lane) store.getState().selectConn(lane.id);
}

/** Where the cursor is in what is shown, 0 to 1; the middle when it is outside. */
function shareOfCursor({ now, scale }: Picture): number {
  if (now === null) return 0.5;
  const share = scale.x(now) / scale.width;
  return share >= 0 && share <= 1 ? share : 0.5;
}

/** React listens to the wheel passively; zooming must keep the page from scrolling. */
function useWheel(box: RefObject<HTMLElement | null>, picture: Picture | null): void {
  const store = useAppStore();
  useEffect(() => {
    const element = box.current;
    if (!element || !picture) return;
    const onWheel = (event: WheelEvent) => {
      event.preventDefault();
      const { zoom, setZoom } = store.getState();
      const { width } = picture.scale;
      const x = event.clientX - element.getBoundingClientRect().left - picture.left;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY)) setZoom(panned(zoom, event.deltaX / width));
      else {
        const factor = event.deltaY > 0 ? WHEEL_STEP : 1 / WHEEL_STEP;
        setZoom(zoomed(zoom, factor, Math.min(1, Math.max(0, x / width))));
      }
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, picture, store]);
}
