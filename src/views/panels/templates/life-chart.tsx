import { useRef } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { SelectedFamily } from '../../../trace/queue-views.ts';
import type { Lane } from '../../../trace/views.ts';
import { useSize } from '../../charts/canvas/use-canvas.ts';
import { PLOT, TimeLeftChart } from '../../charts/time-left-chart.tsx';
import { lookOf } from '../../charts/timeline/draw-state.ts';
import { count, Empty, endpoint, Section } from '../../ui/index.ts';
import styles from './life.module.css';
import { type Life, useLife } from './use-life.ts';

/** Entries that are drawn under the chart. */
const MOST_CHILDREN = 5;
/** Pixels behind the release. */
const END_ROOM = 112;

/** Time left on the template over the run, and under it the entries that hold it. */
export function LifeChart({ family }: { family: SelectedFamily }) {
  const life = useLife(family);
  const now = useApp((state) => state.moment?.time ?? 0);
  const overview = useApp((state) => state.overview);
  const box = useRef<HTMLDivElement>(null);
  const size = useSize(box);
  const first = life.arms[0];
  if (!overview) return null;
  const begun = life.children.filter(({ lane }) => lane.spans[0].from <= now).length;
  const start = Math.max(0, Math.min(begun, life.children.length) - MOST_CHILDREN);
  const from = Math.min(first?.time ?? 0, overview.from);
  const to = Math.max(life.end, from + 1);
  const plot = Math.max(120, (size?.width ?? 900) - PLOT.left - PLOT.right);
  // Room behind the end for the words that stand there.
  const range = {
    from: Math.max(0, from - (to - from) * 0.02),
    to: to + ((to - from) * END_ROOM) / Math.max(60, plot - END_ROOM),
  };
  return (
    <Section title="Time left on the template" actions={<Given life={life} />}>
      {first ? (
        <>
          <div
            ref={box}
            className={styles.chart}
            role="img"
            aria-label={`Time left on ${endpoint(family.template.caddr, family.template.cport)}: armed ${life.arms.length} times, from ${first.time.toFixed(2)} to ${life.end.toFixed(2)} s`}
          >
            <TimeLeftChart
              plot={plot}
              {...range}
              arms={life.arms}
              end={life.end}
              now={now}
              persistent={life.persistent}
            />
          </div>
          <div className={styles.children}>
            {life.children.slice(start, start + MOST_CHILDREN).map(({ id, port, lane }) => (
              <Child key={id} name={port} lane={lane} now={now} {...range} />
            ))}
            {life.ever > MOST_CHILDREN ? (
              <p className={styles.more}>
                {MOST_CHILDREN} of {count(life.ever)} entries that it controls in this run
              </p>
            ) : null}
          </div>
        </>
      ) : (
        <NoTimer />
      )}
    </Section>
  );
}

function NoTimer() {
  const told = useApp((state) => state.info?.observed ?? false);
  if (told)
    return (
      <Empty headline="Time left is not known">
        The log tells when the template is made and when it goes, not when its timer is armed.
      </Empty>
    );
  return <Empty headline="Its timer is not armed">The packet at the cursor uses the template.</Empty>;
}

function Given({ life }: { life: Life }) {
  const first = life.arms[0];
  if (!first || life.persistent === null || !life.lane) return null;
  return (
    <span>
      <code>{life.persistent} s</code> of affinity asked, <b>{(life.end - first.time).toFixed(2)} s</b> given
    </span>
  );
}

interface ChildProps {
  name: string;
  lane: Lane;
  from: number;
  to: number;
  now: number;
}

function Child({ name, lane, from, to, now }: ChildProps) {
  const at = (time: number) => `${Math.max(0, Math.min(100, ((time - from) / (to - from)) * 100))}%`;
  const share = (a: number, b: number) => `calc(${at(b)} - ${at(a)})`;
  return (
    <div className={styles.child} style={{ paddingLeft: PLOT.left, paddingRight: PLOT.right }}>
      <span className={styles.name}>{name}</span>
      <div className={styles.lane}>
        {lane.spans
          .filter((span) => span.state !== '')
          .map((span) => (
            <span
              key={span.from}
              className={`${styles.span} ${styles[lookOf(span.state)]}`}
              style={{ left: at(span.from), width: share(span.from, span.to) }}
            >
              {span.to - span.from > (to - from) * 0.12 ? span.state : ''}
            </span>
          ))}
        <i className={styles.now} style={{ left: at(now) }} />
      </div>
    </div>
  );
}
