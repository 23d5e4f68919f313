import { select } from 'd3-selection';
import { type D3ZoomEvent, type ZoomBehavior, ZoomTransform, zoom, zoomTransform } from 'd3-zoom';
import { type RefObject, useEffect, useRef } from 'react';
import type { MapZoom } from '../../../store/table-state.ts';
import { keptInside, largestScale, type MapLayout } from './layout.ts';

function transformOf({ columns, rows, fitPitch }: MapLayout, at: MapZoom): ZoomTransform {
  return new ZoomTransform(
    at.scale,
    -at.x * columns * fitPitch * at.scale,
    -at.y * rows * fitPitch * at.scale,
  );
}

function zoomOf(layout: MapLayout, { k, x, y }: ZoomTransform): MapZoom {
  const { columns, rows, fitPitch } = layout;
  return keptInside(layout, {
    scale: k,
    x: -x / (columns * fitPitch * k),
    y: -y / (rows * fitPitch * k),
  });
}

const isSame = (a: ZoomTransform, b: ZoomTransform): boolean =>
  Math.abs(a.k - b.k) < 1e-6 && Math.abs(a.x - b.x) < 0.01 && Math.abs(a.y - b.y) < 0.01;

/**
 * Wheel, drag and pinch on the element that is the window of the map. The zoom itself lives elsewhere: gestures are told
 * by `onZoom`, and a zoom that was changed by other means is what the next gesture begins with.
 */
export function useMapZoom(
  window: RefObject<HTMLElement | null>,
  layout: MapLayout | null,
  onZoom: (zoom: MapZoom) => void,
): void {
  const latest = useRef({ layout, onZoom });
  useEffect(() => {
    latest.current = { layout, onZoom };
  });
  const behavior = useRef<ZoomBehavior<HTMLElement, unknown> | null>(null);
  const isReady = layout !== null;
  useEffect(() => {
    const element = window.current;
    if (!element || !isReady) return;
    const made = zoom<HTMLElement, unknown>()
      .constrain((transform) => {
        const at = latest.current.layout;
        return at ? transformOf(at, zoomOf(at, transform)) : transform;
      })
      .on('zoom', (event: D3ZoomEvent<HTMLElement, unknown>) => {
        const at = latest.current.layout;
        // What was set from outside is known there already.
        if (at && event.sourceEvent) latest.current.onZoom(zoomOf(at, event.transform));
      });
    behavior.current = made;
    const target = select(element);
    target.call(made).on('dblclick.zoom', null);
    return () => {
      target.on('.zoom', null);
      behavior.current = null;
    };
  }, [window, isReady]);
  useEffect(() => {
    const element = window.current;
    if (!element || !layout || !behavior.current) return;
    behavior.current.scaleExtent([1, largestScale(layout)]);
    const wanted = transformOf(layout, layout.zoom);
    if (!isSame(zoomTransform(element), wanted)) behavior.current.transform(select(element), wanted);
  }, [window, layout]);
}
