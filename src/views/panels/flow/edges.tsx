import { memo } from 'react';
import type { ChartEdge } from '../../../analysis/flow/chart.ts';
import styles from './flow.module.css';
import type { Drawn } from './layout.ts';
import type { Lit, Place } from './lit.ts';

interface EdgesProps {
  drawn: Drawn;
  lit: Lit;
  counts: Readonly<Record<string, number>>;
  flows: ReadonlyMap<ChartEdge, number>;
  /** All events; 0 = no heat. */
  of: number;
}

const MARKERS = ['none', 'ahead', 'past', 'heat'] as const;
const LAST: Readonly<Record<Place, number>> = { none: 0, ahead: 1, past: 2, now: 2 };

/** 1 to 7 px by share, so that one event of a hundred thousand still shows. */
export function heatWidth(events: number, of: number): number {
  return events <= 0 || of <= 0 ? 0 : 1 + 6 * Math.sqrt(events / of);
}

/** All edges under the nodes; those that were taken last, so that they lie on top. */
export const Edges = memo(function Edges({ drawn, lit, counts, flows, of }: EdgesProps) {
  const edges = drawn.edges
    .map(({ edge, path }) => ({
      edge,
      path,
      place: lit.edges.get(edge) ?? ('none' as const),
      events: of > 0 ? (flows.get(edge) ?? 0) : 0,
    }))
    .filter(({ edge, place, events }) => !edge.quiet || place !== 'none' || events > 0)
    .sort((a, b) => LAST[a.place] - LAST[b.place]);
  const calls = drawn.calls
    .map((call) => ({
      ...call,
      place: lit.calls.get(call.id) ?? ('none' as const),
      events: of > 0 ? Math.min(counts[call.from.id] ?? 0, counts[call.lane.head.id] ?? 0) : 0,
    }))
    .filter(({ place, events }) => place !== 'none' || events > 0);
  return (
    <svg
      className={styles.edges}
      width={drawn.width}
      height={drawn.height}
      aria-hidden="true"
      focusable="false"
    >
      <defs>
        {MARKERS.map((name) => (
          <marker
            key={name}
            id={`flow-${name}`}
            className={styles[`marker-${name}`]}
            markerUnits="userSpaceOnUse"
            markerWidth="8"
            markerHeight="8"
            viewBox="0 0 8 8"
            refX="7"
            refY="4"
            orient="auto"
          >
            <path d="M1 1.2 7 4 1 6.8z" />
          </marker>
        ))}
      </defs>
      {edges.map(({ edge, ...line }) => (
        <Line key={edge.id} {...line} of={of} />
      ))}
      {calls.map(({ id, path, place, events }) => (
        <Line key={id} path={path} place={place} events={events} of={of} />
      ))}
    </svg>
  );
});

interface LineProps {
  path: string;
  place: Place;
  events: number;
  of: number;
}

/** With heat as wide as its share; the way of the event keeps its ink. */
function Line({ path, place, events, of }: LineProps) {
  const hot = events > 0;
  const kind = place === 'none' && hot ? 'heat' : place === 'now' ? 'past' : place;
  return (
    <path
      d={path}
      className={`${styles.edge} ${styles[`edge-${kind}`]}`}
      style={hot ? { strokeWidth: heatWidth(events, of) } : undefined}
      markerEnd={`url(#flow-${kind})`}
    />
  );
}
