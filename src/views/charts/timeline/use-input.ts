import { type HTMLAttributes, type RefObject, useEffect, useRef } from 'react';
import { useAppStore } from '../../../store/use-app.ts';
import { markAt } from './hint.ts';
import type { Picture } from './paint.ts';
import { panned, zoomed } from './scale.ts';

const CLICK_SLOP = 4;
const WHEEL_STEP = 1.2;
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

/** Click, drag, wheel and keys of the timeline. `setPointed` gets the place of the pointer in pixels, or null. */
export function useTimelineInput(
  box: RefObject<HTMLElement | null>,
  picture: Picture | null,
  setPointed: (at: { x: number; y: number } | null) => void,
): HTMLAttributes<HTMLElement> {
  const store = useAppStore();
  const drag = useRef<{ x: number; moved: boolean } | null>(null);
  useWheel(box, picture);
  const local = (event: { clientX: number; clientY: number }) => {
    const rect = box.current?.getBoundingClientRect();
    return { x: event.clientX - (rect?.left ?? 0), y: event.clientY - (rect?.top ?? 0) };
  };
  return {
    onPointerDown(event) {
      if (event.button !== 0) return;
      drag.current = { x: event.clientX, moved: false };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove(event) {
      const at = drag.current;
      setPointed(at?.moved ? null : local(event));
      if (!at || !picture) return;
      const by = event.clientX - at.x;
      if (!at.moved && Math.abs(by) < CLICK_SLOP) return;
      drag.current = { x: event.clientX, moved: true };
      store.getState().setZoom(panned(store.getState().zoom, -by / picture.scale.width));
    },
    onPointerUp(event) {
      const isClick = drag.current !== null && !drag.current.moved;
      drag.current = null;
      const { x } = local(event);
      if (!isClick || !picture || x < picture.left - 3) return;
      const mark = markAt(picture, x);
      if (mark) store.getState().go({ event: mark.event, step: Number.POSITIVE_INFINITY });
      // A little to the right, so that a click on the first pixel of a bar is a click on its packet.
      else void store.getState().goTime(picture.scale.time(x - picture.left + 2));
    },
    onPointerCancel() {
      drag.current = null;
    },
    onPointerLeave: () => setPointed(null),
    onKeyDown(event) {
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      const { zoom, setZoom, move } = store.getState();
      const zoomBy = ZOOM_KEYS.get(event.key);
      const panBy = PAN_KEYS.get(event.shiftKey ? `Shift+${event.key}` : event.key);
      if (zoomBy !== undefined) setZoom(zoomed(zoom, zoomBy, shareOfCursor(picture)));
      else if (panBy !== undefined) setZoom(panned(zoom, panBy));
      else if (event.key === 'ArrowRight') move('next-event');
      else if (event.key === 'ArrowLeft') move('previous-event');
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
  };
}

/** Where the cursor is in what is shown, 0 to 1; the middle when it is outside. */
function shareOfCursor(picture: Picture | null): number {
  if (!picture || picture.now === null) return 0.5;
  const share = picture.scale.x(picture.now) / picture.scale.width;
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
      const x = event.clientX - element.getBoundingClientRect().left - picture.left;
      if (Math.abs(event.deltaX) > Math.abs(event.deltaY))
        setZoom(panned(zoom, event.deltaX / picture.scale.width));
      else
        setZoom(
          zoomed(
            zoom,
            event.deltaY > 0 ? WHEEL_STEP : 1 / WHEEL_STEP,
            Math.min(1, Math.max(0, x / picture.scale.width)),
          ),
        );
    };
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, [box, picture, store]);
}
