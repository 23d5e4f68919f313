import { useMemo } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FindingLane, LanesChart } from '../../../trace/finding-views.ts';
import { counted, packetTime, serverColor, tip } from '../../ui/index.ts';
import styles from './chart.module.css';
import { axisOf, rangeOf, thinned } from './marks.ts';

/** Marks over time, a lane for each client or entry; the moments of the finding are listed beside it for all who do not point. */
export function Lanes({ chart }: { chart: LanesChart }) {
  const range = useMemo(() => rangeOf(chart), [chart]);
  const now = useApp((state) => state.moment?.time ?? 0);
  const { times, digits } = axisOf(range.from, range.to);
  const share = (time: number) => `${((time - range.from) / (range.to - range.from)) * 100}%`;
  const isNow = now >= range.from && now <= range.to;
  return (
    <figure className={styles.lanes} aria-label={`${chart.title}: ${counted(chart.lanes.length, 'lane')}`}>
      <table>
        <thead>
          <tr>
            <td />
            <td className={styles.axisHead} />
            {chart.columns.map((column) => (
              <th key={column} scope="col">
                {column}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {chart.lanes.map((lane) => (
            <Lane key={lane.label} lane={lane} range={range} share={share} />
          ))}
          <tr className={styles.axis}>
            <td />
            <td>
              {times.map((time) => (
                <span key={time} style={{ left: share(time) }}>
                  {time.toFixed(digits)} s
                </span>
              ))}
              {isNow ? <i className={styles.now} style={{ left: share(now) }} /> : null}
            </td>
          </tr>
        </tbody>
      </table>
      {chart.omitted > 0 ? (
        <p className={styles.none}>{counted(chart.omitted, 'more lane')} left out.</p>
      ) : null}
    </figure>
  );
}

interface LaneProps {
  lane: FindingLane;
  range: { from: number; to: number };
  share: (time: number) => string;
}

function Lane({ lane: { label, marks, figures }, range, share }: LaneProps) {
  const go = useApp((state) => state.go);
  const drawn = useMemo(() => thinned(marks, range.from, range.to), [marks, range]);
  const first = marks[0]?.time ?? 0;
  const last = marks.at(-1)?.time ?? 0;
  const wide = ((last - first) / (range.to - range.from)) * 100;
  return (
    <tr>
      <th scope="row">{label}</th>
      <td className={styles.track}>
        <i className={styles.line} style={{ left: share(first), width: `${wide}%` }} />
        {drawn.map((mark) => (
          <button
            key={`${mark.time} ${mark.label}`}
            type="button"
            tabIndex={-1}
            className={`${styles.mark} ${mark.bad ? styles.badMark : ''}`}
            style={{
              left: share(mark.time),
              background: mark.server ? serverColor(mark.server.series) : undefined,
            }}
            aria-label={`${mark.label}, ${packetTime(mark.time)}`}
            onClick={() => go(mark.at)}
            {...tip(`${packetTime(mark.time)} s ${mark.label}`)}
          />
        ))}
      </td>
      {figures.map(({ text, bad }, at) => (
        // The columns of a chart never reorder.
        // biome-ignore lint/suspicious/noArrayIndexKey: see above
        <td key={at} className={`${styles.figure} ${bad ? styles.bad : ''}`}>
          {text}
        </td>
      ))}
    </tr>
  );
}
