import { select } from 'd3-selection';
import { type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3-zoom';
import { type RefObject, useEffect, useMemo, useRef } from 'react';
import type { Box } from './layout.ts';

const SMALLEST = 0.12;
const LARGEST = 2.5;
/** A node that is nearer to the edge is brought back. */
const MARGIN = 48;

export interface Zoom {
  /** The whole chart. */
  fit(): void;
  by(factor: number): void;
  pan(x: number, y: number): void;
  /** Brings a box into view, if it is not; `anew` = at readable size, with its surroundings. */
  reveal(box: Box, anew: boolean): void;
}

/** Pan and zoom by wheel, drag and pinch. The world's style is changed directly, nothing is drawn anew. */
export function useZoom(
  viewport: RefObject<HTMLDivElement | null>,
  world: RefObject<HTMLDivElement | null>,
  size: { readonly width: number; readonly height: number },
): Zoom {
  const behavior = useRef<ZoomBehavior<HTMLDivElement, unknown>>(null);
  useEffect(() => {
    const element = viewport.current;
    if (!element) return;
    const made = zoom<HTMLDivElement, unknown>()
      .scaleExtent([SMALLEST, LARGEST])
      .clickDistance(4)
      .on('zoom', ({ transform }) => {
        if (world.current)
          world.current.style.transform = `translate(${transform.x}px, ${transform.y}px) scale(${transform.k})`;
      });
    select(element).call(made).on('dblclick.zoom', null);
    behavior.current = made;
    return () => {
      select(element).on('.zoom', null);
    };
  }, [viewport, world]);
  return useMemo(() => {
    const act = (
      run: (element: HTMLDivElement, made: ZoomBehavior<HTMLDivElement, unknown>) => void,
    ): void => {
      if (viewport.current && behavior.current) run(viewport.current, behavior.current);
    };
    const place = (
      element: HTMLDivElement,
      made: ZoomBehavior<HTMLDivElement, unknown>,
      k: number,
      x: number,
      y: number,
    ) => made.transform(select(element), zoomIdentity.translate(x, y).scale(k));
    return {
      fit: () =>
        act((element, made) => {
          const { clientWidth: w, clientHeight: h } = element;
          const k = Math.min(1, w / size.width, h / size.height);
          place(element, made, k, (w - size.width * k) / 2, Math.max(0, (h - size.height * k) / 2));
        }),
      by: (factor) => act((element, made) => made.scaleBy(select(element), factor)),
      pan: (x, y) =>
        act((element, made) => {
          const { k } = zoomTransform(element);
          made.translateBy(select(element), x / k, y / k);
        }),
      reveal: (box, anew) =>
        act((element, made) => {
          const { clientWidth: w, clientHeight: h } = element;
          const now = zoomTransform(element);
          const k = anew ? 1 : now.k;
          const kept = (
            at: number,
            from: number,
            length: number,
            whole: number,
            share: number,
            all: number,
          ) => {
            const start = from + at * k;
            if (!anew && start >= MARGIN && start + length * k <= whole - MARGIN) return from;
            const wanted = whole * share - (at + length / 2) * k;
            // No more of what lies beside the chart than needed.
            return all * k > whole ? Math.min(0, Math.max(whole - all * k, wanted)) : wanted;
          };
          place(
            element,
            made,
            k,
            kept(box.x, now.x, box.w, w, 0.42, size.width),
            kept(box.y, now.y, box.h, h, 0.4, size.height),
          );
        }),
    };
  }, [viewport, size]);
}
