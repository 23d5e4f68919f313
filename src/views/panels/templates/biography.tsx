import { useEffect, useMemo, useRef } from 'react';
import { useApp } from '../../../store/use-app.ts';
import type { FamilyView } from '../../../trace/views.ts';
import { endpoint, packetTime, Section } from '../../ui/index.ts';
import { biographyOf } from './biography.ts';
import styles from './templates.module.css';
import { useLife } from './use-life.ts';

/** More moments than this around now are not listed. */
const AROUND = 40;

/** The life of the template in lines; past loud, ahead dim, each leads there. */
export function Biography({ family }: { family: FamilyView }) {
  const life = useLife(family);
  const now = useApp((state) => state.moment?.time ?? 0);
  const goTime = useApp((state) => state.goTime);
  const started = useApp((state) => (state.info?.started ?? 0) > 0);
  const listed = started && life.lane?.born === 0;
  const all = useMemo(() => biographyOf(life.lane, life.arms, life.children, listed), [life, listed]);
  const current = all.findLastIndex((one) => one.time <= now + 1e-6);
  const from = Math.max(0, current - AROUND);
  const shown = all.slice(from, current + AROUND);
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    const row = list.current?.children[current - from];
    if (list.current && row instanceof HTMLElement)
      list.current.scrollTop = row.offsetTop - list.current.clientHeight / 2;
  }, [current, from]);
  return (
    <Section
      title="Biography"
      facts={<code className={styles.violet}>{endpoint(family.template.caddr, family.template.cport)}</code>}
    >
      <ol className={styles.biography} ref={list}>
        {shown.map((one, at) => (
          <li key={`${one.time} ${one.text} ${one.code}`}>
            <button
              type="button"
              className={from + at === current && one.time === now ? styles.isNow : ''}
              aria-current={from + at === current ? 'step' : undefined}
              data-ahead={one.time > now || undefined}
              onClick={() => void goTime(one.time)}
            >
              <span className={styles.stamp}>{packetTime(one.time)}</span>
              <span>
                {one.text} <code>{one.code}</code>
              </span>
              <span className={styles.by}>{one.timer ? 'timer' : ''}</span>
            </button>
          </li>
        ))}
      </ol>
    </Section>
  );
}
