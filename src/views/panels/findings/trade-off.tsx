import { useApp } from '../../../store/use-app.ts';
import type { WhatIfRow } from '../../../trace/whatif-views.ts';
import { count, tip } from '../../ui/index.ts';
import { besidePoints, type Point } from './places.ts';
import styles from './whatif.module.css';

const WIDTH = 360;
const HEIGHT = 220;
const LEFT = 36;
const RIGHT = 16;
const TOP = 26;
const BOTTOM = 34;

/** Affinity against balance: clients split downwards, Jain's index to the right; the best stand at the top right. */
export function TradeOff() {
  const view = useApp((state) => state.whatIf);
  const chosen = useApp((state) => state.whatIfChosen);
  const choose = useApp((state) => state.chooseAlternative);
  if (!view) return null;
  const rows = [view.base, ...view.rows].filter(({ figures }) => figures !== null);
  const { points, clients, least } = placed(rows);
  const labels = besidePoints(points, WIDTH);
  return (
    <figure className={styles.tradeOff} aria-label="Affinity against balance">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label="Clients split over Jain's index">
        <text x={4} y={12} className={styles.axisText}>
          clients split
        </text>
        <text x={WIDTH - RIGHT} y={HEIGHT - 4} textAnchor="end" className={styles.axisText}>
          {"balance, Jain's index"}
        </text>
        {[0, 0.5, 1].map((share) => {
          const y = TOP + share * (HEIGHT - TOP - BOTTOM);
          return (
            <g key={share}>
              <path d={`M${LEFT} ${y}H${WIDTH - RIGHT}`} className={styles.grid} />
              <text x={LEFT - 6} y={y + 4} textAnchor="end" className={styles.axisText}>
                {Math.round(share * clients)}
              </text>
            </g>
          );
        })}
        {[least, (least + 1) / 2, 1].map((jain) => (
          <text
            key={jain}
            x={xOf(jain, least)}
            y={HEIGHT - BOTTOM + 16}
            textAnchor="middle"
            className={styles.axisText}
          >
            {jain.toFixed(2)}
          </text>
        ))}
        {points.map((point, at) => (
          <PointMark
            key={point.id}
            point={point}
            label={labels[at]}
            chosen={point.id === chosen}
            onChoose={() => choose(point.id)}
          />
        ))}
      </svg>
    </figure>
  );
}

const xOf = (jain: number, least: number): number =>
  LEFT + ((jain - least) / Math.max(1e-9, 1 - least)) * (WIDTH - LEFT - RIGHT);

function placed(rows: readonly WhatIfRow[]): { points: Point[]; clients: number; least: number } {
  const clients = Math.max(1, ...rows.map(({ figures }) => figures?.clients ?? 0));
  const lowest = Math.min(0.9, ...rows.map(({ figures }) => figures?.jain ?? 1));
  const least = Math.floor(lowest * 10) / 10;
  const points = rows.map(({ alternative: { id, title }, figures }): Point => {
    const [split, jain] = [figures?.split ?? 0, figures?.jain ?? 0];
    const y = TOP + (split / clients) * (HEIGHT - TOP - BOTTOM);
    return {
      id,
      title,
      x: xOf(jain, least),
      y,
      bad: split > 0,
      about: `${title}: ${count(split)} split, ${jain.toFixed(3)}`,
    };
  });
  return { points, clients, least };
}

interface MarkProps {
  point: Point;
  /** Where its name stands; null = there is no room for it. */
  label: { x: number; y: number; end: boolean } | null;
  chosen: boolean;
  onChoose: () => void;
}

function PointMark({ point, label, chosen, onChoose }: MarkProps) {
  return (
    // The table beside it is for the keyboard.
    // biome-ignore lint/a11y/noStaticElementInteractions: see above
    <g onClick={onChoose} className={styles.point} {...tip(point.about)}>
      {chosen ? <circle cx={point.x} cy={point.y} r={8} className={styles.ring} /> : null}
      <circle cx={point.x} cy={point.y} r={4} className={point.bad ? styles.badDot : styles.dot} />
      {label || chosen ? (
        <text
          x={label?.x ?? point.x - 10}
          y={label?.y ?? point.y + 20}
          textAnchor={(label?.end ?? true) ? 'end' : 'start'}
          className={chosen ? styles.pointName : styles.pointText}
        >
          {point.title}
        </text>
      ) : null}
    </g>
  );
}
