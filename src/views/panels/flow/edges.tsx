import { memo } from 'react';
import styles from './flow.module.css';
import type { Drawn } from './layout.ts';
import { edgeEvents, type Lit, type Place } from './lit.ts';

interface EdgesProps {
  drawn: Drawn;
  lit: Lit;
  counts: Readonly<Record<string, number>>;
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
export const Edges = memo(function Edges({ drawn, lit, counts, of }: EdgesProps) {
  const edges = drawn.edges
    .map(({ edge, path }) => ({ edge, path, place: lit.edges.get(edge) ?? ('none' as const) }))
    .filter(({ edge, place }) => !edge.quiet || place !== 'none')
    .sort((a, b) => LAST[a.place] - LAST[b.place]);
  const calls = drawn.calls
    .map((call) => ({ ...call, place: lit.calls.get(call.id) ?? ('none' as const) }))
    .filter(({ place }) => place !== 'none');
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
      {edges.map(({ edge, path, place }) => {
        const events = of > 0 && !edge.quiet ? (edgeEvents(edge, counts) ?? 0) : 0;
        const hot = events > 0;
        const kind = hot ? 'heat' : place;
        return (
          <path
            key={edge.id}
            d={path}
            className={`${styles.edge} ${styles[`edge-${kind}`]}`}
            style={hot ? { strokeWidth: heatWidth(events, of) } : undefined}
            markerEnd={`url(#flow-${kind === 'now' ? 'past' : kind})`}
          />
        );
      })}
      {calls.map(({ id, path, place }) => (
        <path
          key={id}
          d={path}
          className={`${styles.edge} ${styles[`edge-${place}`]}`}
          markerEnd={`url(#flow-${place === 'ahead' ? 'ahead' : 'past'})`}
        />
      ))}
    </svg>
  );
});
