import { type KeyboardEvent, type MouseEvent, useEffect, useMemo, useRef, useState } from 'react';
import { type Chart, type ChartLane, placeId } from '../../../analysis/flow/chart.ts';
import { useApp } from '../../../store/use-app.ts';
import { SourceLink } from '../../ui/index.ts';
import { Edges } from './edges.tsx';
import styles from './flow.module.css';
import { edgeFlows } from './flows.ts';
import { type Drawn, layout } from './layout.ts';
import { type Lit, NOT_COME } from './lit.ts';
import { FlowNode, Outcome } from './node.tsx';
import { useZoom, type Zoom } from './use-zoom.ts';

interface FlowChartProps {
  chart: Chart;
  lanes: readonly ChartLane[];
  lit: Lit;
  counts: Readonly<Record<string, number>>;
  /** All events, when heat is shown; else 0. */
  of: number;
}

const PAN = 80;

/** The chart itself: pan, zoom, walk, choose. */
export function FlowChart({ chart, lanes, lit, counts, of }: FlowChartProps) {
  const drawn = useMemo(() => layout(chart, lanes), [chart, lanes]);
  const flows = useMemo(() => edgeFlows(chart, counts), [chart, counts]);
  const viewport = useRef<HTMLDivElement>(null);
  const world = useRef<HTMLDivElement>(null);
  const zoom = useZoom(viewport, world, drawn);
  const choosePlace = useApp((state) => state.choosePlace);
  const place = useApp((state) => state.flowPlace);
  const [focus, setFocus] = useState<string | null>(null);
  useFollow(zoom, drawn, lit);
  const known = (id: string | null): id is string =>
    id !== null && (drawn.nodes.has(id) || drawn.outcomes.has(id));
  const stops = [focus, lit.now?.id ?? null, lit.order[0]?.id ?? null];
  const stop = stops.find(known) ?? lanes[0]?.rows.find((row) => row.kind === 'node')?.node.id;
  const onKey = (event: KeyboardEvent) => {
    const { current } = viewport;
    if (!current || event.ctrlKey || event.metaKey || event.altKey) return;
    const to = targetOf(event, current, lit, zoom);
    if (to === false) return;
    event.preventDefault();
    if (!to) return;
    to.focus({ preventScroll: true });
    const box = boxOf(drawn, to.dataset.place ?? '');
    if (box) zoom.reveal(box, false);
  };
  const onClick = (event: MouseEvent) => {
    const target = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-place]') : null;
    if (!target?.dataset.place) return;
    setFocus(target.dataset.place);
    choosePlace(target.dataset.place === place ? null : target.dataset.place);
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset would be a form
    <div
      ref={viewport}
      className={styles.viewport}
      role="group"
      aria-label="Flowchart"
      onKeyDown={onKey}
      onClick={onClick}
      onFocus={(event) => setFocus(event.target.dataset.place ?? null)}
      onScroll={(event) => event.currentTarget.scrollTo(0, 0)}
    >
      <div ref={world} className={styles.world} style={{ width: drawn.width, height: drawn.height }}>
        {drawn.lanes.map(({ lane, box }) => (
          <LaneFrame
            key={lane.id}
            lane={lane}
            box={box}
            lit={lit}
            events={counts[lane.head.id]}
            stop={stop?.startsWith(`${lane.id}/`) ?? false}
          />
        ))}
        <Edges drawn={drawn} lit={lit} counts={counts} flows={flows} of={of} />
        {drawn.words.map(({ key, words, x, y }) => (
          <span key={key} className={styles.when} style={{ left: x, top: y }}>
            {words}
          </span>
        ))}
        {lanes.flatMap(({ rows }) =>
          rows.flatMap((row) => {
            if (row.kind === 'words') return [];
            const { node } = row;
            const shown = lit.nodes.get(node.id) ?? NOT_COME;
            if (row.kind === 'node') {
              const box = drawn.nodes.get(node.id);
              return box ? (
                <FlowNode
                  key={node.id}
                  node={node}
                  box={box}
                  lit={shown}
                  events={counts[node.id]}
                  of={of}
                  chosen={place === node.id}
                  stop={stop === node.id}
                />
              ) : (
                []
              );
            }
            return [...row.main, ...(row.aside === null ? [] : [row.aside])].flatMap((outcome) => {
              const id = placeId(node.id, outcome);
              const at = drawn.outcomes.get(id);
              return at ? (
                <Outcome
                  key={id}
                  id={id}
                  node={node}
                  outcome={outcome}
                  place={at}
                  lit={shown}
                  events={counts[id]}
                  chosen={place === id}
                  stop={stop === id}
                />
              ) : (
                []
              );
            });
          }),
        )}
      </div>
    </div>
  );
}

function LaneFrame({
  lane,
  box,
  lit,
  events,
  stop,
}: {
  lane: ChartLane;
  box: Drawn['lanes'][number]['box'];
  lit: Lit;
  events: number | undefined;
  /** The node with the tab stop stands in it. */
  stop: boolean;
}) {
  const profile = useApp((state) => state.info?.profile ?? '');
  const place = lit.nodes.get(lane.head.id)?.place ?? 'none';
  return (
    <div
      className={`${styles.lane} ${place === 'none' ? '' : styles.entered}`}
      style={{ left: box.x, top: box.y, width: box.w, height: box.h }}
    >
      <h3 className={styles.head}>
        <span className={styles.title}>{lane.title}</span>
        {events === undefined ? null : <span className={styles.count}>{events.toLocaleString('en')}</span>}
        <span className={styles.file}>
          <SourceLink profile={profile} fn={lane.title} inList={!stop}>
            {lane.file}
          </SourceLink>
        </span>
      </h3>
    </div>
  );
}

function boxOf(drawn: Drawn, id: string) {
  const at = drawn.outcomes.get(id);
  return drawn.nodes.get(id) ?? (at ? { ...at, h: 20 } : undefined);
}

/** Keeps the cursor's node in view, and does what commands ask for. */
function useFollow(zoom: Zoom, drawn: Drawn, lit: Lit): void {
  const follows = useApp((state) => state.flowFollows);
  const ask = useApp((state) => state.flowAsk);
  const shown = useRef<Drawn | null>(null);
  const done = useRef(ask?.serial ?? 0);
  const target = lit.now ?? lit.order[0] ?? null;
  const hooks = drawn.lanes.find(({ lane }) => lane.fns.includes(''))?.box;
  const box = (target && drawn.nodes.get(target.id)) ?? (hooks && { ...hooks, h: 300 });
  useEffect(() => {
    const first = shown.current === null;
    if (box && (first || follows)) zoom.reveal(box, first);
    shown.current = drawn;
  }, [zoom, drawn, box, follows]);
  useEffect(() => {
    if (!ask || ask.serial === done.current) return;
    done.current = ask.serial;
    if (ask.what === 'fit') zoom.fit();
    else if (ask.what === 'cursor') {
      if (box) zoom.reveal(box, true);
    } else zoom.by(ask.what === 'in' ? 1.25 : 0.8);
  }, [zoom, ask, box]);
}

/** The place that a key leads to; null = it did something else, false = it is no key of the chart. */
function targetOf(
  { key, shiftKey }: KeyboardEvent,
  viewport: HTMLDivElement,
  lit: Lit,
  zoom: Zoom,
): HTMLElement | null | false {
  const way = { ArrowLeft: [1, 0], ArrowRight: [-1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
  if (!way && key !== 'Home' && key !== 'End') return false;
  if (way && shiftKey) {
    zoom.pan(way[0] * PAN, way[1] * PAN);
    return null;
  }
  const places = [...viewport.querySelectorAll<HTMLElement>('[data-place]')];
  const focused = places.findIndex((place) => place.matches(':focus'));
  if (key === 'ArrowLeft' || key === 'ArrowRight')
    return places[focused + (key === 'ArrowRight' ? 1 : -1)] ?? null;
  const order = lit.order
    .map(({ id }) => id)
    .filter((id) => places.some(({ dataset }) => dataset.place === id));
  const id = walked(order, places[focused]?.dataset.place?.split('|')[0], key);
  return places.find(({ dataset }) => dataset.place === id) ?? null;
}

/** Along the way of the event. */
function walked(order: readonly string[], from: string | undefined, key: string): string | undefined {
  const at = from === undefined ? -1 : order.indexOf(from);
  if (key === 'Home') return order[0];
  if (key === 'End') return order.at(-1);
  if (at < 0) return order[0];
  return order[at + (key === 'ArrowDown' ? 1 : -1)];
}
